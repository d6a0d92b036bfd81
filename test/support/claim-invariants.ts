import type { Invariant } from './refund-invariants';

/** What must be true of money that was claimed from suspense. */
export const CLAIM_INVARIANTS: readonly Invariant[] = [
  {
    name: 'money that was bound to an order is booked once from suspense, and has paid that order alone',
    sql: `select c.id, c.order_id, booked.count, booked.fen from claim c
      cross join lateral (select count(distinct j.id) as count, coalesce(sum(p.amount_fen), 0) as fen
        from journal j join posting p on p.journal_id = j.id
        where j.source = 'claim:' || c.channel || ':' || c.transaction_id and j.order_id = c.order_id
          and p.debit_account = 'suspense:' || c.channel) booked
      where c.status = 'approved' and c.order_id is not null and (booked.count <> 1
        or booked.fen <> c.amount_fen
        or not exists (select from payment p where p.id = c.payment_id and p.order_id = c.order_id
          and p.transaction_id = c.transaction_id and p.disposition = 'settled'))`,
  },
  {
    name: 'a journal of a claim has its claim, approved by another than who made it',
    sql: `select j.id, j.source from journal j where j.kind = 'claim' and 1 <> (
        select count(*) from claim c where j.source = 'claim:' || c.channel || ':' || c.transaction_id
          and c.order_id = j.order_id and c.status = 'approved' and c.decided_by <> c.requested_by)`,
  },
  {
    name: 'what was bound to an order is not on its way back to its payer as well',
    sql: `select c.id, r.id as refund from claim c
      join channel_transaction t on t.kind = 'payment' and t.channel = c.channel
        and t.transaction_id = c.transaction_id
      join refund r on r.payment_id = t.out_trade_no and r.origin = 'suspense'
        and r.status not in ('rejected', 'failed')
      where c.status = 'approved' and c.order_id is not null`,
  },
  {
    name: 'suspense holds what arrived and was neither claimed nor sent back',
    sql: `select channel, booked, waiting from (
        select t.channel, sum(t.amount_fen * case t.kind when 'payment' then 1 else -1 end)
            - coalesce((select sum(c.amount_fen) from claim c
              where c.channel = t.channel and c.status = 'approved' and c.order_id is not null), 0)
            - coalesce((select sum(r.amount_fen) from refund r where r.channel = t.channel
              and r.origin = 'suspense' and r.status = 'succeeded'), 0)
            - coalesce((select sum(case d.kind when 'payment' then d.theirs_fen else -d.theirs_fen end)
              from difference d where d.is_reversed and d.channel = t.channel), 0) as waiting,
          (select coalesce(sum(case when p.credit_account = 'suspense:' || t.channel then p.amount_fen
              else -p.amount_fen end), 0) from posting p
            where 'suspense:' || t.channel in (p.debit_account, p.credit_account)) as booked
        from channel_transaction t where t.disposition = 'suspense' group by t.channel) it
      where booked <> waiting`,
  },
];
