import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { accountOf, clearingAccount, feeExpenseAccount } from './journal';
import { firstOpenDay } from './open-day.store';

/** A part of a statement, by the numbers of its lines. */
export interface FeeLines {
  id: string;
  channel: string;
  /** Not this one, the next. */
  afterLine: number;
  upToLine: number;
  /** Of those just these; left out: all. */
  only?: readonly number[];
}

/**
 * Books the fees of lines that succeeded, each as a journal of its own and never netted out of the proceeds; what a
 * refund gave back is booked the other way round, all of it on an open day. A refund that was under way when the file was
 * made counts once we have booked it. A fee that differs from the one due is a difference first (but for the fen by which
 * a part of a fee may be rounded). Set-based, since a statement may have a million lines.
 */
export async function insertFeeJournals(client: DbClient, lines: FeeLines, at: Date): Promise<void> {
  const [expense, clearing] = [feeExpenseAccount(lines.channel), clearingAccount(lines.channel)];
  const only = lines.only ? Prisma.sql`and l.line = any(${[...lines.only]})` : Prisma.empty;
  // Two runs may book the first fees of a channel at the same moment.
  await client.account.createMany({ data: [expense, clearing].map(accountOf), skipDuplicates: true });
  await client.$executeRaw`
    with fee as (
      select ${lines.channel} || ':fee:' || l.kind || ':' || l.transaction_id as source,
        greatest((l.occurred_at at time zone 'Asia/Shanghai')::date, ${firstOpenDay}) as business_day, l.occurred_at, l.fee_fen, p.order_id
      from statement_line l
      -- By its key: a hash of the whole table for each portion would cost more than all the rest of it.
      left join lateral (select order_id from payment where id = l.out_trade_no and channel = ${lines.channel} offset 0) p on true
      where l.statement_id = ${lines.id} and l.line > ${lines.afterLine} and l.line <= ${lines.upToLine}
        and l.fee_fen <> 0 ${only}
        and abs(l.fee_fen - coalesce(l.fee_due_fen, l.fee_fen)) <= case l.kind when 'refund' then 1 else 0 end
        and (l.status = 'succeeded' or (l.status = 'pending' and l.kind = 'refund' and exists (
          select from channel_transaction t where t.channel = ${lines.channel} and t.kind = 'refund'
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
