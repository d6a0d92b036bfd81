import { addDays } from '../kernel/business-day';
import { MAX_DAYS_BEFORE } from './difference';
import { matchStatement } from './matching.service';
import type { MatchingDeps } from './matching.service';
import { COMPARING_MS, newRun } from './reconciliation';
import type { Statement } from './statement';

/**
 * Compares the statement of a day, and then again those of later days that name payments of it and were compared before
 * it was there: it is they that name them a second time, with a fee that is not due twice. Each once, in their order.
 */
export async function compareDay(deps: MatchingDeps, runId: string, statement: Statement): Promise<void> {
  await matchStatement(deps, runId, statement);
  const due = await listRepeating(deps, statement);
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    const id = await addRun(deps, next);
    if (id !== null) await matchStatement(deps, id, next);
    const more = await listRepeating(deps, next);
    due.push(...more.filter((one) => due.every((known) => known.id !== one.id)));
    due.sort((one, other) => one.businessDay.localeCompare(other.businessDay));
  }
}

/** Those that are in force on the days after, by day. */
async function listRepeating({ database }: MatchingDeps, statement: Statement): Promise<Statement[]> {
  const { statements } = database.stores;
  const { channel, businessDay } = statement;
  const [from, to] = [addDays(businessDay, 1), addDays(businessDay, MAX_DAYS_BEFORE)];
  return statements.listRepeating(statement, await statements.findInForce(channel, from, to));
}

/** Null where another run of the day is under way, which will see the same. The job comes only where this one is lost. */
async function addRun(
  { database, clock }: MatchingDeps,
  { channel, businessDay }: Statement,
): Promise<string | null> {
  const now = clock.now();
  const run = newRun({ channel, businessDay, trigger: 'request' }, now);
  return database.transact(async ({ reconciliations, outbox }) => {
    const [id = null] = await reconciliations.insertRuns([run]);
    const runAt = new Date(now.getTime() + COMPARING_MS);
    if (id !== null) await outbox.putEntries([{ kind: 'reconciliation.run', subject: id, runAt }], now);
    return id;
  });
}
