import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Pool } from 'pg';
import { createDatabase } from '../../../src/db/database';
import { PROJECT_ROOT } from '../../../src/dev/child';
import { freePort } from '../../../src/dev/ports';
import { readGatewayEnv } from '../../../src/dev/stack';
import { systemClock } from '../../../src/kernel/clock';
import { createServiceService } from '../../../src/services/service.service';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';
import { createSiteClock, type SiteClock } from './site-clock';
import type { Machine } from './machine';
import type { Carrier } from './plan';
import { createPart, type Part } from './processes';
import { startRecordingReceiver, type RecordingReceiver } from './receiver';
import { startBreakableRedis, type BreakableRedis } from './breakable-redis';

/** Everything that runs in one run. */
export interface Site extends SiteClock {
  machine: Machine;
  apiUrls: readonly string[];
  apis: readonly Part[];
  workers: readonly Part[];
  sandbox: Part;
  sandboxUrl: string;
  /** Without the proxy: what judges the run sees the database also while the product does not. */
  databaseUrl: string;
  /** Between the product and its database. */
  wire: TcpProxy;
  redis: BreakableRedis | null;
  receiver: RecordingReceiver;
  portalKey: string;
  deskKey: string;
  sql<Row extends object>(statement: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Short, so that a run of seconds meets what takes minutes elsewhere. */
const SHORT_TIMES = {
  WECHAT_TIMEOUT_MS: '1000',
  ALIPAY_TIMEOUT_MS: '1000',
  REGISTER_TIMEOUT_MS: '1000',
  CHANNEL_AWAY_SECONDS: '1',
  DATABASE_POOL_SIZE: '5',
};
/** The channels repeat notifications as on their ladders, 600 times faster. */
const TIME_SCALE = '600';

/** Where the logs of a run and the sandbox's books lie. */
export const logDirOf = (seed: number): string => path.join(PROJECT_ROOT, '.tongfu', 'faults', String(seed));

/** What must be ended when the run is over, however it goes; the last one first. */
type Closers = (() => Promise<unknown>)[];

/** Starts all processes on a fresh database and waits until they answer. */
export async function openSite(machine: Machine, terms: { seed: number; carrier: Carrier }): Promise<Site> {
  const closers: Closers = [];
  const close = async (): Promise<void> => {
    machine.running.delete(close);
    for (const end of closers.splice(0).reverse()) await end();
  };
  machine.running.add(close);
  try {
    return { ...(await buildSite(machine, terms, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function buildSite(
  machine: Machine,
  { seed, carrier }: { seed: number; carrier: Carrier },
  closers: Closers,
): Promise<Omit<Site, 'close'>> {
  const logDir = logDirOf(seed);
  rmSync(logDir, { recursive: true, force: true });
  mkdirSync(logDir, { recursive: true });
  const clock = createSiteClock(path.join(logDir, 'clock'));
  const databaseUrl = await machine.createDatabase();
  closers.push(() => machine.dropDatabase(databaseUrl));
  const wire = await startTcpProxy(machine.postgresPort);
  closers.push(wire.close);
  const redis = carrier === 'redis' ? await startBreakableRedis() : null;
  if (redis) closers.push(redis.stop);
  const receiver = await startRecordingReceiver();
  closers.push(receiver.close);
  const place: Place = { machine, logDir, clock, closers };
  const { sandbox, sandboxUrl, variables } = await startSandbox(place);
  const productUrl = Object.assign(new URL(databaseUrl), { port: String(wire.port) }).href;
  const queue = { DATABASE_URL: productUrl, REDIS_URL: redis?.url ?? '' };
  const keys = await registerServices(databaseUrl, receiver);
  const product = await startProduct(place, { ...variables, ...queue });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  closers.push(() => pool.end());
  return {
    ...{ machine, sandbox, sandboxUrl, databaseUrl, wire, redis, receiver },
    ...product,
    ...keys,
    ...clock,
    sql: async <Row extends object>(statement: string, values?: unknown[]) =>
      (await pool.query<Row>(statement, values)).rows,
  };
}

interface Place {
  machine: Machine;
  logDir: string;
  clock: SiteClock;
  closers: Closers;
}

/** What any process needs; nothing else of this one's environment may steer a run. */
function baseEnvironment({ clock }: Place): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ, TMPDIR } = process.env;
  return { PATH, HOME, TZ, TMPDIR, ...clock.environment };
}

async function startSandbox(place: Place) {
  const { machine, logDir, closers } = place;
  const port = await freePort();
  const sandboxUrl = `http://127.0.0.1:${port}`;
  const dataDir = path.join(logDir, 'sandbox');
  cpSync(machine.keysDir, path.join(dataDir, 'keys'), { recursive: true });
  const sandbox = createPart({
    ...{ name: 'sandbox', logDir, program: machine.programOf('src/sandbox/main.ts') },
    environment: {
      ...baseEnvironment(place),
      ...{ SANDBOX_PORT: String(port), SANDBOX_DATA_DIR: dataDir, SANDBOX_TIME_SCALE: TIME_SCALE },
    },
    probe: `${sandboxUrl}/sandbox/healthz`,
  });
  closers.push(sandbox.kill);
  await sandbox.start();
  return { sandbox, sandboxUrl, variables: readGatewayEnv(dataDir) };
}

/** Two APIs behind one door, at which the channels knock, and two workers. */
async function startProduct(place: Place, variables: Record<string, string>) {
  const { machine, logDir, closers } = place;
  const ports = [await freePort(), await freePort()];
  let turn = 0;
  const door = await startTcpProxy(() => ports[turn++ % ports.length] ?? 0);
  closers.push(door.close);
  const environment = {
    ...baseEnvironment(place),
    ...variables,
    ...SHORT_TIMES,
    NODE_ENV: 'development',
    PUBLIC_BASE_URL: `http://127.0.0.1:${door.port}`,
    STATEMENT_DIRECTORY: path.join(logDir, 'statements'),
  };
  const apiUrls = ports.map((port) => `http://127.0.0.1:${port}`);
  const apis = ports.map((port, i) =>
    createPart({
      ...{ name: `api-${i + 1}`, logDir, program: machine.programOf('src/main.ts') },
      environment: { ...environment, PORT: String(port), HOST: '127.0.0.1' },
      probe: `${apiUrls[i] ?? ''}/readyz`,
    }),
  );
  const program = machine.programOf('workers/all.worker.ts');
  const workers = [1, 2].map((no) =>
    createPart({ name: `worker-${no}`, logDir, program, environment, probe: null }),
  );
  closers.push(() => Promise.all([...apis, ...workers].map((part) => part.kill())));
  await Promise.all([...apis, ...workers].map((part) => part.start()));
  return { apiUrls, apis, workers };
}

/** The portal that creates orders and asks for refunds, and the finance desk that decides about them. */
async function registerServices(databaseUrl: string, receiver: RecordingReceiver) {
  const database = createDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    const services = createServiceService(database, systemClock);
    const terms = { returnOrigins: [], agencyCode: null };
    const portal = await services.createKey({
      ...{ ...terms, name: 'portal', webhookUrl: receiver.url },
      scopes: ['orders', 'finance'],
    });
    const desk = await services.createKey({
      ...{ ...terms, name: 'finance-desk', webhookUrl: null },
      scopes: ['orders', 'finance', 'refunds:approve'],
    });
    receiver.trust(portal.service.webhookSecret);
    return { portalKey: portal.key, deskKey: desk.key };
  } finally {
    await database.close();
  }
}
