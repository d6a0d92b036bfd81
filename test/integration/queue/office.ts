import { Redis } from 'ioredis';
import { createDatabase, type Database } from '../../../src/db/database';
import { databaseErrorOf } from '../../../src/db/client';
import { findRedisServer, startRedis, type RunningRedis } from '../../../src/dev/redis';
import { JOB_QUEUES } from '../../../src/outbox/job';
import type { JobHandler } from '../../../src/outbox/job';
import { createJobQueue, migrateQueue, type JobQueue } from '../../../src/queue/queue';
import { startRelay, type Relay } from '../../../src/queue/relay';
import { startWorkers, type Workers } from '../../../src/queue/workers';
import type { JobHandlers, WorkDeps } from '../../../src/queue/work';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { MovableClock } from '../sandbox/movable-clock';
import { Client } from 'pg';

/** What carries the jobs. Both are real servers. */
export interface Carrier {
  name: string;
  start(): Promise<void>;
  redisUrl(): string | null;
  /** As if it had lost everything that was entrusted to it. */
  wipe(databaseUrl: string): Promise<void>;
  stop(): Promise<void>;
}

const postgres: Carrier = {
  name: 'Postgres',
  start: () => Promise.resolve(),
  redisUrl: () => null,
  async wipe(databaseUrl) {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq' and tablename !~ 'migration'",
    );
    await client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`).finally(() => client.end());
  },
  stop: () => Promise.resolve(),
};

/** A Redis of its own: what other test files keep in theirs must not be wiped. */
function ownRedis(): Carrier {
  let redis: RunningRedis | null = null;
  return {
    name: 'Redis',
    start: async () => void (redis = await startRedis()),
    redisUrl: () => redis?.url ?? null,
    async wipe() {
      const client = new Redis(redis?.url ?? '');
      await client.flushall();
      client.disconnect();
    },
    stop: async () => void (await redis?.stop()),
  };
}

/** The run's set-up has said loudly when there is no Redis; CI does not get this far without one. */
export const carriers: readonly Carrier[] = findRedisServer() ? [postgres, ownRedis()] : [postgres];

export interface Entry {
  id: string;
  subject: string;
  attempts: number;
  run_at: Date;
  dispatched_at: Date | null;
  parked_at: Date | null;
  last_error: string | null;
}

/** Outbox, relay and workers on a database of their own, with work that the test defines. */
export class Office {
  readonly clock = new MovableClock();
  /** The subjects worked on, in order, one each time. */
  readonly worked: string[] = [];
  readonly reports: string[] = [];
  drains = 0;
  /** What comes of the work; nothing to be done again, unless a test says otherwise. */
  work: JobHandler = () => Promise.resolve('done');
  readonly #running: { stop(): Promise<void> }[] = [];
  readonly #queues: JobQueue[] = [];

  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly #carrier: Carrier;
  /** Beside the office: what it does is looked at over a connection of its own. */
  readonly #client: Client;

  private constructor(
    parts: Pick<Office, 'database' | 'testDatabase'> & { carrier: Carrier; client: Client },
  ) {
    this.database = parts.database;
    this.testDatabase = parts.testDatabase;
    this.#carrier = parts.carrier;
    this.#client = parts.client;
  }

  static async open(carrier: Carrier): Promise<Office> {
    const testDatabase = await createTestDatabase();
    if (carrier.redisUrl() === null) await migrateQueue(testDatabase.url);
    else await carrier.wipe(testDatabase.url);
    const client = new Client({ connectionString: testDatabase.url });
    await client.connect();
    return new Office({
      database: createDatabase({ url: testDatabase.url, poolSize: 10 }),
      testDatabase,
      carrier,
      client,
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.map((part) => part.stop()));
    await Promise.all(this.#queues.map((queue) => queue.close()));
    await this.#client.end();
    await this.database.close();
    await this.testDatabase.drop();
  }

  /** A connection of its own, as another process would have. */
  newQueue(): JobQueue {
    const queue = createJobQueue({
      redisUrl: this.#carrier.redisUrl(),
      databaseUrl: this.testDatabase.url,
      reportError: () => undefined,
    });
    this.#queues.push(queue);
    return queue;
  }

  startRelay(queue = this.newQueue()): Relay {
    const reportError = (error: unknown) => void this.reports.push(`relay: ${String(error)}`);
    const { database, clock } = this;
    const relay = startRelay({ database, queue, clock, rounds: [], reportError });
    this.#running.push(relay);
    return relay;
  }

  startWorkers(queue = this.newQueue()): Workers {
    const workers = startWorkers(['notifications', 'payments'], {
      ...this.workDeps(),
      queue,
      concurrency: 10,
      drainInbox: async () => void this.drains++,
      rounds: [],
    });
    this.#running.push(workers);
    return workers;
  }

  workDeps(): WorkDeps {
    const handler: JobHandler = (subject) => {
      this.worked.push(subject);
      return this.work(subject);
    };
    return {
      database: this.database,
      clock: this.clock,
      handlers: Object.fromEntries(Object.keys(JOB_QUEUES).map((kind) => [kind, handler])) as JobHandlers,
      translateError: (error) => databaseErrorOf(error) ?? error,
      report: (message) => void this.reports.push(message),
    };
  }

  put(...subjects: string[]): Promise<void> {
    return this.putAt(this.clock.now(), ...subjects);
  }

  putAt(runAt: Date, ...subjects: string[]): Promise<void> {
    const entries = subjects.map((subject) => ({ kind: 'payment.follow' as const, subject, runAt }));
    return this.database.stores.outbox.putEntries(entries, this.clock.now());
  }

  async entries(): Promise<Entry[]> {
    return (await this.#client.query<Entry>('select * from outbox order by id')).rows;
  }

  /** Waits until the outbox looks so. */
  async until(what: string, isSo: (entries: Entry[]) => boolean): Promise<Entry[]> {
    for (let i = 0; i < 400; i++) {
      const entries = await this.entries();
      if (isSo(entries)) return entries;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`Waited in vain for ${what}. At last: ${JSON.stringify(await this.entries())}`);
  }
}
