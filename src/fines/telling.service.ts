import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import type { Secret } from '../kernel/secret';
import type { OutboxEntry } from '../outbox/outbox.store';
import { hashFactor } from './factor';
import type { StoredFactor } from './factor.store';
import { isOtherDebt } from './fine';
import type { Fine } from './fine';
import { FineLookupClosed } from './fine.errors';
import type { QuoteRules } from './quote-rules';
import { checkTold, isOtherQuote, judgeTold } from './telling';
import type { OnRecord, Teller, TellingOutcome, ToldFine } from './telling';

export interface TellingDeps {
  database: Database;
  clock: Clock;
  rules: QuoteRules;
  /** Keys the hashes of factors; null where citizens look nothing up. */
  lookupSecret: Secret | null;
}

/** A thousand decisions take a second. */
const TIMEOUT_MS = 30_000;

/**
 * Keeps decisions as they are told, no number twice among them: one outcome for each, in their order. What is refused
 * leaves the others alone; what is the same as before is not written. One transaction, of as many statements however
 * many decisions there are.
 */
export async function tellFines(
  deps: TellingDeps,
  teller: Teller,
  told: readonly ToldFine[],
): Promise<TellingOutcome[]> {
  const today = businessDayOf(deps.clock.now());
  const refusals = told.map(({ fine, factors }) =>
    refusedOr((): null => {
      if (factors.length > 0 && deps.lookupSecret === null) throw FineLookupClosed();
      checkTold(fine, today, deps.rules);
      return null;
    }),
  );
  const sound = told.filter((_, index) => refusals[index] === null);
  const outcomes = (sound.length > 0 ? await writeFines(deps, teller, sound) : []).values();
  return refusals.flatMap((refusal) => refusal ?? outcomes.next().value ?? []);
}

function writeFines(deps: TellingDeps, teller: Teller, told: readonly ToldFine[]): Promise<TellingOutcome[]> {
  const decisionNos = told.map(({ fine }) => fine.decisionNo);
  return deps.database.transact(
    async (stores) => {
      // Whoever orders or settles one of these decisions at the moment goes first.
      await stores.orders.lockDecisions(decisionNos);
      const recordOf = await readRecords(stores, told);
      const factors = await changedFactors(stores, told, deps.lookupSecret);
      const otherwiseFound = new Set(factors.map(({ decisionNo }) => decisionNo));
      const outcomes = told.map(({ fine }) =>
        refusedOr((): TellingOutcome => {
          const judged = judgeTold(fine, recordOf(fine), teller);
          const isOther = judged.kind === 'unchanged' && otherwiseFound.has(fine.decisionNo);
          return isOther ? { ...judged, kind: 'updated' } : judged;
        }),
      );
      const written = outcomes.flatMap(({ kind, ...outcome }) =>
        'fine' in outcome && kind !== 'unchanged' ? [outcome.fine] : [],
      );
      const writtenNos = new Set(written.map((fine) => fine.decisionNo));
      const at = deps.clock.now();
      await stores.fines.saveFines(written, at);
      const otherQuotes = written.filter((fine) => {
        const { known } = recordOf(fine);
        return known !== undefined && isOtherQuote(known, fine);
      });
      await stores.outbox.putEntries(
        [...refundsDue(written, at), ...(await withdrawals(stores, otherQuotes, at))],
        at,
      );
      await stores.factors.saveFactors(factors.filter(({ decisionNo }) => writtenNos.has(decisionNo)));
      return outcomes;
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

/** What came for a decision beyond what it asks for goes back from the day on which its revision counts. */
function refundsDue(written: readonly Fine[], at: Date): OutboxEntry[] {
  return written.flatMap(({ decisionNo: subject, revision }) => {
    if (revision === null) return [];
    const from = startOfBusinessDay(revision.on).getTime();
    return [{ kind: 'fine.refund', subject, runAt: new Date(Math.max(from, at.getTime())) }];
  });
}

/** Orders that have one of these quoted otherwise are closed; until they are, money on them goes to suspense. */
async function withdrawals(stores: Stores, changed: readonly Fine[], runAt: Date): Promise<OutboxEntry[]> {
  const orderIds = await stores.orders.findOpenOrdersOf(changed.map(({ decisionNo }) => decisionNo));
  return orderIds.map((subject) => ({ kind: 'order.withdraw', subject, runAt }));
}

/** What is on record beside each decision, read as sets. */
async function readRecords(stores: Stores, told: readonly ToldFine[]): Promise<(fine: Fine) => OnRecord> {
  const fines = told.map(({ fine }) => fine);
  const known = byKey(await stores.fines.findFines(fines.map(({ decisionNo }) => decisionNo)), 'decisionNo');
  const affairs = byKey(
    await stores.affairs.findAffairs(distinctOf(fines.map((fine) => fine.affairCode))),
    'code',
  );
  const agencies = await stores.affairs.findAgencies(
    distinctOf([...known.values()].map((fine) => fine.affairCode)),
  );
  const otherDebts = fines.filter((fine) => {
    const before = known.get(fine.decisionNo);
    return before !== undefined && isOtherDebt(before, fine);
  });
  const paid = await paidThrough(
    stores,
    otherDebts.map(({ decisionNo }) => decisionNo),
  );
  return ({ decisionNo, affairCode }) => {
    const before = known.get(decisionNo);
    return {
      affair: affairs.get(affairCode),
      known: before,
      knownAgencyCode: before && agencies.get(before.affairCode),
      paidThrough: paid.get(decisionNo) ?? null,
    };
  };
}

/** The last instalment of each decision for which money came; none where nothing came. */
async function paidThrough(stores: Stores, decisionNos: readonly string[]): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  for (const { decisionNo, quote } of await stores.orders.findFinePayments(decisionNos))
    last.set(decisionNo, Math.max(last.get(decisionNo) ?? 1, ...(quote?.paidParts ?? [])));
  return last;
}

/** The factors that are not on record as they were told. */
async function changedFactors(
  stores: Stores,
  told: readonly ToldFine[],
  secret: Secret | null,
): Promise<StoredFactor[]> {
  const factors = told.flatMap(({ fine: { decisionNo }, factors: some }) =>
    secret === null
      ? []
      : some.map((one) => ({ decisionNo, kind: one.kind, hash: hashFactor(secret, decisionNo, one) })),
  );
  if (factors.length === 0) return [];
  const keyOf = ({ decisionNo, kind, hash }: StoredFactor) => `${decisionNo} ${kind} ${hash.toString('hex')}`;
  const stored = await stores.factors.findFactors(distinctOf(factors.map(({ decisionNo }) => decisionNo)));
  const onRecord = new Set(stored.map(keyOf));
  return factors.filter((factor) => !onRecord.has(keyOf(factor)));
}

function refusedOr<T>(judge: () => T): T | { kind: 'rejected'; error: AppError } {
  try {
    return judge();
  } catch (error) {
    if (error instanceof AppError) return { kind: 'rejected', error };
    throw error;
  }
}

function byKey<K extends string, T extends Record<K, string>>(rows: readonly T[], key: K): Map<string, T> {
  return new Map(rows.map((row) => [row[key], row]));
}

const distinctOf = (texts: readonly string[]): string[] => [...new Set(texts)];
