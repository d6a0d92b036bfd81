import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { PROJECT_ROOT } from '../../../src/dev/child';
import { removePostgres, startPostgres, type RunningPostgres } from '../../../src/dev/postgres';
import { isAlive } from '../../../src/dev/postmaster';
import { prepareDatabase } from '../../../src/dev/services';
import { loadOrCreateKeys } from '../../../src/sandbox/keys';

const { compileAll, compiledOf } = createRequire(__filename)('../../../.config/jest/compile.cjs') as {
  compileAll(): void;
  compiledOf(file: string): string;
};

/** What all runs share: one database server with a template, the sandbox's keys, the compiled product. */
export interface Machine {
  keysDir: string;
  /** The compiled form of an entry such as `src/main.ts`. */
  programOf(entry: string): string;
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** `crash` is an end without a checkpoint, as of a machine that lost its power. */
  stopPostgres(how: 'stop' | 'crash'): Promise<void>;
  startPostgres(): Promise<void>;
  postgresPort(): number;
  /** What must be ended before the machine is, where somebody ends it in the middle of a run. */
  running: Set<() => Promise<void>>;
  close(): Promise<void>;
}

const TEMPLATE = 'lab_template';
const SCRATCH = path.join(PROJECT_ROOT, '.tongfu');
const PREFIX = 'faults-';

/** Starts a durable PostgreSQL in a folder that is removed at the end. */
export async function openMachine(): Promise<Machine> {
  await sweepKilledLabs();
  const scratchDir = path.join(SCRATCH, `${PREFIX}${process.pid}`);
  const dataDir = path.join(scratchDir, 'postgres');
  const keysDir = path.join(scratchDir, 'keys');
  mkdirSync(scratchDir, { recursive: true });
  compileAll();
  // What was acknowledged must outlive a crash of the server, so it is no server that forgets.
  const start = (): Promise<RunningPostgres> => startPostgres({ dataDir, durable: true });
  let postgres = await start();
  const { url } = postgres;
  await onServer(url, `create database ${TEMPLATE}`);
  await prepareDatabase(urlOf(url, TEMPLATE), null);
  await loadOrCreateKeys(keysDir, new Date());
  const running: Machine['running'] = new Set();
  return {
    ...{ keysDir, running },
    ...databasesOf(url),
    programOf: (entry) => compiledOf(path.join(PROJECT_ROOT, entry)),
    stopPostgres: (how) => (how === 'stop' ? postgres.stop() : crash(url)),
    async startPostgres() {
      postgres = await start();
    },
    postgresPort: () => postgres.port,
    async close() {
      for (const end of running) await end();
      await removePostgres(dataDir);
      rmSync(scratchDir, { recursive: true, force: true });
    },
  };
}

function databasesOf(url: string): Pick<Machine, 'createDatabase' | 'dropDatabase'> {
  let count = 0;
  return {
    async createDatabase() {
      const name = `lab_${++count}`;
      await onServer(url, `create database ${name} template ${TEMPLATE}`);
      return urlOf(url, name);
    },
    async dropDatabase(dropped) {
      await onServer(url, `drop database if exists ${new URL(dropped).pathname.slice(1)} with (force)`);
    },
  };
}

/** A lab that was killed stopped its Postgres but could not remove the data. */
async function sweepKilledLabs(): Promise<void> {
  const folders = existsSync(SCRATCH) ? readdirSync(SCRATCH) : [];
  for (const name of folders.filter((folder) => folder.startsWith(PREFIX))) {
    if (isAlive(Number(name.slice(PREFIX.length)))) continue;
    await removePostgres(path.join(SCRATCH, name, 'postgres'));
    rmSync(path.join(SCRATCH, name), { recursive: true, force: true });
  }
}

/** Immediate shutdown: no checkpoint, no goodbye; the next start recovers from the log. */
async function crash(url: string): Promise<void> {
  const [row] = await onServer<{ file: string }>(url, `select pg_read_file('postmaster.pid') as file`);
  const pid = Number(row?.file.split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await sleep(20);
}

async function onServer<Row>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query(statement).finally(() => client.end());
  return rows as Row[];
}

function urlOf(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
