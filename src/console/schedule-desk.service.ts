import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import type { Export } from '../reports/export';
import { createScheduleService } from '../reports/schedule.service';
import { findReport } from '../reports/report-list';
import { takingOf } from '../reports/report-permission';
import type { Schedule } from '../reports/schedule';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';

/** A report that comes round, without what signs its webhook, and what came of it last. */
export type ShownSchedule = Omit<Schedule, 'webhookSecret'> & { last: Export | null };

export interface ScheduleDesk {
  /** @throws StaffForbidden */
  listSchedules(actor: Actor): Promise<ShownSchedule[]>;
  /** Makes it once more, now. @throws StaffForbidden, ScheduleNotFound */
  runNow(actor: Actor, id: string): Promise<void>;
}

/** Looking at the reports that come round; where they go is for who runs the machine to say. */
export function createScheduleDesk({ database, clock }: { database: Database; clock: Clock }): ScheduleDesk {
  const schedules = createScheduleService(database, clock);
  return {
    async listSchedules(actor) {
      requirePermission(actor, 'books.read');
      return (await schedules.listSchedules()).map(({ webhookSecret: _, ...shown }) => shown);
    },
    async runNow(actor, id) {
      requirePermission(actor, 'schedules.run');
      // Its file goes to where the schedule says: nobody sends off what they may not take themselves.
      const { report } = await schedules.getSchedule(id);
      requirePermission(actor, takingOf(findReport(report) ?? {}));
      await schedules.runNow(actor, id);
    },
  };
}
