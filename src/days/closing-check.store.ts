import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { addDays, startOfBusinessDay } from '../kernel/business-day';
import { IS_OWNED } from '../reconciliation/difference-owner.store';
import type { SealedStatement } from './seal';

/** How far a channel's statement of a day has come. */
export interface StatementState extends SealedStatement {
  /** Whether a run has come to its end with this version. */
  isMatched: boolean;
  /** Of the run that came last: why it failed. */
  reason: string | null;
}

/** A difference of the day that is open and keeps it from being closed. */
export interface OpenDifference {
  id: string;
  type: string;
  isOwned: boolean;
}

export interface ClosingCheckStore {
  /** Of each channel that has one, the statement in force. */
  listStatements(day: BusinessDay): Promise<StatementState[]>;
  /** Open differences that nobody sees to, and fees that a channel kept out of the proceeds; the oldest first. */
  listDifferences(day: BusinessDay, limit: number): Promise<OpenDifference[]>;
  /** Verified facts up to the end of the day that have not been acted on. */
  countWaiting(day: BusinessDay): Promise<number>;
  /** Whether a difference of the day is open, or money that came on it is in suspense. */
  isUnsettled(day: BusinessDay): Promise<boolean>;
}

/** What has to be there before a day is closed. */
export function createClosingCheckStore(client: DbClient): ClosingCheckStore {
  return {
    listStatements: (day) => client.$queryRaw<StatementState[]>`
      select distinct on (s.channel) s.channel, s.version, s.sha256, last.reason,
        exists (select from reconciliation r where r.channel = s.channel and r.business_day = s.business_day
          and r.statement_id = s.id and r.status in ('balanced', 'differences')) as "isMatched"
      from statement s left join lateral (
        select r.reason from reconciliation r where r.channel = s.channel and r.business_day = s.business_day
        order by r.created_at desc, r.id desc limit 1) last on true
      where s.business_day = ${day}::date
      order by s.channel, s.fetched_at desc, s.version desc`,
    listDifferences: (day, limit) => client.$queryRaw<OpenDifference[]>`
      select id, type, ${IS_OWNED} as "isOwned" from difference d
      where business_day = ${day}::date and closed_at is null and (type = 'fee_netted' or not ${IS_OWNED})
      order by first_seen_at, id limit ${limit}`,
    isUnsettled: (day) => isUnsettled(client, day),
    countWaiting: (day) =>
      client.inbox.count({
        where: { processedAt: null, occurredAt: { lt: startOfBusinessDay(addDays(day, 1)) } },
      }),
  };
}

/** Money in suspense has been settled when it was bound to an order, or has gone back. */
async function isUnsettled(client: DbClient, day: BusinessDay): Promise<boolean> {
  const rows = await client.$queryRaw<unknown[]>`
    (select 1 from difference where business_day = ${day}::date and closed_at is null limit 1)
    union all
    (select 1 from channel_transaction t
      where t.business_day = ${day}::date and t.kind = 'payment' and t.disposition = 'suspense'
        and not exists (select from claim c where c.channel = t.channel and c.transaction_id = t.transaction_id
          and c.status = 'approved' and c.order_id is not null)
        and t.amount_fen > coalesce((select sum(b.amount_fen) from channel_transaction b where b.kind = 'refund'
          and b.channel = t.channel and b.out_trade_no = t.out_trade_no and b.disposition = 'suspense'), 0)
      limit 1)`;
  return rows.length > 0;
}
