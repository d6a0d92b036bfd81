import type { Stores } from '../db/stores';
import type { BusinessDay } from '../kernel/business-day';
import { addDays, businessDayOf } from '../kernel/business-day';
import { blockersOf } from './blockers';
import { accountDays, figuresOf, imbalancesOf, openingsOf } from './day';
import type { Movement, StoredBalance } from './day';
import type { DayFindings } from './day-view';
import { closingsOf } from './seal';
import type { SealedDay } from './seal';

/** A day, when it is looked at, and the channels that must have a statement. */
export interface DayInQuestion {
  day: BusinessDay;
  now: Date;
  channels: readonly string[];
}

/** What is in the books of a day, read at one moment. */
export interface DayBooks {
  movements: readonly Movement[];
  stored: readonly StoredBalance[];
  /** The last day that is closed. */
  last: SealedDay | null;
}

/** More of them say nothing new. */
const MAX_DIFFERENCES = 50;

/** What a day that is not closed comes to, and everything that keeps it from being closed. */
export async function inspectDay(
  stores: Pick<Stores, 'closingChecks'>,
  { day, now, channels }: DayInQuestion,
  { movements, stored, last }: DayBooks,
): Promise<DayFindings> {
  const isNext = last !== null && addDays(last.day, 1) === day;
  const accounts = accountDays(isNext ? closingsOf(last) : openingsOf(stored), movements);
  // A day that goes on changes between two looks at it.
  const isOver = day < businessDayOf(now);
  const blockers = blockersOf({
    ...{ day, now, lastClosed: last?.day ?? null },
    channels: [...new Set([...channels, ...channelsOf(movements)])],
    statements: await stores.closingChecks.listStatements(day),
    differences: await stores.closingChecks.listDifferences(day, MAX_DIFFERENCES),
    waiting: await stores.closingChecks.countWaiting(day),
    imbalances: isOver ? imbalancesOf(accounts, stored) : [],
  });
  return { accounts, figures: figuresOf(accounts, movements), blockers };
}

/** The books of a day, summed up by the database. */
export async function readBooks(stores: Pick<Stores, 'days'>, day: BusinessDay): Promise<DayBooks> {
  return { ...(await stores.days.readBooks(day)), last: await stores.days.findLastSealed() };
}

const CLEARING = 'clearing:';

/** The channels that moved money, whether they are configured any more or not. */
function channelsOf(movements: readonly Movement[]): string[] {
  const accounts = movements.flatMap(({ debit, credit }) => [debit, credit]);
  return accounts.filter((code) => code.startsWith(CLEARING)).map((code) => code.slice(CLEARING.length));
}
