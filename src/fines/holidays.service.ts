import { holidays, workdays } from 'chinese-days/dist/chinese-days.json';
import { kindByWeek } from '../kernel/calendar';
import type { CalendarData, DayKind } from '../kernel/calendar';

/**
 * The arrangements of working days that the State Council has published, as far as the installed library has them.
 * Its table is read rather than its functions: they answer by the week for a year without data, and in a process
 * that runs west of Greenwich they are a day off.
 */
export function readPublishedHolidays(): CalendarData {
  const arranged: [string, DayKind][] = [
    ...Object.keys(holidays).map((day): [string, DayKind] => [day, 'holiday']),
    ...Object.keys(workdays).map((day): [string, DayKind] => [day, 'workday']),
  ];
  return {
    years: publishedYears(Object.keys(holidays)),
    days: Object.fromEntries(arranged.filter(([day, kind]) => kind !== kindByWeek(day))),
  };
}

/** A year is published as a whole, and none is without its National Day. */
function publishedYears(days: readonly string[]): number[] {
  return days.filter((day) => day.endsWith('-10-01')).map((day) => Number(day.slice(0, 4)));
}
