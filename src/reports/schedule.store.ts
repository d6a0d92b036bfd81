import type { DbClient } from '../db/client';
import type { Schedule, ScheduledFilters } from './schedule';

export interface ScheduleStore {
  insertSchedule(schedule: Schedule): Promise<void>;
  findSchedule(id: string): Promise<Schedule | null>;
  /** Oldest first. */
  listSchedules(): Promise<Schedule[]>;
  /** False where there is none. What it has made stays. */
  deleteSchedule(id: string): Promise<boolean>;
}

/** Schedules on a client or a transaction. */
export function createScheduleStore(client: DbClient): ScheduleStore {
  return {
    async insertSchedule({ filters, ...schedule }) {
      await client.reportSchedule.create({ data: { ...schedule, filters: { ...filters } } });
    },
    async findSchedule(id) {
      const row = await client.reportSchedule.findUnique({ where: { id } });
      return row && toSchedule(row);
    },
    async listSchedules() {
      return (await client.reportSchedule.findMany({ orderBy: { id: 'asc' } })).map(toSchedule);
    },
    deleteSchedule: async (id) => (await client.reportSchedule.deleteMany({ where: { id } })).count === 1,
  };
}

type Row = NonNullable<Awaited<ReturnType<DbClient['reportSchedule']['findUnique']>>>;

function toSchedule({ filters, every, language, ...row }: Row): Schedule {
  return {
    ...row,
    filters: filters as unknown as ScheduledFilters,
    every: every as Schedule['every'],
    language: language as Schedule['language'],
  };
}
