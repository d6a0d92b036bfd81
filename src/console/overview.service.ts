import type { Database } from '../db/database';
import { addDays, businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { FILE_DAYS, TREND_DAYS } from './overview';
import type { Overview } from './overview';

export interface OverviewDeps {
  database: Pick<Database, 'stores'>;
  clock: Clock;
  /** The configured ones. */
  channels: readonly string[];
  /** Within which the register must know of a paid fine. */
  reportSlaMs: number;
}

export interface OverviewService {
  /** @throws StaffForbidden */
  readOverview(actor: Actor): Promise<Overview>;
}

/** What the first page of the console says. */
export function createOverviewService({
  database,
  clock,
  channels,
  reportSlaMs,
}: OverviewDeps): OverviewService {
  const { overview } = database.stores;
  return {
    async readOverview(actor) {
      requirePermission(actor, 'books.read');
      const now = clock.now();
      const today = businessDayOf(now);
      const yesterday = addDays(today, -1);
      const of = (from: string, to: string) => ({ channels, from, to });
      const [totals, trend, suspense, differences, files, writeBack, toDecide] = await Promise.all([
        overview.sumDays(of(yesterday, today)),
        overview.readTrend(of(addDays(today, 1 - TREND_DAYS), today)),
        overview.sumSuspense(),
        overview.countDifferences(),
        overview.findFiles(of(addDays(today, -FILE_DAYS), yesterday)),
        overview.readWriteBack(new Date(now.getTime() - reportSlaMs)),
        overview.countToDecide(),
      ]);
      return { today, totals, trend, suspense, differences, files, writeBack, toDecide };
    },
  };
}
