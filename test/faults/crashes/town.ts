import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import type { Books } from '../../../src/sandbox/books';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox';
import type { Scope } from '../../../src/services/service';
import { createServiceService } from '../../../src/services/service.service';
import { createGatewayDatabase } from '../../support/database';
import { MovedClock } from '../../support/moved-clock';
import { sharedSandboxKeys } from '../../support/sandbox-keys';
import {
  startGateway,
  type Ends,
  type LabGateway,
  type LabGatewayOptions,
  type Pause,
  type Walker,
} from './gateway';
import { startFront, startHttpGate, type Front, type HttpGate } from './http-gate';
import { startProcessGateway } from './process-gateway';
import { startPortal, type RecordingPortal } from './portal';

export type Json = Record<string, unknown>;
export type Answer = Json & { http: number };
export type Channel = 'wechat' | 'alipay';

/** Whose key signs a call: the portal asks, the finance desk decides. */
export type Caller = 'portal' | 'desk';

export interface Call {
  as?: Caller;
  body?: object;
  /** The `Idempotency-Key`: the same for every try of one intent. */
  intent?: string;
}

export interface TownOptions {
  /** When its clock starts, in RFC 3339. */
  startsAt?: string;
  /** Run on the fresh database. */
  sql?: readonly string[];
}

/** A morning in Beijing: what runs out and is waited for does not reach the next day. */
const MORNING = '2026-11-24T08:00:00+08:00';
const SCOPES: Readonly<Record<Caller, readonly Scope[]>> = {
  portal: ['orders', 'finance'],
  desk: ['orders', 'refunds:approve'],
};

interface Parts {
  clock: MovedClock;
  databaseUrl: string;
  dropDatabase(): Promise<void>;
  sandbox: Sandbox;
  sandboxUrl: string;
  portal: RecordingPortal;
  /** Where portals and channels find the gateway. */
  front: Front;
  pool: Pool;
}

/** One database, one sandbox and one portal, and gateways that come and go over them. */
export class Town {
  /** The gateway that answers at the town's address, and that sends webhooks. */
  private current: Walker | null = null;
  private readonly keys = new Map<Caller, string>();
  private readonly gateways = new Set<Walker>();
  private readonly statements = mkdtempSync(path.join(tmpdir(), 'tongfu-lab-'));
  /** Calls that were answered with 500: what no failure of anybody else is told as. */
  readonly bugs: string[] = [];
  private hooks: HttpGate | null = null;

  private constructor(private readonly parts: Parts) {}

  static async open({ startsAt = MORNING, sql = [] }: TownOptions = {}): Promise<Town> {
    const clock = new MovedClock(startsAt);
    const { url: databaseUrl, drop: dropDatabase } = await createGatewayDatabase();
    const sandbox = await createSandbox({ clock, timeScale: 1_000, keysDir: await sharedSandboxKeys() });
    const { url: sandboxUrl } = await sandbox.listen(0, '127.0.0.1');
    const pool = new Pool({ connectionString: databaseUrl, max: 2 });
    pool.on('error', () => undefined);
    for (const statement of sql) await pool.query(statement);
    const [portal, front] = await Promise.all([startPortal(), startFront()]);
    const parts = { clock, databaseUrl, dropDatabase, sandbox, sandboxUrl, portal, front, pool };
    const town = new Town(parts);
    await town.settleIn();
    return town;
  }

  private async settleIn(): Promise<void> {
    const { clock, portal } = this.parts;
    // The address of a webhook is that of its service, so whoever sends at the moment is watched.
    this.hooks = await startHttpGate(
      portal.url,
      (when, call) => this.current?.watch.passes(`${when} webhook ${call}`) ?? true,
    );
    const { tongfu } = await this.startGateway();
    const services = createServiceService(tongfu.database, clock);
    for (const name of ['portal', 'desk'] as const) {
      const webhookUrl = name === 'portal' ? `${this.hooks.url}/webhooks` : null;
      const terms = { name, scopes: SCOPES[name], webhookUrl, returnOrigins: [], agencyCode: null };
      const { key, service } = await services.createKey(terms);
      this.keys.set(name, key);
      if (name === 'portal') portal.trust(service.webhookSecret);
    }
  }

  get clock(): MovedClock {
    return this.parts.clock;
  }
  get databaseUrl(): string {
    return this.parts.databaseUrl;
  }
  get portal(): RecordingPortal {
    return this.parts.portal;
  }
  get books(): Books {
    return this.parts.sandbox.books;
  }
  get url(): string {
    return this.parts.front.url;
  }

  /** @param ends never, unless said */
  async startGateway(ends: Ends = () => false, pause?: Pause): Promise<LabGateway> {
    const gateway: LabGateway = await startGateway({ ...this.terms(ends, () => gateway), pause });
    this.gateways.add(gateway);
    return gateway;
  }

  /** One that is a process of its own. */
  async startProcess(ends: Ends): Promise<Walker> {
    const gateway: Walker = await startProcessGateway(this.terms(ends, () => gateway));
    this.gateways.add(gateway);
    return gateway;
  }

  private terms(ends: Ends, which: () => Walker): LabGatewayOptions {
    const { clock, databaseUrl, sandbox, sandboxUrl, front } = this.parts;
    return {
      ...{ clock, databaseUrl, sandboxUrl, ends },
      channels: (url) => sandbox.environment(url),
      environment: {
        ...{ PUBLIC_BASE_URL: front.url, REGISTER_URL: '', STATEMENT_DIRECTORY: this.statements },
        ...{ DATABASE_POOL_SIZE: '4', NODE_ENV: 'test', LOG_LEVEL: 'silent' },
      },
      whenEnded: () => {
        if (this.current === which()) this.serveNobody(which());
      },
    };
  }

  /** Closes one that is not needed any more. */
  async release(gateway: Walker): Promise<void> {
    this.gateways.delete(gateway);
    await gateway.close();
  }

  /** From here on this gateway answers at the town's address; null is nobody. */
  serve(gateway: Walker | null): void {
    this.current = gateway;
    this.parts.front.serve(gateway?.answers ?? null);
  }

  /** Any of these answers, as behind a load balancer; what they send is not watched. */
  serveEither(gateways: readonly LabGateway[], chance: { pick<T>(choices: readonly T[]): T }): void {
    this.current = null;
    this.parts.front.serve((request, response) => chance.pick(gateways).answers(request, response));
  }

  /** Who sends webhooks is this gateway, and nobody answers at the town's address. */
  serveNobody(working: Walker): void {
    this.current = working;
    this.parts.front.serve(null);
    this.parts.front.drop();
  }

  /** Calls the API at the town's address. @returns null where no answer came: the connection ended */
  async call(
    method: string,
    route: string,
    { as = 'portal', body, intent }: Call = {},
  ): Promise<Answer | null> {
    const headers = {
      authorization: `Bearer ${this.keys.get(as)}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(intent !== undefined && { 'idempotency-key': intent }),
    };
    try {
      const response = await fetch(this.url + route, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = { ...((await response.json()) as Json), http: response.status };
      if (response.status === 500) this.bugs.push(`${method} ${route.replace(/_\w+/g, '_…')}`);
      return answer;
    } catch {
      return null;
    }
  }

  /** Calls the sandbox's control API under /sandbox. @throws Error with a refusal */
  async control(method: string, route: string, body?: object): Promise<Json> {
    const response = await fetch(`${this.parts.sandboxUrl}/sandbox${route}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Json;
  }

  async sql<Row extends object>(statement: string, values?: unknown[]): Promise<Row[]> {
    return (await this.parts.pool.query<Row>(statement, values)).rows;
  }

  async close(): Promise<void> {
    this.serve(null);
    await this.parts.sandbox.close();
    await Promise.all([...this.gateways].map((gateway) => gateway.close()));
    this.hooks?.cut();
    this.parts.front.cut();
    this.parts.portal.close();
    await this.parts.pool.end();
    await this.parts.dropDatabase();
    rmSync(this.statements, { recursive: true, force: true });
  }
}
