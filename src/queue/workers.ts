import type { JobQueue } from './queue';
import type { QueueName } from '../outbox/job';
import { startRelay } from './relay';
import type { RelayDeps } from './relay';
import { workOnEntry } from './work';
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
  for (const name of queues) {
    if (name === 'notifications')
      queue.serve(name, async () => void (await deps.drainInbox()), DRAIN_CONCURRENCY);
    else
      queue.serve(
        name,
        ({ entry }) => (entry ? workOnEntry(deps, BigInt(entry)) : Promise.resolve()),
        deps.concurrency,
      );
  }
  const drainRound = { everyMs: DRAIN_EVERY_MS, run: () => deps.drainInbox() };
  const relay = startRelay({
    ...deps,
    rounds: queues.includes('notifications') ? [drainRound, ...deps.rounds] : deps.rounds,
    reportError: (error) => deps.report('relay failed', { error }),
  });
  return { stop: () => relay.stop() };
}
