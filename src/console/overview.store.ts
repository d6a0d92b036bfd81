import { IS_TAKEN_BACK } from '../claims/suspense.store';
import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { IS_OVERTAKEN } from '../reconciliation/followed-difference.store';
import { UNDELIVERED } from '../webhooks/undelivered.store';
import { collectedDays } from './collected-days.store';
import { MOST_COUNTED } from './overview';
import type {
  AgedDifferences,
  DayTotal,
  DifferencePoint,
  Failed,
  FileArrival,
  Overview,
  TrendPoint,
  WriteBack,
} from './overview';

interface Days {
  channels: readonly string[];
  from: BusinessDay;
  to: BusinessDay;
}

/** The figures of the first page; each by an index, or from what was rolled up. */
export interface OverviewStore {
  sumDays(days: Days): Promise<DayTotal[]>;
  /** What the payments of each day came to, as `sumDays` has them; for many days at once. */
  readTrend(days: Days): Promise<TrendPoint[]>;
  /** How many differences each day had, those of it that are open, and those that are not any more. */
  readDifferenceTrend(days: Days): Promise<DifferencePoint[]>;
  countDifferences(): Promise<AgedDifferences[]>;
  findFiles(days: Days): Promise<Omit<FileArrival, 'isLate'>[]>;
  readWriteBack(paidBefore: Date): Promise<WriteBack>;
  countToDecide(): Promise<Overview['toDecide']>;
  /** @param from the first business day whose runs are looked at */
  countFailed(from: BusinessDay): Promise<Omit<Failed, 'exports'>>;
}

/** Figures on a client or a transaction. */
export function createOverviewStore(client: DbClient): OverviewStore {
  return {
    sumDays: ({ channels, from, to }) => client.$queryRaw<DayTotal[]>`
      select channel, business_day::text as "businessDay", kind, count(*)::int as count,
        sum(amount_fen)::bigint as "amountFen"
      from channel_transaction t
      where channel = any(${[...channels]}) and business_day between ${from}::date and ${to}::date
        and not ${IS_TAKEN_BACK}
      group by channel, business_day, kind order by business_day desc, channel, kind`,
    readTrend: (days) => client.$queryRaw<TrendPoint[]>`
      select channel, business_day::text as "businessDay", fen::bigint as "collectedFen"
      from (${collectedDays(days)}) d order by business_day, channel`,
    readDifferenceTrend: ({ channels, from, to }) => client.$queryRaw<DifferencePoint[]>`
      select business_day::text as "businessDay", count(*) filter (where closed_at is null)::int as open,
        count(closed_at)::int as closed
      from difference where channel = any(${[...channels]}) and business_day between ${from}::date and ${to}::date
      group by business_day order by business_day`,
    countDifferences: () => client.$queryRaw<AgedDifferences[]>`
      select channel, business_day::text as "businessDay", count(*)::int as count from difference
      where closed_at is null group by channel, business_day order by business_day, channel`,
    findFiles: ({ channels, from, to }) => client.$queryRaw<Omit<FileArrival, 'isLate'>[]>`
      select c.channel, d.day::date::text as "businessDay", s.id as "statementId",
        s.fetched_at as "fetchedAt"
      from unnest(${[...channels]}::text[]) as c(channel)
      cross join generate_series(${from}::date, ${to}::date, interval '1 day') as d(day)
      left join lateral (select id, fetched_at from statement s where s.channel = c.channel
        and s.business_day = d.day::date order by fetched_at desc, version desc limit 1) s on true
      order by d.day desc, c.channel`,
    readWriteBack: (paidBefore) => readWriteBack(client, paidBefore),
    countToDecide: () => countToDecide(client),
    countFailed: (from) => countFailed(client, from),
  };
}

async function readWriteBack(client: DbClient, paidBefore: Date): Promise<WriteBack> {
  const [row] = await client.$queryRaw<WriteBack[]>`
    select count(*) filter (where status = 'paid')::int as waiting,
      count(*) filter (where status = 'paid' and paid_at < ${paidBefore})::int as overdue,
      count(*) filter (where status = 'refused')::int as refused,
      min(paid_at) filter (where status = 'paid') as "oldestPaidAt"
    from (select status, paid_at from fine_report where status in ('paid', 'refused')
      limit ${MOST_COUNTED}) open`;
  return row ?? { waiting: 0, overdue: 0, refused: 0, oldestPaidAt: null };
}

async function countToDecide(client: DbClient): Promise<Overview['toDecide']> {
  const [row] = await client.$queryRaw<Overview['toDecide'][]>`
    select count(*) filter (where what = 'requested')::int as refunds,
      count(*) filter (where what = 'manual')::int as manual,
      count(*) filter (where what = 'claim')::int as claims,
      count(*) filter (where what = 'resolution')::int as resolutions,
      count(*) filter (where what = 'proposal')::int as proposals,
      count(*) filter (where what = 'overtaken')::int as overtaken
    from ((select status as what from refund where status in ('requested', 'manual') limit ${MOST_COUNTED})
      union all (select 'claim' from claim where status = 'requested' limit ${MOST_COUNTED})
      union all (select 'resolution' from difference_resolution where status = 'proposed' limit ${MOST_COUNTED})
      union all (select 'proposal' from finance_proposal where status = 'proposed' limit ${MOST_COUNTED})
      union all (select 'overtaken' from difference d join difference_resolution standing on standing.id = d.resolution_id
        where ${IS_OVERTAKEN} limit ${MOST_COUNTED})) waiting`;
  return row ?? { refunds: 0, manual: 0, claims: 0, resolutions: 0, proposals: 0, overtaken: 0 };
}

async function countFailed(client: DbClient, from: BusinessDay): Promise<Omit<Failed, 'exports'>> {
  const [row] = await client.$queryRaw<Omit<Failed, 'exports'>[]>`
    select (select count(*)::int from (${UNDELIVERED} limit ${MOST_COUNTED}) u) as events,
      (select count(*)::int from reconciliation
        where status = 'failed' and business_day >= ${from}::date) as runs`;
  return row ?? { events: 0, runs: 0 };
}
