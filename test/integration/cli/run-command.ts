import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { argumentsFor, PROJECT_ROOT } from '../../../src/dev/child';
import { runProgram } from '../../../src/cli/command';

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs one of our commands as a process, on the given database, and waits for its end. */
export function runCommand(databaseUrl: string, file: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [...argumentsFor(file), ...args], {
    cwd: PROJECT_ROOT,
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

/** Runs a program in this process: what the process of its own would do, without the time that it takes to start. */
export async function runHere(databaseUrl: string, program: Command, ...args: string[]): Promise<Ended> {
  const ended: Ended = { exitCode: 0, stdout: '', stderr: '' };
  const { DATABASE_URL: urlBefore } = process.env;
  const codeBefore = process.exitCode;
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((text) => void (ended.stdout += `${text}\n`)),
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((ended.stdout += String(text)))),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((ended.stderr += String(text)))),
  ];
  try {
    process.env.DATABASE_URL = databaseUrl;
    process.exitCode = 0;
    await runProgram(program, args);
    return { ...ended, exitCode: Number(process.exitCode) };
  } finally {
    for (const spy of spies) spy.mockRestore();
    if (urlBefore === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = urlBefore;
    process.exitCode = codeBefore;
  }
}

/** What a command prints with --json. */
export const jsonOf = ({ stdout }: Ended): unknown => JSON.parse(stdout);
