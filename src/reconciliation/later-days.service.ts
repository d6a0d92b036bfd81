import type { Stores } from '../db/stores';
import { addDays } from '../kernel/business-day';
import { MAX_DAYS_BEFORE } from './difference';
import { COMPARING_MS, newRun } from './reconciliation';
import type { Statement } from './statement';

/** A run of a day that has to be compared again. */
export interface LaterRun {
  runId: string;
  statement: Statement;
}

/**
 * Adds a run for each later day whose statement names payments of this one and was compared before this was there: it is
 * that day which names them a second time, with a fee that is not due twice. A day with a run under way gets none, since
 * that one will see the same. Their jobs come only where whoever adds them does not come to doing them.
 */
export async function addLaterRuns(stores: Stores, statement: Statement, at: Date): Promise<LaterRun[]> {
  const { channel, businessDay } = statement;
  const [from, to] = [addDays(businessDay, 1), addDays(businessDay, MAX_DAYS_BEFORE)];
  const inForce = await stores.statements.findInForce(channel, from, to);
  const repeating = await stores.statements.listRepeating(statement, inForce);
  const runs = repeating.map((other) => ({
    statement: other,
    run: newRun({ channel, businessDay: other.businessDay, trigger: 'request' }, at),
  }));
  const added = new Set(await stores.reconciliations.insertRuns(runs.map(({ run }) => run)));
  const runAt = new Date(at.getTime() + COMPARING_MS);
  await stores.outbox.putEntries(
    [...added].map((subject) => ({ kind: 'reconciliation.run' as const, subject, runAt })),
    at,
  );
  return runs.flatMap(({ run, statement: other }) =>
    added.has(run.id) ? [{ runId: run.id, statement: other }] : [],
  );
}
