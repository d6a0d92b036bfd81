import { suspenseMoney } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import { addDays, startOfBusinessDay } from '../kernel/business-day';
import { IS_OWNED } from '../reconciliation/difference-owner.store';
import { IS_OVERTAKEN } from '../reconciliation/followed-difference.store';
import type { OpenDifference } from './day';
import type { SealedStatement } from './seal';

/** How far a channel's statement of a day has come. */
export interface StatementState extends SealedStatement {
  /** Whether a run has come to its end with this version. */
  isMatched: boolean;
  /** Whether money of the day was booked after that run was asked for: it has not seen it. */
  isOutdated: boolean;
  /** Of the run that came last: why it failed. */
  reason: string | null;
}

export interface ClosingCheckStore {
  /** Of each channel that has one, the statement in force. */
  listStatements(day: BusinessDay): Promise<StatementState[]>;
  /** Differences that nobody sees to (open ones, and such as were booked by hand and overtaken), and fees that a channel kept out of the proceeds; the oldest first. */
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
        compared.at is not null as "isMatched",
        exists (select from channel_transaction t where t.business_day = s.business_day and t.channel = s.channel
          and t.created_at > compared.at and not exists (select from difference d where d.channel = t.channel
            and d.business_day = t.business_day and d.transaction_id = t.transaction_id)) as "isOutdated"
      from statement s left join lateral (
        select max(r.created_at) as at from reconciliation r where r.channel = s.channel
          and r.business_day = s.business_day and r.statement_id = s.id
          and r.status in ('balanced', 'differences')) compared on true
      left join lateral (
        select r.reason from reconciliation r where r.channel = s.channel and r.business_day = s.business_day
        order by r.created_at desc, r.id desc limit 1) last on true
      where s.business_day = ${day}::date
      order by s.channel, s.fetched_at desc, s.version desc`,
    listDifferences: (day, limit) => client.$queryRaw<OpenDifference[]>`
      select d.id, d.type, ${IS_OWNED} as "isOwned", d.closed_at is not null as "isOvertaken"
      from difference d left join difference_resolution standing on standing.id = d.resolution_id
      where d.business_day = ${day}::date and case when d.closed_at is null
        then d.type = 'fee_netted' or not ${IS_OWNED} else ${IS_OVERTAKEN} and not ${IS_OWNED} end
      order by d.first_seen_at, d.id limit ${limit}`,
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
    (select 1 from (${suspenseMoney(Prisma.sql`and t.business_day = ${day}::date`)}) s where s.fen > 0 limit 1)`;
  return rows.length > 0;
}
