import type { Database } from '../db/database';
import { addDays, businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { timeOn } from '../reconciliation/reconciliation';
import { FILE_DAYS, MOST_COUNTED, RUN_DAYS, TREND_DAYS } from './overview';
import type { FileArrival, Overview } from './overview';

export interface ChannelHours {
  code: string;
  /** 'HH:mm' in Beijing. */
  statementReadyAt: string;
}

export interface OverviewDeps {
  database: Pick<Database, 'stores'>;
  clock: Clock;
  /** The configured ones, each with the time of the next day by which its file should be there. */
  channels: readonly ChannelHours[];
  /** Within which the register must know of a paid fine. */
  reportSlaMs: number;
}

export interface OverviewService {
  /** @throws StaffForbidden */
  readOverview(actor: Actor): Promise<Overview>;
}

/** What the first page of the console says. */
export function createOverviewService(deps: OverviewDeps): OverviewService {
  return {
    async readOverview(actor) {
      requirePermission(actor, 'books.read');
      return readAt(deps, deps.clock.now());
    },
  };
}

async function readAt(
  { database, channels: hours, reportSlaMs }: OverviewDeps,
  now: Date,
): Promise<Overview> {
  const { overview } = database.stores;
  const channels = hours.map(({ code }) => code);
  const today = businessDayOf(now);
  const yesterday = addDays(today, -1);
  const of = (from: string, to: string) => ({ channels, from, to });
  const month = of(addDays(today, 1 - TREND_DAYS), today);
  const [totals, trend, differenceTrend, arrivals, failed, waiting] = await Promise.all([
    overview.sumDays(of(yesterday, today)),
    overview.readTrend(month),
    overview.readDifferenceTrend(month),
    overview.findFiles(of(addDays(today, -FILE_DAYS), yesterday)),
    readFailed(database, addDays(today, 1 - RUN_DAYS)),
    readWaiting(database, new Date(now.getTime() - reportSlaMs)),
  ]);
  const files = arrivals.map((file) => ({ ...file, isLate: isLate(file, hours, now) }));
  return { today, totals, trend, differenceTrend, files, failed, ...waiting };
}

/** @param from the first day that is looked at */
async function readFailed(
  { stores: { overview, exports } }: Pick<Database, 'stores'>,
  from: string,
): Promise<Overview['failed']> {
  const [failed, failedExports] = await Promise.all([
    overview.countFailed(from),
    exports.countFailed(from, MOST_COUNTED),
  ]);
  return { ...failed, exports: failedExports };
}

/** What waits for somebody. */
async function readWaiting(
  { stores: { overview, claims, bankEntries } }: Pick<Database, 'stores'>,
  paidBefore: Date,
): Promise<Pick<Overview, 'suspense' | 'differences' | 'writeBack' | 'toDecide' | 'unexplainedEntries'>> {
  const [suspense, differences, writeBack, toDecide, unexplainedEntries] = await Promise.all([
    claims.sumWaiting(MOST_COUNTED),
    overview.countDifferences(),
    overview.readWriteBack(paidBefore),
    overview.countToDecide(),
    bankEntries.countAllUnexplained(MOST_COUNTED),
  ]);
  return { suspense, differences, writeBack, toDecide, unexplainedEntries };
}

function isLate(
  { channel, businessDay, fetchedAt }: Omit<FileArrival, 'isLate'>,
  hours: readonly ChannelHours[],
  now: Date,
): boolean {
  const readyAt = hours.find(({ code }) => code === channel)?.statementReadyAt;
  return fetchedAt === null && readyAt !== undefined && timeOn(addDays(businessDay, 1), readyAt) <= now;
}
