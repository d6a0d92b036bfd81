import type { Database } from '../db/database';
import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { invalidField } from '../kernel/invalid';
import type { Providers } from '../providers/provider';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { DayView } from './day-view';
import { withdrawMoot } from './moot-proposal.service';

export interface DayViewService {
  /** @throws StaffForbidden; REQUEST_INVALID on an unknown channel or a day that has not begun */
  getDayView(actor: Actor, channel: string, businessDay: BusinessDay): Promise<DayView>;
  /** Opens and closes the differences with the department's register. */
  refreshWriteBacks(): Promise<void>;
}

export interface DayViewDeps {
  database: Database;
  clock: Clock;
  providers: Providers;
  /** How long the register may take to learn of a paid fine; null: there is no register. */
  reportSlaMs: number | null;
}

/** Our books, the channel's file, the bank and the register, side by side. */
export function createDayViewService({
  database,
  clock,
  providers,
  reportSlaMs,
}: DayViewDeps): DayViewService {
  return {
    async getDayView(actor, channel, businessDay) {
      requirePermission(actor, 'books.read');
      if (!providers.has(channel)) throw invalidField('/channel', 'There is no such channel.');
      if (businessDay > businessDayOf(clock.now())) throw invalidField('/day', 'This day has not begun yet.');
      return {
        channel,
        businessDay,
        ...(await database.stores.dayViews.readSources({ channel, businessDay })),
      };
    },
    async refreshWriteBacks() {
      if (reportSlaMs === null) return;
      const now = clock.now();
      const paidBefore = new Date(now.getTime() - reportSlaMs);
      await database.transact(async (stores) => {
        await stores.sourceDifferences.refreshWriteBacks(paidBefore, now);
        await withdrawMoot(stores, now);
      });
    },
  };
}
