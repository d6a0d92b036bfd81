import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { dayToDb, rowsParameter } from '../db/rows';
import type { FoundDifference } from './difference';
import type { StatementDay } from './statement.store';

export interface SourceDifferenceStore {
  /** Records what the bank's word about these days has shown, and closes what it no longer shows. */
  putSettlements(days: readonly StatementDay[], found: readonly FoundDifference[], at: Date): Promise<void>;
  /** The same of what the channel's account says of its trades. */
  putFunds(
    day: StatementDay & { statementId: string },
    found: readonly FoundDifference[],
    at: Date,
  ): Promise<void>;
  /** Whether a difference of this kind is open on the day. */
  hasOpenFunds(day: StatementDay): Promise<boolean>;
  /**
   * Opens a difference for each paid fine of which the register has not heard since before `paidBefore`, or which it
   * refused, and closes those that it knows by now and those whose money went back.
   */
  refreshWriteBacks(paidBefore: Date, at: Date): Promise<void>;
}

/** Differences that come from other sources than a channel's file. */
export function createSourceDifferenceStore(client: DbClient): SourceDifferenceStore {
  return {
    async putSettlements(days, found, at) {
      const rows = found.map(({ ours, theirs, ...difference }) => ({
        ...difference,
        oursFen: ours?.amountFen,
        theirsFen: theirs?.amountFen,
      }));
      await client.$executeRaw`
        insert into difference as d (id, channel, business_day, type, kind, ours_fen, theirs_fen, ours_status,
          theirs_status, first_seen_at)
        select f.id, f.channel, f."businessDay", f.type, f.kind, f."oursFen", f."theirsFen", 'succeeded',
          case when f."theirsFen" is not null then 'succeeded' end, ${at}
        from json_to_recordset(${rowsParameter(rows)}::json) as f(id text, channel text, "businessDay" date, type text,
          kind text, "oursFen" bigint, "theirsFen" bigint)
        on conflict (id) do update set ours_fen = excluded.ours_fen, theirs_fen = excluded.theirs_fen,
          closed_by_run = null, closed_at = case when d.resolution_id is not null and (d.ours_fen, d.theirs_fen)
            is not distinct from (excluded.ours_fen, excluded.theirs_fen) then d.closed_at end
        where (d.ours_fen, d.theirs_fen) is distinct from (excluded.ours_fen, excluded.theirs_fen)
          or d.closed_by_run is not null or (d.closed_at is not null and d.resolution_id is null)`;
      await client.$executeRaw`
        update difference d set closed_at = coalesce(d.closed_at, ${at}), closed_by_run = 'bank'
        from json_to_recordset(${rowsParameter(days)}::json) as k(channel text, "businessDay" date)
        where d.channel = k.channel and d.business_day = k."businessDay" and d.kind = 'settlement'
          and d.closed_by_run is null and d.id <> all(${found.map(({ id }) => id)})`;
    },
    putFunds: (day, found, at) => putFunds(client, day, { found, at }),
    async hasOpenFunds({ channel, businessDay }) {
      const where = { channel, businessDay: dayToDb(businessDay), kind: 'fund_flow', closedAt: null };
      return (await client.difference.count({ where, take: 1 })) > 0;
    },
    refreshWriteBacks: (paidBefore, at) => refreshWriteBacks(client, paidBefore, at),
  };
}

/**
 * What the register does not know of, or does not take, and what is still here: what went back to its payer needs no
 * register. The id is made of the report's, so that it is the same however often this runs.
 */
const unknownToRegister = (paidBefore: Date): Prisma.Sql => Prisma.sql`
  select r.*, 'dif_' || left(encode(sha256(convert_to(r.id || r.status, 'UTF8')), 'hex'), 28) as difference_id
  from fine_report r
  where (r.status = 'refused' or (r.status = 'paid' and r.paid_at < ${paidBefore})) and r.amount_fen > (
    select coalesce(sum(s.amount_fen), 0) from order_item i
    join refund_share s on s.order_id = i.order_id and s.line = i.line
    join refund f on f.id = s.refund_id and f.status = 'succeeded'
    where i.order_id = r.order_id and i.decision_no = r.decision_no)`;

async function putFunds(
  client: DbClient,
  { channel, businessDay, statementId }: StatementDay & { statementId: string },
  { found, at }: { found: readonly FoundDifference[]; at: Date },
): Promise<void> {
  const rows = found.map(({ ours, theirs, ...difference }) => ({
    ...difference,
    oursFen: ours?.amountFen,
    theirsFen: theirs?.amountFen,
  }));
  await client.$executeRaw`
    insert into difference as d (id, channel, business_day, type, kind, transaction_id, out_trade_no, ours_fen,
      theirs_fen, ours_status, theirs_status, statement_id, statement_line, first_seen_at)
    select f.id, f.channel, f."businessDay", f.type, f.kind, f."transactionId", f."outTradeNo", f."oursFen",
      f."theirsFen", case when f."oursFen" is not null then 'succeeded' end,
      case when f."theirsFen" is not null then 'succeeded' end,
      case when f."statementLine" is not null then ${statementId} end, f."statementLine", ${at}
    from json_to_recordset(${rowsParameter(rows)}::json) as f(id text, channel text, "businessDay" date, type text,
      kind text, "transactionId" text, "outTradeNo" text, "oursFen" bigint, "theirsFen" bigint, "statementLine" int)
    on conflict (id) do update set ours_fen = excluded.ours_fen, theirs_fen = excluded.theirs_fen,
      statement_id = excluded.statement_id, statement_line = excluded.statement_line, closed_by_run = null,
      closed_at = case when d.resolution_id is not null and (d.ours_fen, d.theirs_fen)
        is not distinct from (excluded.ours_fen, excluded.theirs_fen) then d.closed_at end
    where (d.ours_fen, d.theirs_fen) is distinct from (excluded.ours_fen, excluded.theirs_fen)
      or d.closed_by_run is not null or (d.closed_at is not null and d.resolution_id is null)`;
  await client.$executeRaw`
    update difference d set closed_at = coalesce(d.closed_at, ${at}), closed_by_run = 'funds'
    where d.channel = ${channel} and d.business_day = ${businessDay}::date and d.kind = 'fund_flow'
      and d.closed_by_run is null and d.id <> all(${found.map(({ id }) => id)})`;
}

async function refreshWriteBacks(client: DbClient, paidBefore: Date, at: Date): Promise<void> {
  await client.$executeRaw`
    insert into difference as d (id, channel, business_day, type, kind, transaction_id, out_trade_no, ours_fen,
      ours_status, first_seen_at)
    select r.difference_id, p.channel, (r.paid_at at time zone 'Asia/Shanghai')::date,
      case r.status when 'refused' then 'register_refused' else 'register_overdue' end, 'write_back', r.decision_no,
      p.id, r.amount_fen, r.status, ${at}
    from (${unknownToRegister(paidBefore)}) r join payment p on p.order_id = r.order_id and p.disposition = 'settled'
    on conflict (id) do nothing`;
  await client.$executeRaw`
    update difference d set closed_at = ${at}, closed_by_run = 'register'
    where d.kind = 'write_back' and d.closed_at is null
      and not exists (select from (${unknownToRegister(at)}) r where r.difference_id = d.id)`;
}
