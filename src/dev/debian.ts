import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** The path of the first of these commands that is on the PATH, or null. */
export function findCommand(names: readonly string[], searchPath = process.env.PATH ?? ''): string | null {
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs packages where we may (root on Debian or Ubuntu); whether they are there now. */
export async function installPackages(packages: readonly string[], limitMs: number): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const run = (...args: string[]) =>
    promisify(execFile)('apt-get', ['-qq', ...args], { env, timeout: limitMs });
  try {
    await run('update');
    await run('install', '-y', '--no-install-recommends', ...packages);
    return true;
  } catch {
    return false;
  }
}
