import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { clearingAccount } from '../ledger/journal';
import type { AgedDifferences, DayTotal, FileArrival, Overview, TrendPoint, WriteBack } from './overview';
import type { Fen } from '../kernel/money';

interface Days {
  channels: readonly string[];
  from: BusinessDay;
  to: BusinessDay;
}

/** The figures of the first page; each by an index, or from what was rolled up. */
export interface OverviewStore {
  sumDays(days: Days): Promise<DayTotal[]>;
  /** As rolled up, at most some seconds ago. */
  readTrend(days: Days): Promise<TrendPoint[]>;
  sumSuspense(): Promise<{ count: number; amountFen: Fen }>;
  countDifferences(): Promise<AgedDifferences[]>;
  findFiles(days: Days): Promise<FileArrival[]>;
  readWriteBack(paidBefore: Date): Promise<WriteBack>;
  countToDecide(): Promise<Overview['toDecide']>;
}

/** What is counted no further: then the page says "more than". */
const MOST_COUNTED = 10_000;

/** Figures on a client or a transaction. */
export function createOverviewStore(client: DbClient): OverviewStore {
  return {
    sumDays: ({ channels, from, to }) => client.$queryRaw<DayTotal[]>`
      select channel, business_day::text as "businessDay", kind, count(*)::int as count,
        sum(amount_fen)::bigint as "amountFen"
      from channel_transaction
      where channel = any(${[...channels]}) and business_day between ${from}::date and ${to}::date
      group by channel, business_day, kind order by business_day desc, channel, kind`,
    readTrend: ({ channels, from, to }) => client.$queryRaw<TrendPoint[]>`
      select business_day::text as "businessDay", c.channel, debit_fen as "collectedFen"
      from account_balance b
      join unnest(${[...channels]}::text[], ${channels.map(clearingAccount)}::text[]) as c(channel, account)
        on c.account = b.account_code
      where business_day between ${from}::date and ${to}::date order by business_day, c.channel`,
    sumSuspense: () => sumSuspense(client),
    countDifferences: () => client.$queryRaw<AgedDifferences[]>`
      select channel, business_day::text as "businessDay", count(*)::int as count from difference
      where closed_at is null group by channel, business_day order by business_day, channel`,
    findFiles: ({ channels, from, to }) => client.$queryRaw<FileArrival[]>`
      select c.channel, d.day::date::text as "businessDay", max(s.fetched_at) as "fetchedAt"
      from unnest(${[...channels]}::text[]) as c(channel)
      cross join generate_series(${from}::date, ${to}::date, interval '1 day') as d(day)
      left join statement s on s.channel = c.channel and s.business_day = d.day::date
      group by c.channel, d.day order by d.day desc, c.channel`,
    readWriteBack: (paidBefore) => readWriteBack(client, paidBefore),
    countToDecide: () => countToDecide(client),
  };
}

async function sumSuspense(client: DbClient): Promise<{ count: number; amountFen: Fen }> {
  const [row] = await client.$queryRaw<{ count: number; amountFen: Fen }[]>`
    select count(*)::int as count, coalesce(sum(amount_fen), 0)::bigint as "amountFen" from (
      select t.amount_fen from channel_transaction t where t.kind = 'payment' and t.disposition = 'suspense'
        and not exists (select 1 from claim c where c.channel = t.channel
          and c.transaction_id = t.transaction_id and c.status = 'approved')
        and not exists (select 1 from refund r where r.payment_id = t.out_trade_no and r.origin = 'suspense'
          and r.status not in ('rejected', 'failed'))
      limit ${MOST_COUNTED}) waiting`;
  return row ?? { count: 0, amountFen: 0n };
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
      count(*) filter (where what = 'claim')::int as claims
    from ((select status as what from refund where status in ('requested', 'manual') limit ${MOST_COUNTED})
      union all (select 'claim' from claim where status = 'requested' limit ${MOST_COUNTED})) waiting`;
  return row ?? { refunds: 0, manual: 0, claims: 0 };
}
