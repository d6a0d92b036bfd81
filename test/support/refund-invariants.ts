/** A rule that holds after any run: a query for what breaks it, which must find nothing. */
export interface Invariant {
  name: string;
  sql: string;
}

/** What must be true of money that goes back. */
export const REFUND_INVARIANTS: readonly Invariant[] = [
  {
    name: 'no payment promises to give back more than it took, and each says what it promises',
    sql: `select p.id, p.amount_fen, p.refund_reserved_fen, ours.fen as ours, theirs.fen as theirs
      from payment p
      cross join lateral (select coalesce(sum(r.amount_fen), 0) as fen from refund r
        where r.payment_id = p.id and r.status not in ('rejected', 'failed')) ours
      cross join lateral (select coalesce(sum(t.amount_fen), 0) as fen from channel_transaction t
        where t.out_trade_no = coalesce(p.claimed_from, p.id) and t.channel = p.channel and t.kind = 'refund'
          and t.disposition = 'suspense' and p.reason is distinct from 'claimed') theirs
      cross join lateral (select coalesce(sum(t.amount_fen), p.amount_fen) as fen from channel_transaction t
        where t.out_trade_no = p.id and t.channel = p.channel and t.kind = 'payment'
          and t.transaction_id = p.transaction_id) came
      where ours.fen > came.fen or p.refund_reserved_fen <> ours.fen + theirs.fen`,
  },
  {
    name: 'a refund that succeeded is booked once with its amount, and no other refund of ours is',
    sql: `select r.id, r.status, r.amount_fen, booked.count from refund r
      cross join lateral (
        select (select count(*) from channel_transaction t where t.kind = 'refund' and t.channel = r.channel
            and t.out_refund_no = r.id and t.disposition = 'settled'
            and t.amount_fen = r.amount_fen and exists (select from payment p
              where p.id = r.payment_id and t.out_trade_no = coalesce(p.claimed_from, p.id)))
          + (select count(*) from journal j where j.source = 'bank:refund:' || r.id
            and r.amount_fen = (select sum(p.amount_fen) from posting p where p.journal_id = j.id)) as count) booked
      where booked.count <> case r.status when 'succeeded' then 1 else 0 end`,
  },
  {
    name: 'an order is refunded as far as its refunds have given back',
    sql: `select o.id, o.status, o.amount_fen, back.fen from orders o
      cross join lateral (select coalesce(sum(r.amount_fen), 0) as fen from refund r
        where r.order_id = o.id and r.origin <> 'suspense' and r.status = 'succeeded') back
      where o.status in ('paid', 'partially_refunded', 'refunded') and o.status <> case
        when back.fen = 0 then 'paid' when back.fen < o.amount_fen then 'partially_refunded' else 'refunded' end`,
  },
  {
    name: 'a refund of an order is split over its lines to the fen, and never more of one than it was',
    sql: `select r.id as subject, r.amount_fen from refund r
        where r.origin <> 'suspense' and r.amount_fen is distinct from
          (select sum(s.amount_fen) from refund_share s where s.refund_id = r.id)
      union all
      select s.order_id || ' ' || s.line, sum(s.amount_fen) from refund_share s
        join refund r on r.id = s.refund_id join order_item i on i.order_id = s.order_id and i.line = s.line
        where r.status not in ('rejected', 'failed')
        group by s.order_id, s.line, i.amount_fen having sum(s.amount_fen) > i.amount_fen`,
  },
  {
    name: 'a refund of an order has reversed its receipts line by line, or is about to (R33)',
    sql: `select r.id, s.line, s.amount_fen, red.fen from refund r
      left join refund_share s on s.refund_id = r.id
      cross join lateral (select coalesce(-sum(x.amount_fen), 0) as fen from red_receipt x
        join receipt o on o.code = x.original_code and o.no = x.original_no
        where x.refund_id = r.id and o.order_id = r.order_id and o.line = s.line) red
      where r.origin <> 'suspense'
        and case r.status when 'succeeded' then red.fen is distinct from s.amount_fen else red.fen <> 0 end
        and not exists (select from outbox x where x.kind = 'receipt.reverse' and x.subject = r.id)`,
  },
  {
    name: 'a refund on its way is followed',
    sql: `select r.id, r.status from refund r where r.status in ('approved', 'unknown', 'submitted')
        and not exists (select from outbox x where x.kind = 'refund.follow' and x.subject = r.id)`,
  },
];
