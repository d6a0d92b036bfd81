import pLimit from 'p-limit';
import type { JobData, JobQueue } from './queue';
import type { QueueName } from '../outbox/job';
import { startRelay } from './relay';
import type { RelayDeps } from './relay';
import { handBack, workOnEntry } from './work';
import type { WorkDeps } from './work';

export interface WorkersDeps extends WorkDeps, Omit<RelayDeps, 'rounds' | 'reportError'> {
  queue: JobQueue;
  concurrency: number;
  /** Acts on what is in the inbox; the work of a nudge on the queue `notifications`. */
  drainInbox(): Promise<unknown>;
  /** Work that comes round by time, beside the inbox. */
  rounds: RelayDeps['rounds'];
}

export interface Workers {
  /** How often the outbox was looked at so far; also where the database was away. */
  looks(): number;
  /** Hands out no more work and waits for the rounds that are under way; closing the queue ends its jobs. */
  stop(): Promise<void>;
}

/** A nudge may get lost with its queue; then the inbox is looked at all the same. */
const DRAIN_EVERY_MS = 1_000;
/** One: two would share what has come, and half-full batches cost more than a commit that is waited for. */
const DRAIN_CONCURRENCY = 1;

/** Serves queues in this process and takes part in handing out the outbox. */
export function startWorkers(queues: readonly QueueName[], deps: WorkersDeps): Workers {
  const { queue } = deps;
  const stopping = new AbortController();
  for (const name of queues) {
    if (name === 'notifications')
      queue.serve(name, async () => void (await deps.drainInbox()), DRAIN_CONCURRENCY);
    else queue.serve(name, workOnEntries(deps, stopping.signal), deps.concurrency);
  }
  const drainRound = { everyMs: DRAIN_EVERY_MS, run: () => deps.drainInbox() };
  const relay = startRelay({
    ...deps,
    rounds: queues.includes('notifications') ? [drainRound, ...deps.rounds] : deps.rounds,
    reportError: (error) => deps.report('relay failed', { error }),
  });
  return {
    looks: () => relay.looks(),
    stop: () => {
      stopping.abort();
      return relay.stop();
    },
  };
}

/**
 * Of one queue, no more entries at once than jobs: one that takes long holds up its own place only. What has not
 * begun when the process is stopped is handed back, for another one to take.
 */
function workOnEntries(deps: WorkersDeps, stopping: AbortSignal): (data: JobData) => Promise<void> {
  const limit = pLimit(deps.concurrency);
  const workOn = (entryId: bigint): Promise<void> =>
    stopping.aborted ? handBack(deps, entryId) : workOnEntry(deps, entryId);
  return async ({ entries = [] }) => {
    const ends = entries.map((entry) => limit(() => workOn(BigInt(entry))));
    const failure = (await Promise.allSettled(ends)).find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  };
}
