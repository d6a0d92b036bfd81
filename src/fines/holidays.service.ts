import { holidays, workdays } from 'chinese-days/dist/chinese-days.json';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { createCalendar, kindByWeek } from '../kernel/calendar';
import type { Calendar, CalendarData, DayKind } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { calendarDataOf, missingYears, yearProblem } from './holiday';
import type { Holiday, LoadedHolidays, YearProblem } from './holiday';

/** The working days as they are known now. */
export interface HolidayService {
  /** What was loaded over the published table, and the years that are known in all. */
  listHolidays(): Promise<LoadedHolidays & { knownYears: readonly number[] }>;
  setHoliday(holiday: Holiday): Promise<void>;
  /** @returns whether there was one */
  removeHoliday(day: BusinessDay): Promise<boolean>;
  /**
   * Loads the arrangement of a whole year, over whatever was loaded of it before. Loaded again it changes nothing.
   * @returns why it cannot be one, or null where it was loaded
   */
  loadYear(year: number, days: readonly Holiday[], source: string): Promise<YearProblem | null>;
  /** Once a day, by whichever process comes first, reports each year that should be known by now and is not. */
  raiseAlarm(): Promise<void>;
}

export interface HolidayDeps {
  database: Database;
  clock: Clock;
  /** For what an operator must see. */
  report(message: string, facts: Readonly<Record<string, unknown>>): void;
}

const published = readPublishedHolidays();

/** What the operator says of working days, beside what the library knows. */
export function createHolidayService({ database, clock, report }: HolidayDeps): HolidayService {
  const { holidays: store } = database.stores;
  return {
    async listHolidays() {
      const loaded = await store.readHolidays();
      return { ...loaded, knownYears: createCalendar([published, calendarDataOf(loaded)]).years };
    },
    setHoliday: (holiday) => store.saveHoliday(holiday),
    removeHoliday: (day) => store.removeHoliday(day),
    async loadYear(year, days, source) {
      const problem = yearProblem(year, days);
      if (problem) return problem;
      await database.transact((stores) => stores.holidays.saveYear(year, days, { source, at: clock.now() }));
      return null;
    },
    async raiseAlarm() {
      const today = businessDayOf(clock.now());
      const { years } = await loadCalendar(database.stores);
      const missing = missingYears(today, years);
      if (missing.length === 0 || !(await store.noteAlarm(today))) return;
      for (const year of missing) report('the working days of a year are not loaded', { year });
    },
  };
}

/** The calendar as it is now: the published table, and over it what the operator loaded. */
export async function loadCalendar(stores: Pick<Stores, 'holidays'>): Promise<Calendar> {
  return createCalendar([published, calendarDataOf(await stores.holidays.readHolidays())]);
}

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
