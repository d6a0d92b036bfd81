import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(__dirname, '../../..');
const LOADER = pathToFileURL(path.join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href;

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one of our commands as a process, on the given database, and waits for its end. */
export function runCommand(databaseUrl: string, file: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', LOADER, path.join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { exitCode: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (ended.stdout += String(text)));
  child.stderr.on('data', (text) => (ended.stderr += String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ ...ended, exitCode }));
  });
}

/** What a command prints with --json. */
export const jsonOf = ({ stdout }: Ended): unknown => JSON.parse(stdout);
