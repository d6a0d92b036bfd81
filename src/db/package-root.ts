import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds package.json, from the sources and from `dist/` alike. */
export function packageRoot(from: string = __dirname): string {
  if (existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  if (parent === from) throw new Error('package.json is not found above this file');
  return packageRoot(parent);
}
