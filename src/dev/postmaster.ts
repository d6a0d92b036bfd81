import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the running server writes of itself into `postmaster.pid`. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

const POLL_MS = 15;
/** Signals of pg_ctl's "fast" and "immediate", then the hard end, each with the time it gets. */
const STOP_LADDER = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
] as const;

/** Whether the process runs. One that has ended but was not collected by its parent (a container without init) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What the lock file of a cluster says, true or not; null without one. */
export function readPostmaster(cluster: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 ? { pid, port, ready: lines[7]?.trim() === 'ready' } : null;
}

function parentOf(pid: number): number {
  if (process.platform === 'linux') {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  }
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** A process id may have been given to another program since: ours is the one that works inside the cluster. */
function worksIn(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === cluster;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(cluster);
  } catch {
    return false;
  }
}

/**
 * The server that runs on the cluster now, and whether the process that started it still looks after it.
 * A lock file left behind by a dead server is removed, even when its process id has been given to another program
 * (Postgres itself would then refuse to start). `cluster` is a real path (no symbolic links).
 */
export function findRunning(cluster: string, ownerPid: number): (Postmaster & { orphan: boolean }) | null {
  const found = readPostmaster(cluster);
  if (!found) return null;
  if (!isAlive(found.pid) || !worksIn(found.pid, cluster)) {
    rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
    return null;
  }
  return { ...found, orphan: !isChildOf(found.pid, ownerPid) };
}

function isChildOf(pid: number, ownerPid: number): boolean {
  try {
    return parentOf(pid) === ownerPid && isAlive(ownerPid);
  } catch {
    return false;
  }
}

async function isGoneWithin(pid: number, limitMs: number): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += POLL_MS) {
    if (!isAlive(pid)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** Stops a server: open connections are cut at once, the data is left clean. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, limitMs] of STOP_LADDER) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new Error(`The database server ${pid} belongs to another user and cannot be stopped`, {
        cause: error,
      });
    }
    if (await isGoneWithin(pid, limitMs)) return;
  }
  throw new Error(`The database server ${pid} does not stop`);
}

/** Waits until the server that `postmaster.pid` names says that it is ready; null when `hasEnded` says that it is gone. */
export async function waitUntilReady(cluster: string, hasEnded: () => boolean): Promise<Postmaster | null> {
  while (!hasEnded()) {
    const found = readPostmaster(cluster);
    if (found?.ready) return found;
    await sleep(POLL_MS);
  }
  return null;
}
