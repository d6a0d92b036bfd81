import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { TRAFFIC_POLICE } from '../../prisma/catalogue';
import { compose, type Composition } from '../../src/compose';
import type { Overrides } from '../../src/use-cases';
import { loadConfig } from '../../src/config/config';
import { systemClock, type Clock } from '../../src/kernel/clock';
import type { QueueName } from '../../src/outbox/job';
import type { Workers } from '../../src/queue/workers';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox';
import type { Scope, Service } from '../../src/services/service';
import { createServiceService } from '../../src/services/service.service';
import { createGatewayDatabase } from './database';
import { sharedSandboxKeys } from './sandbox-keys';

export interface GatewayOptions {
  /** Of the gateway and of its channels; the system's, unless said. */
  clock?: Clock;
  log?: Overrides['log'];
  /** Added to the variables that the gateway needs; what stands here wins. */
  environment?: Readonly<Record<string, string>>;
  /** Carries the jobs on this Redis instead of on Postgres. Test files that run at once need databases of their own. */
  redisUrl?: string;
  /** A database to share with another gateway, or one behind a proxy; the caller drops it. A fresh one, unless said. */
  databaseUrl?: string;
  sandbox?: Partial<SandboxOptions>;
  /** Reports to the sandbox's fine register, and asks it; without it there is no register. */
  withRegister?: boolean;
}

/** The whole product in this process: API, channels, database; workers when a test asks for them. */
export interface Gateway extends Composition {
  /** Where the API listens, on 127.0.0.1: the channels' notifications go there. */
  url: string;
  databaseUrl: string;
  sandbox: Sandbox;
  sandboxUrl: string;
  /** Registers a service with these scopes ('orders', unless said) and gives its API key. */
  createKey(name: string, terms?: ServiceTerms): Promise<ServiceKey>;
  /** Calls the sandbox's control API under /sandbox and gives its JSON. @throws Error with a refusal */
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** The payer scans the QR code and pays; `more` as in the control API (amount, at, force). */
  pay(qrContent: string, more?: object): Promise<unknown>;
  /** Runs one statement on the gateway's database, beside the gateway. */
  sql<Row extends object>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** Stops everything that was started, and drops the database unless the caller gave it. */
  close(): Promise<void>;
}

export interface ServiceTerms {
  scopes?: readonly Scope[];
  webhookUrl?: string;
  /** Whose decisions it may tell: with the scope `fines` the traffic police's, unless said. */
  agencyCode?: string | null;
  /** Where its orders may lead back to: the portal of the tests, unless said. */
  returnOrigins?: readonly string[];
}

export interface ServiceKey {
  key: string;
  service: Service;
}

/** Starts a gateway on a seeded database. Nothing works on the queues until `work([...])` is called. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const clock = options.clock ?? systemClock;
  const own = options.databaseUrl === undefined ? await createGatewayDatabase() : null;
  const databaseUrl = options.databaseUrl ?? own?.url ?? '';
  const channels = await openSandbox(options, clock);
  const http = await listen();
  const statements = mkdtempSync(path.join(tmpdir(), 'tongfu-statements-'));
  const addresses = { PUBLIC_BASE_URL: http.url, DATABASE_URL: databaseUrl, STATEMENT_DIRECTORY: statements };
  const config = loadConfig({ ...variablesOf(channels, options), ...addresses, ...options.environment });
  // In this process are the channels and the tests themselves, for which nobody is to be turned away.
  const isLate = () => false;
  const tongfu = compose(config, { clock, isLate, ...(options.log && { log: options.log }) });
  http.server.on('request', tongfu.app);
  const { sql, release } = openHand(databaseUrl);
  const workers: Workers[] = [];
  const close = async (): Promise<void> => {
    await channels.sandbox.close();
    await http.close();
    await Promise.all(workers.map((started) => started.stop()));
    await Promise.all([tongfu.close(), release()]);
    await own?.drop();
    rmSync(statements, { recursive: true, force: true });
  };
  const work = (queues: readonly QueueName[]): Workers => {
    const started = tongfu.work(queues);
    workers.push(started);
    return started;
  };
  return {
    ...tongfu,
    ...channels,
    ...tools(tongfu, clock),
    sql,
    url: http.url,
    databaseUrl,
    work,
    close,
  };
}

function variablesOf(
  channels: Pick<Gateway, 'sandbox' | 'sandboxUrl'>,
  { redisUrl, withRegister }: GatewayOptions,
) {
  const environment = channels.sandbox.environment(channels.sandboxUrl);
  const register = withRegister ? {} : { REGISTER_URL: '' };
  // Every connection is a process of the server, which takes longer to start than most tests ask of it.
  return {
    ...environment,
    ...register,
    DATABASE_POOL_SIZE: '4',
    PAYEE_ACCOUNT_SECRET: 'seals the accounts of payees in tests',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    REDIS_URL: redisUrl,
  };
}

function tools(tongfu: Composition, clock: Clock) {
  const services = createServiceService(tongfu.database, clock);
  return {
    createKey: (name: string, terms: ServiceTerms = {}) =>
      services.createKey({
        name,
        scopes: terms.scopes ?? ['orders'],
        webhookUrl: terms.webhookUrl ?? null,
        returnOrigins: terms.returnOrigins ?? ['https://portal.example'],
        agencyCode:
          terms.agencyCode === undefined && terms.scopes?.includes('fines')
            ? TRAFFIC_POLICE.code
            : (terms.agencyCode ?? null),
      }),
  };
}

/** Connections that are kept: a test that waits for something asks fifty times a second. */
function openHand(databaseUrl: string) {
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  // A server that goes away takes those that are idle with it; the next statement tells.
  pool.on('error', () => undefined);
  return {
    sql: async <Row extends object>(statement: string, values?: unknown[]): Promise<Row[]> =>
      (await pool.query<Row>(statement, values)).rows,
    release: () => pool.end(),
  };
}

async function openSandbox({ sandbox: behaviour }: GatewayOptions, clock: Clock) {
  const sandbox = await createSandbox({
    clock,
    timeScale: 1_000,
    keysDir: await sharedSandboxKeys(),
    ...behaviour,
  });
  const sandboxUrl = (await sandbox.listen(0, '127.0.0.1')).url;
  const control = (method: string, route: string, body?: object) =>
    callControl(`${sandboxUrl}/sandbox${route}`, method, body);
  const pay = (content: string, more: object = {}) => control('POST', '/pay', { content, ...more });
  return { sandbox, sandboxUrl, control, pay };
}

/** Takes a port first: the address of the callbacks is part of the configuration. */
async function listen() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function callControl(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
