import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync, type Options } from '@swc/core';
import { PROJECT_ROOT } from '../../../src/dev/child';
import type { PlantedBug } from './bugs';
import { patchedSources, readSource } from './patched-sources';

/** How the tests compile the product. */
interface Compiler {
  compileAll(): void;
  OPTIONS: Options;
}

/** Of the tests, what a search needs. */
const OF_TESTS = ['test/faults', 'test/support', 'test/integration/notifications'];
const SCRATCH = path.join(PROJECT_ROOT, '.tongfu');
const BASE = 'none';

/**
 * Makes builds of the product with one mistake each; what all of them share is compiled once.
 * @param place the name of the folder for them, which is made anew
 */
export async function createPlantedBuilds(place = 'planted'): Promise<(bug: PlantedBug | null) => string> {
  const builds = path.join(SCRATCH, place);
  const folderOf = (name: string): string => path.join(builds, name.replaceAll(' ', '-'));
  const compiler = (await import(path.join(PROJECT_ROOT, '.config', 'jest', 'compile.cjs'))) as {
    default: Compiler;
  };
  const { compileAll, OPTIONS } = compiler.default;
  compileAll();
  rmSync(builds, { recursive: true, force: true });
  const base = folderOf(BASE);
  cpSync(path.join(SCRATCH, 'compiled'), base, { recursive: true });
  for (const file of OF_TESTS.flatMap(sourcesIn)) write(base, [file, readSource(file)], OPTIONS);
  symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(base, 'node_modules'));
  return (bug) => {
    if (bug === null) return base;
    const folder = folderOf(bug.name);
    cpSync(base, folder, { recursive: true, verbatimSymlinks: true });
    for (const source of patchedSources(bug)) write(folder, source, OPTIONS);
    return folder;
  };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.join(folder, file));
}

function write(folder: string, [file, text]: readonly [string, string], options: Options): void {
  const target = path.join(folder, file).replace(/\.ts$/, '.js');
  mkdirSync(path.dirname(target), { recursive: true });
  const { code } = transformSync(text, {
    ...options,
    filename: path.join(PROJECT_ROOT, file),
    sourceMaps: 'inline',
  });
  writeFileSync(target, code);
}
