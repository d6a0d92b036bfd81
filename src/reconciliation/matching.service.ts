import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { addDays } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { compareBankDays } from './bank/bank.service';
import { differenceOf, isPaymentToFollow, MAX_DAYS_BEFORE, typeOf } from './difference';
import type { ComparedItem, FoundDifference, ReconciledDay } from './difference';
import type { FindingRun } from './difference.store';
import { addLaterRuns } from './later-days.service';
import type { LaterRun } from './later-days.service';
import type { MatchScope } from './matching.store';
import { withdrawMoot } from './moot-proposal.service';
import { isActive, timeOn } from './reconciliation';
import type { Reconciliation } from './reconciliation';
import { isWhole } from './statement';
import type { Statement } from './statement';

export interface MatchingDeps {
  database: Database;
  clock: Clock;
  /** Beijing time 'HH:mm' from which money may stand in the statement of the next day. */
  cutoff: string;
}

/** A whole day may differ. */
const BULK_LIMITS = { timeoutMs: 900_000 };
const ITEMS_AT_ONCE = 500;

/** Compares the statement of a day, and again those of later days that it says something new of, in their order. */
export async function compareDay(deps: MatchingDeps, runId: string, statement: Statement): Promise<void> {
  const due: LaterRun[] = [{ runId, statement }];
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    due.push(...(await matchStatement(deps, next.runId, next.statement)));
    due.sort((one, other) => one.statement.businessDay.localeCompare(other.statement.businessDay));
  }
}

/**
 * Compares the statement of a day with our books, or the one that has replaced it meanwhile, and ends the run with what
 * it found, in one transaction: differences are opened and closed, its fees are booked, each once however often this
 * runs, and payments that the channel took without our knowing are to be asked about. The answer is which later days
 * have to be compared again; their runs are there.
 */
export async function matchStatement(
  deps: MatchingDeps,
  runId: string,
  fetched: Statement,
): Promise<LaterRun[]> {
  const at = deps.clock.now();
  return deps.database.transact(async (stores) => {
    const run = await stores.reconciliations.lockRun(runId);
    if (!run || !isActive(run)) return [];
    await stores.differences.lockChannels([run.channel]);
    const { statement, scope, day } = await surroundings(stores, fetched, deps.cutoff);
    await stores.differences.stageItems(scope);
    const found = await recordDifferences(stores, { run: { ...run, statementId: statement.id }, day, at });
    await stores.differences.closeDifferences(run.id, scope, at);
    await stores.ledger.insertFees({ ...statement, repeatedLines: found.repeatedLines }, at);
    await endRefunds(stores, { runId: run.id, scope }, at);
    await compareBankDays(stores, [{ channel: run.channel, businessDay: run.businessDay }], at);
    // Last: whoever settles one of these payments meanwhile waits for its entry, with a whole batch of others.
    await followPayments(stores, found.unbooked, at);
    await stores.reconciliations.changeRun(
      run.id,
      {
        status: found.count === 0 ? 'balanced' : 'differences',
        statementId: statement.id,
        matchedCount: statement.lineCount - found.lineCount,
      },
      at,
    );
    const later = await addLaterRuns(stores, statement, at);
    await withdrawMoot(stores, at);
    return later;
  }, BULK_LIMITS);
}

/**
 * The statement of the day that is in force, and those in which its items may stand: a channel may count the last hour to
 * the next day. Two files may have come at once: what the replaced one says is not to be left standing.
 */
async function surroundings(
  stores: Stores,
  fetched: Statement,
  cutoff: string,
): Promise<{ statement: Statement; scope: MatchScope; day: ReconciledDay }> {
  const { channel, businessDay } = fetched;
  const [dayBefore, dayAfter] = [addDays(businessDay, -1), addDays(businessDay, 1)];
  const firstDay = addDays(dayBefore, -MAX_DAYS_BEFORE);
  const inForce = await stores.statements.findInForce(channel, firstDay, dayAfter);
  const statement = inForce.find((one) => one.businessDay === businessDay) ?? fetched;
  const around = inForce.filter((other) => other.businessDay !== businessDay);
  const isKnown = (day: string): boolean =>
    around.some((other) => other.businessDay === day && isWhole(other));
  return {
    statement,
    scope: {
      channel,
      businessDay,
      statementId: statement.id,
      lineCount: statement.lineCount,
      statements: [statement, ...around].map(({ id, businessDay: day }) => ({ id, businessDay: day })),
      carriedOver:
        isWhole(statement) && isKnown(dayBefore)
          ? { businessDay: dayBefore, cutoffAt: timeOn(dayBefore, cutoff) }
          : null,
    },
    day: { businessDay, cutoffAt: timeOn(businessDay, cutoff), isNextDayKnown: isKnown(dayAfter) },
  };
}

/** What a run found. */
interface Findings {
  count: number;
  /** Lines with a difference. */
  lineCount: number;
  /** Payments that the channel took and we do not know of. */
  unbooked: ReadonlySet<string>;
  /** Lines that say again what another one says. */
  repeatedLines: readonly number[];
}

async function recordDifferences(
  stores: Stores,
  { run, day, at }: { run: Reconciliation & FindingRun; day: ReconciledDay; at: Date },
): Promise<Findings> {
  let [count, lineCount, after] = [0, 0, 0n];
  const unbooked = new Set<string>();
  const repeatedLines: number[] = [];
  for (;;) {
    const items = await stores.differences.readItems(after, ITEMS_AT_ONCE);
    const last = items.at(-1);
    if (!last) return { count, lineCount, unbooked, repeatedLines };
    const found = items.flatMap(([, item]) => asDifference(item, day, run.channel));
    await stores.differences.putDifferences(run, found, at);
    for (const [, item] of items) if (isPaymentToFollow(item)) unbooked.add(item.outTradeNo);
    for (const { type, statementLine } of found)
      if (type === 'duplicate' && statementLine !== null) repeatedLines.push(statementLine);
    count += found.length;
    lineCount += found.filter(({ statementLine }) => statementLine !== null).length;
    after = last[0];
  }
}

function asDifference(item: ComparedItem, day: ReconciledDay, channel: string): FoundDifference[] {
  const type = typeOf(item, day);
  return type === null ? [] : [differenceOf(item, type, channel)];
}

/** Refunds of earlier days that have ended meanwhile; with them the channel gave a part of its fees back. */
async function endRefunds(
  stores: Stores,
  { runId, scope }: { runId: string; scope: MatchScope },
  at: Date,
): Promise<void> {
  for (const { statementId: id, lines } of await stores.differences.closeEndedRefunds(runId, scope, at)) {
    await stores.ledger.insertRefundFees({ id, channel: scope.channel, lines }, at);
  }
}

async function followPayments(stores: Stores, paymentIds: ReadonlySet<string>, at: Date): Promise<void> {
  await stores.outbox.putEntries(
    [...paymentIds].map((subject) => ({ kind: 'payment.follow', subject, runAt: at })),
    at,
  );
}
