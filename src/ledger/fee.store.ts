import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import { accountOf, clearingAccount, feeExpenseAccount } from './journal';
import { firstOpenDay } from './open-day.store';

/** A statement, by its id, whose fees are booked. */
export interface FeeStatement {
  id: string;
  channel: string;
  businessDay: BusinessDay;
  /** Lines that say again what another one says. */
  repeatedLines: readonly number[];
}

/** Some refunds of a statement. */
export interface FeeRefunds extends Pick<FeeStatement, 'id' | 'channel'> {
  lines: readonly number[];
}

/** By how many fen a fee is not the one that is due; then it is a difference first. */
const WRONG_BY = Prisma.sql`abs(l.fee_fen - coalesce(l.fee_due_fen, l.fee_fen))`;

/** Books the fees that a statement states, each once however often this runs. Nobody else may book those of the channel meanwhile. */
export async function insertFees(client: DbClient, statement: FeeStatement, at: Date): Promise<void> {
  const stated = await readStated(client, statement);
  await insertPaymentFees(client, { ...statement, stated }, at);
  await insertRefundFees(client, { ...statement, lines: stated.refundLines }, at);
}

interface StatedFees {
  paymentFen: Fen;
  /** Of the last payment that has a fee; null without one. */
  occurredAt: Date | null;
  /** Lines of refunds with a fee. */
  refundLines: number[];
}

/** One pass over the lines, and apart from what is written, since PostgreSQL shares out the work of reading only. */
async function readStated(client: DbClient, { id, repeatedLines }: FeeStatement): Promise<StatedFees> {
  const isPayment = Prisma.sql`kind = 'payment' and status = 'succeeded' and ${WRONG_BY} = 0
    and l.line <> all(${[...repeatedLines]}::int[])`;
  const [stated] = await client.$queryRaw<StatedFees[]>`
    select coalesce(sum(fee_fen) filter (where ${isPayment}), 0)::bigint as "paymentFen",
      max(occurred_at) filter (where ${isPayment}) as "occurredAt",
      coalesce(array_agg(line) filter (where kind = 'refund'), '{}') as "refundLines"
    from statement_line l where statement_id = ${id} and fee_fen <> 0`;
  return stated ?? { paymentFen: 0n, occurredAt: null, refundLines: [] };
}

/**
 * Books what is missing of the fees of a day's payments, as one sum and never netted out of the proceeds: what the
 * statement says, less what was booked of that day before. So a repetition books nothing, and a later version of the
 * file what it changes, all of it on an open day.
 */
async function insertPaymentFees(
  client: DbClient,
  { channel, businessDay, stated }: FeeStatement & { stated: StatedFees },
  at: Date,
): Promise<void> {
  const [expense, clearing] = await openAccounts(client, channel);
  await client.$executeRaw`
    with before as (
      select coalesce(sum(fee_fen), 0)::bigint as fee_fen, coalesce(max(no), 0) + 1 as next_no
      from fee_booking where channel = ${channel} and business_day = ${businessDay}::date),
    missing as (
      select ${stated.paymentFen}::bigint - fee_fen as fee_fen, next_no,
        ${channel} || ':fee:' || ${businessDay} || ':' || next_no as source
      from before where fee_fen <> ${stated.paymentFen}::bigint),
    noted as (
      insert into fee_booking (channel, business_day, no, fee_fen)
      select ${channel}, ${businessDay}::date, next_no, fee_fen from missing),
    booked as (
      insert into journal (id, kind, business_day, occurred_at, source, created_at)
      select 'jrn_' || left(md5(source), 23), 'fee', greatest(${businessDay}::date, ${firstOpenDay}),
        ${stated.occurredAt ?? at}, source, ${at}
      from missing
      returning id, business_day)
    insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
    select id, 1, case when fee_fen > 0 then ${expense} else ${clearing} end,
      case when fee_fen > 0 then ${clearing} else ${expense} end, abs(fee_fen), business_day
    from booked, missing`;
}

/**
 * Books what refunds gave back of the fees, each as a journal of its own that stands with its order, all of it on an open
 * day. A refund that was under way when the file was made counts once we have booked it. With a part of the money the
 * part of the fee may be rounded by a fen. Set-based, since a statement may have many.
 */
export async function insertRefundFees(client: DbClient, refunds: FeeRefunds, at: Date): Promise<void> {
  const { id, channel, lines } = refunds;
  if (lines.length === 0) return;
  const [expense, clearing] = await openAccounts(client, channel);
  await client.$executeRaw`
    with fee as (
      select ${channel} || ':fee:refund:' || l.transaction_id as source,
        greatest((l.occurred_at at time zone 'Asia/Shanghai')::date, ${firstOpenDay}) as business_day, l.occurred_at, l.fee_fen, p.order_id
      from statement_line l
      -- By its key: a hash of the whole table would cost more than all the rest of it.
      left join lateral (select order_id from payment where id = l.out_trade_no and channel = ${channel} offset 0) p on true
      where l.statement_id = ${id} and l.line = any(${[...lines]}::int[]) and l.kind = 'refund' and l.fee_fen <> 0 and ${WRONG_BY} <= 1
        and (l.status = 'succeeded' or (l.status = 'pending' and exists (
          select from channel_transaction t where t.channel = ${channel} and t.kind = 'refund'
            and t.out_trade_no = l.out_trade_no
            and coalesce(t.out_refund_no = l.out_refund_no, t.transaction_id = l.transaction_id))))),
    booked as (
      insert into journal (id, kind, business_day, occurred_at, source, order_id, created_at)
      select distinct on (source) 'jrn_' || left(md5(source), 23), 'fee', business_day, occurred_at, source,
        order_id, ${at}
      from fee order by source
      on conflict (source) do nothing
      returning id, source, business_day)
    insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
    select distinct on (b.source) b.id, 1, case when f.fee_fen > 0 then ${expense} else ${clearing} end,
      case when f.fee_fen > 0 then ${clearing} else ${expense} end, abs(f.fee_fen), b.business_day
    from booked b join fee f on f.source = b.source order by b.source`;
}

/** Two runs may book the first fees of a channel at the same moment. */
async function openAccounts(client: DbClient, channel: string): Promise<[expense: string, clearing: string]> {
  const [expense, clearing] = [feeExpenseAccount(channel), clearingAccount(channel)];
  await client.account.createMany({ data: [expense, clearing].map(accountOf), skipDuplicates: true });
  return [expense, clearing];
}
