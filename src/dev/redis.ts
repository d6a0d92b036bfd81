import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findCommand, installPackages } from './debian';
import { freePort } from './ports';
import { tieToThisProcess } from './tie';

export interface RedisOptions {
  /** Where it keeps its files; a temporary folder, removed at the end, when not given. */
  dir?: string;
  /** Whether it writes every command to disk, so that a restart keeps the data. Default: no. */
  appendonly?: boolean;
  /** The port to prefer; another is taken when something listens there. */
  port?: number;
}

export interface RunningRedis {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const NAMES = ['redis-server', 'valkey-server'];
const INSTALL_LIMIT_MS = 300_000;
const START_LIMIT_MS = 10_000;
const POLL_MS = 20;

/** The path of `redis-server` or `valkey-server` on the PATH, or null. */
export function findRedisServer(searchPath?: string): string | null {
  return findCommand(NAMES, searchPath);
}

/** Installs Debian's `redis-server` where we may (root on Debian or Ubuntu); the path of the server, or null. */
export async function installRedisServer(): Promise<string | null> {
  return (await installPackages(['redis-server'], INSTALL_LIMIT_MS)) ? findRedisServer() : null;
}

/** Starts a Redis of our own on 127.0.0.1. Throws when there is no server to start (see `findRedisServer`). */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const command = findRedisServer();
  if (!command) throw new Error('Neither redis-server nor valkey-server is on the PATH');
  const port = await freePort(options.port);
  const dir = options.dir ?? mkdtempSync(path.join(tmpdir(), 'tongfu-redis-'));
  mkdirSync(dir, { recursive: true });
  const flags = flagsFor(port, dir, options.appendonly ?? false);
  // Its own process group: Ctrl-C in the terminal must reach us alone, so that we stop first and it last.
  const server = spawn(command, flags, { stdio: 'ignore', detached: true });
  const untie = server.pid ? tieToThisProcess(server.pid, 'TERM') : () => undefined;
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.once('exit', () => resolve());
  }).then(() => void (hasEnded = true));
  server.unref();
  const stop = async () => {
    // From here on the program must not end before the server has.
    server.ref();
    server.kill('SIGTERM');
    await ended;
    untie();
    if (!options.dir) rmSync(dir, { recursive: true, force: true });
  };
  if (!(await isReady(port, () => hasEnded))) {
    await stop();
    throw new Error(`${command} does not start on port ${port}`);
  }
  return { url: `redis://127.0.0.1:${port}`, pid: server.pid ?? 0, stop };
}

/** Jobs must never be evicted, so `noeviction`; nothing outside this machine may connect. */
function flagsFor(port: number, dir: string, appendonly: boolean): string[] {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir,
    save: '',
    appendonly: appendonly ? 'yes' : 'no',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function isReady(port: number, hasEnded: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < START_LIMIT_MS && !hasEnded(); waited += POLL_MS) {
    if (await answersPing(port)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** A server that still loads its data answers -LOADING; only +PONG counts. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
