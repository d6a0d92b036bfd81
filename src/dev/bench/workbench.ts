import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { systemClock } from '../../kernel/clock';
import { gatewayEnvironment, loadOrCreateKeys } from '../../sandbox/keys';
import type { SandboxKeys } from '../../sandbox/keys';
import { PROJECT_ROOT, startChild } from '../child';
import type { Child } from '../child';
import { keptConsoleSecret, keptSealKey } from '../kept-secrets';
import { removePostgres, startPostgres } from '../postgres';
import { findRedisServer, startRedis } from '../redis';
import { prepareDatabase } from '../services';
import { resultFileOf, TASK_FILE } from './task';

/** What one gateway process is pointed at. */
export interface GatewayPlace {
  databaseUrl: string;
  redisUrl: string | null;
  port: number;
  /** Where both channels are reached. */
  channelUrl: string;
}

/** Databases, queues and processes for the measurements; all of them end with `close`. */
export interface Workbench {
  /** Who the merchant is, and the key pairs of both sides; made at the start. */
  keys: SandboxKeys;
  /** The sandbox takes the same keys from here. */
  sandboxDir: string;
  keysDir: string;
  /** Files that a part needs while it runs. */
  scratchDir: string;
  hasRedis: boolean;
  /** A fresh database, migrated and seeded. */
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** A fresh Redis that writes every command to disk. */
  startRedis(): Promise<{ url: string; stop(): Promise<void> }>;
  /** The variables of a gateway process, as production has them. */
  environmentOf(place: GatewayPlace): NodeJS.ProcessEnv;
  /** @param entry a TypeScript file, from the project's folder; what runs is its build */
  startProcess(entry: string, environment: NodeJS.ProcessEnv): Child;
  /** Runs a measured process to its end. @throws Error with its last words when it left no result */
  runTask<R>(entry: string, task: object, environment?: NodeJS.ProcessEnv): Promise<R>;
  tell(line: string): void;
  close(): Promise<void>;
}

interface Stoppable {
  stop(): Promise<void>;
}

const TEMPLATE = 'bench_template';
const BUILD = 'build';
const POLL_MS = 20;

/** Opens a workbench with a durable PostgreSQL of its own in a folder that is removed at the end. */
export async function openWorkbench(tell: (line: string) => void): Promise<Workbench> {
  const dataDir = path.join(PROJECT_ROOT, '.tongfu', `bench-${process.pid}`);
  const postgresDir = path.join(dataDir, 'postgres');
  const sandboxDir = path.join(dataDir, 'sandbox');
  const keysDir = path.join(sandboxDir, 'keys');
  const running = new Set<Stoppable>();
  const close = async (): Promise<void> => {
    await Promise.allSettled([...running].map((one) => one.stop()));
    await removePostgres(postgresDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  closeOnSignal(close);
  try {
    tell('Building, since production runs what was built');
    await build(path.join(dataDir, BUILD), running);
    const { url } = await startPostgres({ dataDir: postgresDir, durable: true });
    await administer(url, `create database ${TEMPLATE}`);
    await prepareDatabase(urlOf(url, TEMPLATE), null);
    const keys = await loadOrCreateKeys(keysDir, systemClock.now());
    return {
      ...{ keys, sandboxDir, keysDir, scratchDir: dataDir, hasRedis: findRedisServer() !== null },
      ...databasesOf(url),
      ...processesOf(dataDir, running),
      startRedis: () => track(running, startRedis({ appendonly: true })),
      environmentOf: (place) => environmentOf(keys, dataDir, place),
      tell,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Ctrl-C in the middle leaves neither a process nor a file behind. */
function closeOnSignal(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(1)));
  }
}

/** The same compiler and settings as `npm run build`; checking the types is the business of others. */
async function build(folder: string, running: Set<Stoppable>): Promise<void> {
  const compiler = path.join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
  const flags = ['-p', 'tsconfig.json', '--noCheck', '--sourceMap', 'false', '--outDir', folder];
  const child = spawn(process.execPath, [compiler, ...flags], { cwd: PROJECT_ROOT, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  running.add({ stop });
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error('The build failed: see npm run build');
}

function databasesOf(url: string): Pick<Workbench, 'createDatabase' | 'dropDatabase'> {
  let count = 0;
  return {
    async createDatabase() {
      const name = `bench_${++count}`;
      await administer(url, `create database ${name} template ${TEMPLATE}`);
      // What earlier measurements have left to write must not be written during the next one.
      await administer(url, 'checkpoint');
      return urlOf(url, name);
    },
    dropDatabase: (dropped) =>
      administer(url, `drop database ${new URL(dropped).pathname.slice(1)} with (force)`),
  };
}

function processesOf(dataDir: string, running: Set<Stoppable>): Pick<Workbench, 'startProcess' | 'runTask'> {
  let count = 0;
  const startProcess = (entry: string, environment: NodeJS.ProcessEnv): Child => {
    const name = `${++count}-${path.basename(entry, '.ts')}`;
    const child = startChild({
      entry: path.join(dataDir, BUILD, entry.replace(/\.ts$/, '.js')),
      environment: { ...processEnvironment(), ...environment },
      logFile: path.join(dataDir, 'logs', `${name}.log`),
    });
    running.add(child);
    return child;
  };
  return {
    startProcess,
    async runTask<R>(entry: string, task: object, environment: NodeJS.ProcessEnv = {}): Promise<R> {
      const taskFile = path.join(dataDir, `task-${++count}.json`);
      writeFileSync(taskFile, JSON.stringify(task), { mode: 0o600 });
      const child = startProcess(entry, { ...environment, [TASK_FILE]: taskFile });
      while (!child.hasEnded()) await sleep(POLL_MS);
      const resultFile = resultFileOf(taskFile);
      if (!existsSync(resultFile)) throw new Error(`${entry} left no result:\n${child.lastLines()}`);
      return JSON.parse(readFileSync(resultFile, 'utf8')) as R;
    },
  };
}

async function track<T extends Stoppable>(running: Set<Stoppable>, starting: Promise<T>): Promise<T> {
  const started = await starting;
  running.add(started);
  return started;
}

/** What any process needs; nothing else of this one's environment may steer what is measured. */
function processEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ, NODE_OPTIONS } = process.env;
  return { PATH, HOME, TMPDIR, TZ, NODE_OPTIONS };
}

function environmentOf(keys: SandboxKeys, dataDir: string, place: GatewayPlace): NodeJS.ProcessEnv {
  return {
    ...gatewayEnvironment(keys, place.channelUrl),
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(place.port),
    PUBLIC_BASE_URL: `http://127.0.0.1:${place.port}`,
    DATABASE_URL: place.databaseUrl,
    REDIS_URL: place.redisUrl ?? '',
    STATEMENT_DIRECTORY: path.join(dataDir, 'statements'),
    DAY_SEAL_PRIVATE_KEY_FILE: keptSealKey(dataDir),
    CONSOLE_SECRET: keptConsoleSecret(dataDir).reveal(),
  };
}

function urlOf(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

async function administer(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement));
}

/** Runs SQL on a connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
