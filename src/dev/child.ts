import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../db/package-root';
import { tieToThisProcess } from './tie';

/** The folder of the project, wherever the command was started. */
export const PROJECT_ROOT = packageRoot();

export interface ChildOptions {
  /** An entry of ours, from the project's folder (`src/main.ts`), or the path of a program that was built elsewhere. */
  entry: string;
  environment: NodeJS.ProcessEnv;
  /** Where its output goes. */
  logFile: string;
}

/** A process of ours that runs beside this one and ends with it, however this one ends. */
export interface Child {
  pid: number;
  hasEnded(): boolean;
  /** The end of what it wrote, for an error message. */
  lastLines(): string;
  /** Lets it drain; resolves when it is gone. */
  stop(): Promise<void>;
  /** As a power cut would: no drain, no goodbye. */
  kill(): Promise<void>;
}

const LAST_LINES = 20;

/**
 * What Node is given to run a file of ours the way this process runs itself: compiled, or TypeScript by its loader.
 * @param entry from the project's folder, such as `src/main.ts`
 */
export function argumentsFor(entry: string): string[] {
  const file = path.resolve(__dirname, '..', '..', entry);
  if (__filename.endsWith('.js')) return [file.replace(/\.ts$/, '.js')];
  const loader = pathToFileURL(path.join(PROJECT_ROOT, 'node_modules/tsx/dist/loader.mjs')).href;
  return ['--import', loader, file];
}

/** Starts an entry of ours. */
export function startChild({ entry, environment, logFile }: ChildOptions): Child {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const program = path.isAbsolute(entry) ? [entry] : argumentsFor(entry);
  const child = spawn(process.execPath, program, {
    cwd: PROJECT_ROOT,
    env: environment,
    stdio: ['ignore', log, log],
    // Out of the reach of Ctrl-C in the terminal: this process stops its children in the right order.
    detached: true,
  });
  closeSync(log);
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => void (isGone = true));
  const untie = child.pid ? tieToThisProcess(child.pid, 'TERM') : () => undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
    untie();
  };
  return {
    pid: child.pid ?? 0,
    hasEnded: () => isGone,
    lastLines: () => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n'),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

const READY_LIMIT_MS = 60_000;
const POLL_MS = 50;

/**
 * Waits until the URL answers with 200.
 * @param saying what the child has said by then
 * @throws Error with the child's last words when it has ended or is too slow
 */
export async function waitUntilAnswers(url: string, child: Child, saying = ''): Promise<void> {
  for (let waited = 0; waited < READY_LIMIT_MS; waited += POLL_MS) {
    if (child.hasEnded()) throw new Error(`The process behind ${url} ended:\n${child.lastLines()}`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200 && child.lastLines().includes(saying)) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${url} does not answer:\n${child.lastLines()}`);
}
