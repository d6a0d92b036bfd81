import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { JOB_QUEUES } from '../outbox/job';
import type { QueueName } from '../outbox/job';
import type { DispatchedEntry } from '../outbox/outbox.store';
import type { JobData, JobQueue } from './queue';
import { LEASE_MS } from './work';

export interface RelayDeps {
  database: Database;
  queue: JobQueue;
  clock: Clock;
  /** Work that comes round by time, each in its own rhythm. */
  rounds: readonly Round[];
  reportError(error: unknown): void;
}

/** Something that is done again and again; doing it twice at once must do no harm. */
export interface Round {
  everyMs: number;
  run(): Promise<unknown>;
}

export interface Relay {
  /** How many steps of the outbox came to their end, well or not. */
  looks(): number;
  /** Ends after the step that is under way. */
  stop(): Promise<void>;
}

const IDLE_MS = 200;
const FAILED_MS = 1_000;
/** Shorter than a lease: what was not handed over is given back before. */
const HAND_OVER_LIMIT_MS = 20_000;
const BATCH_SIZE = 200;
/**
 * A job costs its queue more than an entry costs us, so entries that are due together travel together: a few where
 * each may wait for somebody else's answer, so that they spread over the workers, and all that is due where only our
 * own database is asked.
 */
const ENTRIES_PER_JOB: Readonly<Record<QueueName, number>> = {
  notifications: BATCH_SIZE,
  payments: 10,
  register: 10,
  webhooks: 10,
  reconciliation: 10,
  receipts: BATCH_SIZE,
};

/**
 * Hands due outbox entries to the queue, forever: new ones, postponed ones, and those whose worker or queue was
 * lost. Any number of relays may run; each entry is taken by one.
 */
export function startRelay(deps: RelayDeps): Relay {
  const stopping = new AbortController();
  let looks = 0;
  const look = async (): Promise<number> => {
    const count = await relayDue(deps).finally(() => looks++);
    return count === BATCH_SIZE ? 0 : IDLE_MS;
  };
  const loops = [
    loop(stopping.signal, deps, look),
    ...deps.rounds.map((round) => loop(stopping.signal, deps, () => round.run().then(() => round.everyMs))),
  ];
  return {
    looks: () => looks,
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}

/** Runs the step until it is told to stop; an error is reported and the next round tries again. */
async function loop(signal: AbortSignal, deps: RelayDeps, step: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    const pauseMs = await step().catch((error: unknown) => {
      deps.reportError(error);
      return FAILED_MS;
    });
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Hands over one batch; gives how many. */
async function relayDue({ database, queue, clock }: RelayDeps): Promise<number> {
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const entries = await database.stores.outbox.takeDue(now, leaseUntil, BATCH_SIZE);
  // A queue that is away holds up its own entries only.
  const handovers = [...groupByQueue(entries)].map(async ([name, group]) => {
    try {
      await inTime(queue.add(name, jobsOf(group, ENTRIES_PER_JOB[name])));
    } catch (error) {
      await database.stores.outbox.releaseEntries(group);
      throw error;
    }
  });
  const failure = (await Promise.allSettled(handovers)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
  return entries.length;
}

/** A queue that stands still must not make this process stand still; a job that it takes later does no harm. */
async function inTime(handover: Promise<void>): Promise<void> {
  const ended = new AbortController();
  const tooLate = sleep(HAND_OVER_LIMIT_MS, undefined, { signal: ended.signal, ref: false }).then(() => {
    throw new Error('the queue gives no answer');
  });
  await Promise.race([handover, tooLate]).finally(() => {
    tooLate.catch(() => undefined);
    ended.abort();
  });
}

function jobsOf(entries: readonly DispatchedEntry[], size: number): JobData[] {
  const ids = entries.map((entry) => entry.id.toString());
  const count = Math.ceil(ids.length / size);
  return Array.from({ length: count }, (_, i) => ({ entries: ids.slice(i * size, (i + 1) * size) }));
}

function groupByQueue(entries: readonly DispatchedEntry[]): Map<QueueName, DispatchedEntry[]> {
  const groups = new Map<QueueName, DispatchedEntry[]>();
  for (const entry of entries) {
    const name = JOB_QUEUES[entry.kind];
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return groups;
}
