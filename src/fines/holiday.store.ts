import type { DbClient } from '../db/client';
import { dayFromDb, dayToDb } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
import type { Holiday, LoadedHolidays } from './holiday';

export interface HolidayStore {
  /** All that was loaded, by day. */
  readHolidays(): Promise<LoadedHolidays>;
  saveHoliday(holiday: Holiday): Promise<void>;
  /** @returns whether there was one */
  removeHoliday(day: BusinessDay): Promise<boolean>;
  /** Writes the days of a year over, all of them, and says that the year is known; days before it are added. */
  saveYear(year: number, days: readonly Holiday[], loaded: { source: string; at: Date }): Promise<void>;
  /** @returns false where it was noted before */
  noteAlarm(day: BusinessDay): Promise<boolean>;
}

/** Working days that the operator loaded, on a client or a transaction; loading a year needs a transaction. */
export function createHolidayStore(client: DbClient): HolidayStore {
  const saveHoliday = async ({ day, ...facts }: Holiday): Promise<void> => {
    const row = { day: dayToDb(day), ...facts };
    await client.holiday.upsert({ where: { day: row.day }, create: row, update: facts });
  };
  return {
    async readHolidays() {
      const years = await client.holidayYear.findMany({ orderBy: { year: 'asc' } });
      const days = await client.holiday.findMany({ orderBy: { day: 'asc' } });
      return {
        years: years.map(({ year }) => year),
        days: days.map((row) => ({ ...row, day: dayFromDb(row.day) })),
      };
    },
    saveHoliday,
    async removeHoliday(day) {
      return (await client.holiday.deleteMany({ where: { day: dayToDb(day) } })).count > 0;
    },
    async saveYear(year, days, { source, at }) {
      await client.holiday.deleteMany({
        where: { day: { gte: dayToDb(`${year}-01-01`), lte: dayToDb(`${year}-12-31`) } },
      });
      for (const day of days) await saveHoliday(day);
      const row = { year, source, loadedAt: at };
      await client.holidayYear.upsert({ where: { year }, create: row, update: row });
    },
    async noteAlarm(day) {
      const data = [{ day: dayToDb(day) }];
      return (await client.holidayAlarm.createMany({ data, skipDuplicates: true })).count > 0;
    },
  };
}
