import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import type { JobHandler, JobKind } from '../outbox/job';
import type { DispatchedEntry } from '../outbox/outbox.store';
import { retryAt } from './retry';

export type JobHandlers = Readonly<Record<JobKind, JobHandler>>;

export interface WorkDeps {
  database: Database;
  handlers: JobHandlers;
  clock: Clock;
  /** Turns what a library threw into an error of ours where it means one. */
  translateError(error: unknown): unknown;
  /** Work that was set aside, or that failed in a way nobody declared. */
  report(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** How long a worker may be silent before its entry is handed to another. */
export const LEASE_MS = 30_000;

/** Does the work of one outbox entry and writes down how it ended. Safe to run twice. */
export async function workOnEntry(deps: WorkDeps, entryId: bigint): Promise<void> {
  const { database, handlers } = deps;
  const entry = await database.stores.outbox.findEntry(entryId);
  if (!entry) return;
  const lease = setInterval(() => void extendLease(deps, entry), LEASE_MS / 3);
  try {
    const result = await handlers[entry.kind](entry.subject);
    if (result === 'done') await database.stores.outbox.finishEntry(entry);
    else
      await database.stores.outbox.postponeEntry(entry, { runAt: result.runAt, error: null, parkedAt: null });
  } catch (thrown) {
    await recordFailure(deps, entry, deps.translateError(thrown));
  } finally {
    clearInterval(lease);
  }
}

/** Lets another worker have the entry at once, instead of after its lease. */
export async function handBack({ database }: WorkDeps, entryId: bigint): Promise<void> {
  const entry = await database.stores.outbox.findEntry(entryId);
  if (entry) await database.stores.outbox.releaseEntries([entry]);
}

async function recordFailure(deps: WorkDeps, entry: DispatchedEntry, error: unknown): Promise<void> {
  const { kind, subject, attempts } = entry;
  const now = deps.clock.now();
  const isKnown = error instanceof AppError;
  const next = retryAt(isKnown ? error.kind : null, attempts, now);
  const cause = isKnown ? error.cause : undefined;
  // First, since writing it down fails too where the database is away.
  deps.report(next ? 'work failed' : 'work set aside', {
    kind,
    subject,
    attempts,
    error,
    ...(cause !== undefined && { cause }),
  });
  await deps.database.stores.outbox.postponeEntry(entry, {
    runAt: next ?? now,
    error: isKnown ? error.code : String(error).slice(0, 500),
    parkedAt: next ? null : now,
  });
}

/** A lost extension only means that the work may be done twice. */
async function extendLease({ database, clock }: WorkDeps, entry: DispatchedEntry): Promise<void> {
  const leaseUntil = new Date(clock.now().getTime() + LEASE_MS);
  await database.stores.outbox.extendLease(entry, leaseUntil).catch(() => undefined);
}
