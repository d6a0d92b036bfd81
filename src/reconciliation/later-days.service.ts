import { addDays } from '../kernel/business-day';
import { MAX_DAYS_BEFORE } from './difference';
import { matchStatement } from './matching.service';
import type { MatchingDeps } from './matching.service';
import { COMPARING_MS, newRun } from './reconciliation';
import type { Statement } from './statement';

/**
 * Compares the statement of a day, and then again those of later days that name payments of it and were compared before
 * it was there: it is they that name them a second time, with a fee that is not due twice.
 */
export async function compareDay(deps: MatchingDeps, runId: string, statement: Statement): Promise<void> {
  await matchStatement(deps, runId, statement);
  const { channel, businessDay } = statement;
  const { statements } = deps.database.stores;
  const later = await statements.findInForce(
    channel,
    addDays(businessDay, 1),
    addDays(businessDay, MAX_DAYS_BEFORE),
  );
  for (const repeating of await statements.listRepeating(statement, later)) {
    const id = await addRun(deps, repeating);
    if (id !== null) await compareDay(deps, id, repeating);
  }
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
