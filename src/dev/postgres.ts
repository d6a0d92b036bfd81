import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { type Account, chooseAccount, minimalEnvironment } from './account';
import { findBinaries, type PostgresBinaries } from './postgres-binaries';
import {
  type ClusterHome,
  createCluster,
  lastLogLines,
  openHome,
  readNumber,
  writeNumber,
} from './postgres-home';
import { freePort } from './ports';
import { findRunning, isAlive, type Postmaster, stopPostmaster, waitUntilReady } from './postmaster';
import { tieToThisProcess } from './tie';

export interface PostgresOptions {
  /** Where the data is kept between starts; made when missing. */
  dataDir: string;
  /** false trades safety for speed: for tests, whose data nobody misses. */
  durable: boolean;
  /** The port to prefer; without it the one of the last start. Another is taken when something listens there. */
  port?: number;
  /** A folder of PostgreSQL binaries; the embedded package's by default, Debian's when those do not run. */
  binariesFolder?: string;
  log?: (line: string) => void;
}

export interface RunningPostgres {
  url: string;
  port: number;
  /** true when another process of ours runs this server: `stop` then leaves it running. */
  adopted: boolean;
  stop(): Promise<void>;
}

const DATABASE = 'tongfu';
const ATTEMPTS = 3;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '1h',
  // A vacuum worker inside the template database would make cloning it wait.
  autovacuum_naptime: '5min',
  autovacuum_max_workers: '1',
};

/**
 * A PostgreSQL of our own on 127.0.0.1, for development and tests: no installation, no root, no fixed port.
 * It ends with this process, however that ends; a server left over all the same is stopped by the next start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = chooseAccount();
  const home = openHome(options.dataDir, account);
  const binaries = findBinaries(account, options.binariesFolder);
  await createCluster(home, binaries);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const running = (await adopt(home)) ?? (await launch(home, binaries, options));
    if (running) return running;
    options.log?.('The database did not start; trying again');
  }
  throw new Error(`PostgreSQL does not start in ${home.cluster}:\n${lastLogLines(home)}`);
}

/** Stops what runs on the data folder and removes it, wherever the data lies. */
export async function removePostgres(dataDir: string): Promise<void> {
  const home = openHome(dataDir, chooseAccount());
  const running = findRunning(home.cluster, readNumber(home.ownerFile));
  if (running) await stopPostmaster(running.pid);
  rmSync(path.dirname(home.cluster), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** Another start of ours may run the server (two terminals): share it. One that nobody looks after is stopped. */
async function adopt(home: ClusterHome): Promise<RunningPostgres | null> {
  const running = findRunning(home.cluster, readNumber(home.ownerFile));
  if (!running) return null;
  if (running.orphan) {
    await stopPostmaster(running.pid);
    return null;
  }
  const ready = await waitUntilReady(home.cluster, () => !isAlive(running.pid));
  if (!ready) return null;
  await ensureDatabase(home, ready.port);
  return {
    url: urlOf(home, ready.port, DATABASE),
    port: ready.port,
    adopted: true,
    stop: async () => undefined,
  };
}

async function launch(
  home: ClusterHome,
  binaries: PostgresBinaries,
  options: PostgresOptions,
): Promise<RunningPostgres | null> {
  const port = await freePort(options.port ?? readNumber(home.portFile));
  writeNumber(home.ownerFile, process.pid);
  const { server, ended } = spawnServer(home, binaries, {
    ...SETTINGS,
    ...(options.durable ? {} : FAST_SETTINGS),
    port,
  });
  const untie = server.pid ? tieToThisProcess(server.pid, 'INT') : () => undefined;
  const ready = await waitUntilReady(home.cluster, ended);
  if (!ready || ready.pid !== server.pid) {
    untie();
    if (!ended()) server.kill('SIGQUIT');
    // Another start may hold the cluster at this very moment; let it write what it is doing.
    await sleep(200);
    return null;
  }
  writeNumber(home.portFile, port);
  await ensureDatabase(home, port);
  return { url: urlOf(home, port, DATABASE), port, adopted: false, stop: stopOnce(ready, untie) };
}

function stopOnce(server: Postmaster, untie: () => void): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  return () => {
    stopped ??= stopPostmaster(server.pid).finally(untie);
    return stopped;
  };
}

function spawnServer(
  home: ClusterHome,
  { postgres }: PostgresBinaries,
  settings: Record<string, string | number>,
) {
  const logFd = openSync(home.logFile, 'w', 0o600);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(postgres, ['-D', home.cluster, ...flags], {
    ...(home.account satisfies Account | null),
    cwd: '/',
    env: minimalEnvironment(),
    stdio: ['ignore', logFd, logFd],
    // Its own process group: Ctrl-C in the terminal must reach us alone, so that we stop first and it last.
    detached: true,
  });
  closeSync(logFd);
  let hasEnded = false;
  server.once('exit', () => (hasEnded = true));
  server.once('error', () => (hasEnded = true));
  server.unref();
  return { server, ended: () => hasEnded };
}

function urlOf(home: ClusterHome, port: number, database: string): string {
  return `postgresql://${home.user}:${home.password}@127.0.0.1:${port}/${database}`;
}

async function ensureDatabase(home: ClusterHome, port: number): Promise<void> {
  const client = new Client({ connectionString: urlOf(home, port, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Two starts at once: the other one made it.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}
