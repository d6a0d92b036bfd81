import type { BusinessDay } from '../kernel/business-day';
import type { CalendarData } from '../kernel/calendar';

/** A day that is not what the published table, or the week, makes of it. */
export interface Holiday {
  day: BusinessDay;
  /** False: a holiday, or a rest day that was moved for one. */
  isWorkday: boolean;
  name: string;
  /** The document that says so. */
  source: string;
}

/** What the operator has loaded. */
export interface LoadedHolidays {
  /** Years of which every arranged day is among `days`. */
  years: readonly number[];
  days: readonly Holiday[];
}

/** Why days cannot be the arrangement of a whole year. */
export type YearProblem =
  | { kind: 'outside'; day: BusinessDay }
  | { kind: 'twice'; day: BusinessDay }
  | { kind: 'not_a_holiday'; day: BusinessDay }
  | { kind: 'too_few' };

/** 《全国年节及纪念日放假办法》 of 2025: the holidays of a year, and those that have a fixed day. */
const HOLIDAYS_OF_A_YEAR = 13;
const FIXED_HOLIDAYS = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'];

/**
 * Looks for what shows that days are not those of a year as it was published; null where nothing does. The holiday of
 * New Year's Day may reach into the December before.
 */
export function yearProblem(year: number, days: readonly Holiday[]): YearProblem | null {
  const byDay = new Map(days.map((one) => [one.day, one]));
  const outside = days.find(({ day }) => !day.startsWith(`${year}-`) && !day.startsWith(`${year - 1}-12-`));
  if (outside) return { kind: 'outside', day: outside.day };
  const repeated = days.find((one) => byDay.get(one.day) !== one);
  if (repeated) return { kind: 'twice', day: repeated.day };
  const worked = FIXED_HOLIDAYS.map((day) => `${year}-${day}`).find(
    (day) => byDay.get(day)?.isWorkday !== false,
  );
  if (worked !== undefined) return { kind: 'not_a_holiday', day: worked };
  const rest = days.filter(({ day, isWorkday }) => !isWorkday && day.startsWith(`${year}-`));
  return rest.length < HOLIDAYS_OF_A_YEAR ? { kind: 'too_few' } : null;
}

/** What was loaded, in the form that a calendar is made of. */
export function calendarDataOf({ years, days }: LoadedHolidays): CalendarData {
  return {
    years,
    days: Object.fromEntries(days.map(({ day, isWorkday }) => [day, isWorkday ? 'workday' : 'holiday'])),
  };
}

/** From this day on the arrangement of the next year is expected; it is published in the autumn. */
const EXPECTED_FROM = '10-01';

/** The years that have to be known on a day, and are not. */
export function missingYears(today: BusinessDay, known: readonly number[]): number[] {
  const year = Number(today.slice(0, 4));
  const needed = today.slice(5) >= EXPECTED_FROM ? [year, year + 1] : [year];
  return needed.filter((one) => !known.includes(one));
}
