import { addDays, daysBetween } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Calendar, DayKind } from '../kernel/calendar';
import { divideRoundHalfUp } from '../kernel/money';
import type { Fen } from '../kernel/money';
import type { Suspension } from './decision';
import { DecisionInconsistent, SuspensionsOverlap } from './fine.errors';
import type { QuoteRules } from './quote-rules';

/** The last day on which the principal can be paid without surcharge, and how it came about. */
export interface DueDay {
  /** Before rolling. */
  rawDueOn: BusinessDay;
  dueOn: BusinessDay;
  /** The rest days over which it rolled, in their order; empty where the raw day is worked. */
  rolledOver: readonly { day: BusinessDay; kind: DayKind }[];
}

/** Days on which no surcharge runs, both ends included; the last is null while it goes on. */
export interface ExcludedPeriod {
  firstDay: BusinessDay;
  lastDay: BusinessDay | null;
}

/** Days of surcharge. */
export interface DayCount {
  /** From the day after the due day on. */
  elapsedDays: number;
  /** Of those, how many fall into a review or litigation. */
  excludedDays: number;
  /** The rest: what the surcharge is computed from. */
  countedDays: number;
}

/** A due day on a rest day moves to the next day that is worked (domain R02). @throws CALENDAR_YEAR_MISSING */
export function rollDueDay(rawDueOn: BusinessDay, rules: QuoteRules, calendar: Calendar): DueDay {
  const rolledOver: { day: BusinessDay; kind: DayKind }[] = [];
  for (let dueOn = rawDueOn; ; dueOn = addDays(dueOn, 1)) {
    const kind = calendar.kindOf(dueOn);
    const isRest = kind === 'holiday' || (kind === 'weekend' && rules.restDays === 'holidays_and_weekends');
    if (!isRest) return { rawDueOn, dueOn, rolledOver };
    rolledOver.push({ day: dueOn, kind });
  }
}

/**
 * The days that reviews and litigations leave out (domain R07), in their order. One may begin on the day on which
 * another ends.
 * @throws SuspensionsOverlap, DecisionInconsistent where one ends before it begins
 */
export function excludedPeriods(suspensions: readonly Suspension[], rules: QuoteRules): ExcludedPeriod[] {
  const sorted = [...suspensions].sort((a, b) => a.from.localeCompare(b.from));
  for (const [i, { from, to }] of sorted.entries()) {
    if (to !== null && to < from) {
      throw DecisionInconsistent({ details: { problem: 'a suspension ends before it begins' } });
    }
    const next = sorted[i + 1];
    if (next && (to === null || next.from < to || next.from === from)) {
      throw SuspensionsOverlap({ details: { first_from: from, second_from: next.from } });
    }
  }
  return sorted
    .map(({ from, to }) => ({
      firstDay: rules.suspensionIncludesFirstDay ? from : addDays(from, 1),
      lastDay: to === null || rules.suspensionIncludesLastDay ? to : addDays(to, -1),
    }))
    .filter(({ firstDay, lastDay }) => lastDay === null || firstDay <= lastDay);
}

/** The days of surcharge up to and including a day (domain R03, R07); none up to the due day itself. */
export function countDays(
  dueOn: BusinessDay,
  through: BusinessDay,
  periods: readonly ExcludedPeriod[],
): DayCount {
  const elapsedDays = Math.max(0, daysBetween(dueOn, through));
  let excludedDays = 0;
  let counted = dueOn;
  for (const { firstDay, lastDay } of periods) {
    const before = laterOf(counted, addDays(firstDay, -1));
    const last = lastDay === null || lastDay > through ? through : lastDay;
    if (last <= before) continue;
    excludedDays += daysBetween(before, last);
    counted = last;
  }
  return { elapsedDays, excludedDays, countedDays: elapsedDays - excludedDays };
}

/** Simple interest by the day, exact until it is rounded once, and never above the cap (domain R03, R04). */
export function surchargeFor(
  baseFen: Fen,
  countedDays: number,
  rules: QuoteRules,
): { surchargeFen: Fen; capFen: Fen; isCapped: boolean } {
  const round = (permyriad: bigint): Fen =>
    rules.rounding === 'down' ? permyriad / 10_000n : divideRoundHalfUp(permyriad, 10_000n);
  const uncappedFen = round(baseFen * BigInt(rules.surchargePermyriadPerDay) * BigInt(countedDays));
  // Rounded down, so that the cap is never above its own rate.
  const capFen = (baseFen * BigInt(rules.capPermyriad)) / 10_000n;
  const isCapped = uncappedFen > capFen;
  return { surchargeFen: isCapped ? capFen : uncappedFen, capFen, isCapped };
}

function laterOf(a: BusinessDay, b: BusinessDay): BusinessDay {
  return a > b ? a : b;
}
