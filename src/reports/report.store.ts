import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import type { Period } from './period';
import type { ReportRow, ReportTotals } from './report';
import { rowsSql, totalledColumns, totalsSql } from './report-query.store';
import type { ReportQuery } from './report-query.store';
import { firstOpenDay } from '../ledger/open-day.store';

export interface ReportStore {
  /** @param page the key of the row before, or null, and how many rows at the most */
  readRows(
    query: ReportQuery,
    page: { after: readonly string[] | null; limit: number },
  ): Promise<ReportRow[]>;
  readTotals(query: ReportQuery): Promise<ReportTotals>;
  /** The first day of the period that is open, or null where the books of all of them are closed. */
  findOpenDay(period: Period): Promise<BusinessDay | null>;
  /** Which channel, of these and those in the books, has no reconciliation that came to an end on which day. */
  listUnreconciled(
    period: Period,
    channels: readonly string[],
  ): Promise<{ day: BusinessDay; channel: string }[]>;
}

/** Reports on a client or a transaction. */
export function createReportStore(client: DbClient): ReportStore {
  return {
    async readRows(query, { after, limit }) {
      const rows = await client.$queryRaw<Record<string, string | null>[]>`
        ${rowsSql(query, after)} limit ${limit}`;
      return rows.map((row) => query.report.columns.map(({ key }) => row[key] ?? null));
    },
    async readTotals(query) {
      const [row] = await client.$queryRaw<Record<string, string>[]>(totalsSql(query));
      const sums = totalledColumns(query.report).map(({ key }) => [key, BigInt(row?.[key] ?? '0')] as const);
      return { rowCount: Number(row?.['#'] ?? '0'), sums: new Map(sums) };
    },
    findOpenDay: (period) => findOpenDay(client, period),
    listUnreconciled: ({ from, to }, channels) => client.$queryRaw`
      select to_char(d.day, 'YYYY-MM-DD') as day, c.channel
      from generate_series(${from}::date, ${to}::date, interval '1 day') as d(day)
      cross join (select unnest(${[...channels]}::text[]) as channel
        union select channel from account where kind = 'clearing') c
      where not exists (select from reconciliation r where r.channel = c.channel and r.business_day = d.day
        and r.status in ('balanced', 'differences'))
      order by 1, 2 limit 100`,
  };
}

/** Nothing is booked to a day up to the last that is closed, sealed or before the first that was. */
async function findOpenDay(client: DbClient, { from, to }: Period): Promise<BusinessDay | null> {
  const [row] = await client.$queryRaw<{ day: string }[]>`
    select to_char(greatest(${from}::date, ${firstOpenDay}), 'YYYY-MM-DD') as day`;
  return row && row.day <= to ? row.day : null;
}
