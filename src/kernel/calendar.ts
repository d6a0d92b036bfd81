import { addDays } from './business-day';
import type { BusinessDay } from './business-day';
import { defineError } from './errors';

/** `weekend` is a Saturday or Sunday that nobody arranged otherwise; a made-up Saturday is a `workday`. */
export type DayKind = 'workday' | 'weekend' | 'holiday';

/** What is known of working days, as plain data. */
export interface CalendarData {
  /** Years whose whole arrangement is known: in them every day that `days` does not name goes by the week. */
  years: readonly number[];
  /** Days that are not what the week makes them: holidays, and weekends that are worked. */
  days: Readonly<Record<BusinessDay, DayKind>>;
}

/** Which days are worked in China. Knows some years and refuses every other day. */
export interface Calendar {
  /** Ascending. The next year is published in autumn; whoever runs this should be told while it is missing. */
  years: readonly number[];
  covers(day: BusinessDay): boolean;
  /** @throws CALENDAR_YEAR_MISSING */
  kindOf(day: BusinessDay): DayKind;
  /** Whether the day is a weekend or a holiday. @throws CALENDAR_YEAR_MISSING */
  isRestDay(day: BusinessDay): boolean;
}

/** In a year that nobody has arranged yet, the week says nothing: 1 January 2027 would be a working Friday. */
const CalendarYearMissing = defineError(
  'rejected',
  'CALENDAR_YEAR_MISSING',
  'The working days of that year are not known here yet, so no date in it can be worked out. Nothing was changed.',
);

/** @param sources where two name the same day, the later one counts: the published table first, overrides after it */
export function createCalendar(sources: readonly CalendarData[]): Calendar {
  const years = new Set(sources.flatMap((source) => source.years));
  const days = new Map(sources.flatMap((source) => Object.entries(source.days)));
  const findKind = (day: BusinessDay): DayKind | null =>
    days.get(day) ?? (years.has(Number(day.slice(0, 4))) ? kindByWeek(day) : null);
  const kindOf = (day: BusinessDay): DayKind => {
    const kind = findKind(day);
    if (kind === null) throw CalendarYearMissing({ details: { day, year: Number(day.slice(0, 4)) } });
    return kind;
  };
  return {
    years: [...years].sort((a, b) => a - b),
    covers: (day) => findKind(day) !== null,
    kindOf,
    isRestDay: (day) => kindOf(day) !== 'workday',
  };
}

/**
 * The working day that many working days after a day, which is not counted itself.
 * @throws CALENDAR_YEAR_MISSING
 */
export function addWorkingDays(day: BusinessDay, workingDays: number, calendar: Calendar): BusinessDay {
  let last = day;
  for (let left = workingDays; left > 0; ) {
    last = addDays(last, 1);
    if (!calendar.isRestDay(last)) left -= 1;
  }
  return last;
}

/** What the day of the week alone makes of a day. */
export function kindByWeek(day: BusinessDay): DayKind {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 ? 'weekend' : 'workday';
}
