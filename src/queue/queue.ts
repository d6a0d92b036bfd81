import { Queue, withBackend, Worker, runMigrations } from 'bullmq';
import type { PostgresConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { QUEUES } from '../outbox/job';
import type { QueueName } from '../outbox/job';
import { patientPostgresBackend } from './postgres-backend';

/** What a job carries: ids of outbox entries, or nothing where it is only a nudge. Never facts. */
export interface JobData {
  entries?: string[];
}

/** Carries jobs from one process to another. It may lose them: every promise stands in Postgres. */
export interface JobQueue {
  /** @throws when the queue cannot be reached */
  add(name: QueueName, jobs: readonly JobData[]): Promise<void>;
  /** Starts to work on a queue; a job whose work throws is dropped, since its entry comes round again. */
  serve(name: QueueName, work: (data: JobData) => Promise<void>, concurrency: number): void;
  /** Lets running work end, then closes all connections. */
  close(): Promise<void>;
}

export interface QueueOptions {
  /** Set: BullMQ on Redis. Null: BullMQ's Postgres backend, in its own schema of the database. */
  redisUrl: string | null;
  databaseUrl: string;
  reportError(error: unknown): void;
}

const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;
const POSTGRES_SCHEMA = 'bullmq';
/** A worker keeps one of its own to be told of new jobs; all queues and workers of a process share the others. */
const CONNECTIONS = QUEUES.length + 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server that vanished without a word would otherwise hold up the relay until the kernel gives up. */
const ANSWER_TIMEOUT_MS = 30_000;
/** A worker looks again this long after its queue was away. BullMQ's own 15 s also hold up a stop for that long. */
const WORKER_OPTIONS = { runRetryDelay: 1_000 } as const;

/** Opens the queue lazily; a queue that is away is reported and comes back by itself. */
export function createJobQueue(options: QueueOptions): JobQueue {
  const backend =
    options.redisUrl === null ? postgresBackend(options) : redisBackend(options.redisUrl, options);
  const queues = new Map<QueueName, QueueProducer>();
  const workers: QueuePart[] = [];
  const queueOf = (name: QueueName): QueueProducer => {
    const known = queues.get(name);
    if (known) return known;
    const queue = backend.createQueue(name);
    queue.on('error', options.reportError);
    queues.set(name, queue);
    return queue;
  };
  const end = async (): Promise<void> => {
    backend.stopWaiting();
    await Promise.allSettled(workers.map((worker) => worker.close()));
    await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    await backend.close();
  };
  let closed: Promise<void> | undefined;
  return {
    async add(name, jobs) {
      const [first, ...others] = jobs;
      // On PostgreSQL a set makes two temporary tables: measured, 15 ms for a set of one beside 1.5 ms for a job alone.
      if (first && others.length === 0) await queueOf(name).add(name, first, JOB_OPTIONS);
      else await queueOf(name).addBulk(jobs.map((data) => ({ name, data, opts: JOB_OPTIONS })));
    },
    serve(name, work, concurrency) {
      const worker = backend.createWorker(name, (data) => work(data), concurrency);
      worker.on('error', options.reportError);
      workers.push(worker);
    },
    close() {
      return (closed ??= end());
    },
  };
}

/** Creates BullMQ's tables. Run once with the migrations, where the Postgres backend is used. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  try {
    const client = await pool.connect();
    // The pool waits for all of its connections before it ends, also for one on which something has failed.
    await runMigrations(client, POSTGRES_SCHEMA).finally(() => client.release(true));
  } finally {
    await pool.end();
  }
}

/** What we use of a BullMQ queue or worker; its classes differ in type by backend. */
interface QueuePart {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

interface QueueProducer extends QueuePart {
  add(name: string, data: JobData, options: typeof JOB_OPTIONS): Promise<unknown>;
  addBulk(jobs: { name: string; data: JobData; opts: typeof JOB_OPTIONS }[]): Promise<unknown>;
}

interface Backend {
  createQueue(name: QueueName): QueueProducer;
  createWorker(name: QueueName, work: (data: JobData) => Promise<void>, concurrency: number): QueuePart;
  /** Ends the wait for a first connection, so that what waits for it can be closed. */
  stopWaiting(): void;
  close(): Promise<void>;
}

function redisBackend(redisUrl: string, { reportError }: QueueOptions): Backend {
  const connections: Redis[] = [];
  const connect = (settings: { enableOfflineQueue: boolean }): Redis => {
    // BullMQ asks for null here: a worker waits for Redis to come back instead of failing.
    const redis = new Redis(redisUrl, {
      maxRetriesPerRequest: null,
      connectTimeout: CONNECT_TIMEOUT_MS,
      ...settings,
    });
    redis.on('error', reportError);
    connections.push(redis);
    return redis;
  };
  return {
    createQueue: (name) =>
      new Queue(name, { connection: connect({ enableOfflineQueue: false }), prefix: PREFIX }),
    createWorker: (name, work, concurrency) =>
      new Worker(name, (job) => work(job.data as JobData), {
        connection: connect({ enableOfflineQueue: true }),
        prefix: PREFIX,
        concurrency,
        ...WORKER_OPTIONS,
      }),
    stopWaiting: () => undefined,
    close: async () => {
      for (const redis of connections) redis.disconnect();
      await Promise.resolve();
    },
  };
}

/** Braces make all keys of a queue fall into one slot of a Redis Cluster. */
const PREFIX = '{tongfu}';

function postgresBackend({ databaseUrl }: QueueOptions): Backend {
  const closing = new AbortController();
  const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(
    patientPostgresBackend(closing.signal),
  );
  const pool = new Pool({
    connectionString: databaseUrl,
    options: `-c search_path=${POSTGRES_SCHEMA}`,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  // Every queue and worker listens for what breaks in the pool.
  pool.setMaxListeners(0);
  // BullMQ describes a pool by the `pg` of another version of its types.
  const connection = pool as unknown as PostgresConnectionOptions;
  return {
    createQueue: (name) => new PostgresQueue(name, { connection }),
    createWorker: (name, work, concurrency) =>
      new PostgresWorker(name, (job) => work(job.data as JobData), {
        connection,
        concurrency,
        ...WORKER_OPTIONS,
      }),
    stopWaiting: () => closing.abort(),
    close: () => pool.end(),
  };
}
