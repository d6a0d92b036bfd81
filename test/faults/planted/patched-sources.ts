import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../../src/dev/child';
import type { PlantedBug } from './bugs';

/** A source as it stands. @param file from the project's folder */
export const readSource = (file: string): string => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');

/** The files that a bug changes, with their texts. @throws Error where a piece of text is not there exactly once */
export function patchedSources({ name, patches }: PlantedBug): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of patches) {
    const text = texts.get(file) ?? readSource(file);
    const places = text.split(find).length - 1;
    if (places !== 1) throw new Error(`${name}: what to change is ${places} times in ${file}`);
    texts.set(
      file,
      text.replace(find, () => replace),
    );
  }
  return texts;
}
