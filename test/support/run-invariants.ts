import type { Invariant } from './refund-invariants';

/** What must be true of a run that has come to rest: all faults are over, and nothing has anything left to do. */
export const RUN_INVARIANTS: readonly Invariant[] = [
  {
    name: 'nothing is pending: no order, payment, refund, report or event waits for anything',
    sql: `select 'order' as subject, id, status from orders where status = 'open'
      union all select 'payment', id, status from payment where status in ('pending', 'unknown')
      union all select 'refund', id, status from refund where status in ('approved', 'unknown', 'submitted')
      union all select 'fine_report', id, status from fine_report where status = 'paid'
      union all select 'event', e.id, coalesce(e.last_result, 'never tried') from event e
        join service s on s.id = e.service_id
        where s.webhook_url is not null and e.delivered_at is null`,
  },
  {
    name: 'money that can only go back has gone back whole, once',
    sql: `select p.id, p.reason, p.amount_fen, back.fen, back.count from payment p
      cross join lateral (select coalesce(sum(r.amount_fen), 0) as fen, count(*) from refund r
        where r.payment_id = p.id and r.origin = 'suspense' and r.status = 'succeeded') back
      where p.disposition = 'suspense'
        and p.reason in ('order_paid_already', 'fine_paid_already', 'order_closed', 'order_expired')
        and (back.fen <> p.amount_fen or back.count <> 1)`,
  },
  {
    name: 'of the payments of an order at most one has settled it',
    sql: `select p.order_id, count(*) from payment p where p.disposition = 'settled'
      group by 1 having count(*) > 1`,
  },
  {
    name: 'at the channels no more has gone back of a payment than it took',
    sql: `select p.channel, p.out_trade_no, p.amount_fen, back.fen from channel_transaction p
      cross join lateral (select coalesce(sum(r.amount_fen), 0) as fen from channel_transaction r
        where r.channel = p.channel and r.kind = 'refund' and r.out_trade_no = p.out_trade_no) back
      where p.kind = 'payment' and back.fen > p.amount_fen`,
  },
  {
    name: 'a number of ours has been paid once, and refunded once',
    sql: `select channel, kind, coalesce(out_refund_no, out_trade_no), count(*) from channel_transaction
      group by 1, 2, 3 having count(*) > 1`,
  },
  {
    name: 'nobody decided about his own refund, and no refund that was asked for went out undecided',
    sql: `select id, requested_by, decided_by, status from refund
      where requested_by = decided_by
        or (origin = 'request' and decided_by is null and status not in ('requested'))`,
  },
  {
    name: 'one idempotency key stands for one refund, and one refund for one key',
    sql: `select k.response_body::jsonb ->> 'id' as id, count(r.id) from idempotency_key k
        left join refund r on r.id = k.response_body::jsonb ->> 'id'
        where k.operation = 'requestRefund' and k.status = 201 group by 1
        having count(*) > 1 or count(r.id) <> 1
      union all
      select r.id, 0 from refund r where r.origin = 'request' and not exists (
        select from idempotency_key k where k.operation = 'requestRefund' and k.status = 201
          and k.response_body::jsonb ->> 'id' = r.id)`,
  },
  {
    name: 'every order was made under a key',
    sql: `select o.id from orders o where not exists (
      select from idempotency_key k where k.operation = 'createOrder' and k.status = 201
        and k.service_id = o.service_id and k.response_body::jsonb ->> 'id' = o.id)`,
  },
  {
    name: 'a paid order has its receipts, and what went back of it their reversals',
    sql: `select o.id as subject, o.status from orders o
        where o.status in ('paid', 'partially_refunded', 'refunded')
          and not exists (select from receipt_set s where s.order_id = o.id)
      union all
      select r.id, r.status from refund r where r.status = 'succeeded' and r.origin <> 'suspense'
        and not exists (select from red_receipt x where x.refund_id = r.id)`,
  },
  {
    name: 'a fine that was paid is known to the register, or its money went back',
    sql: `select f.id, f.decision_no, f.status from fine_report f
      where f.status = 'refused' and f.refund_due and not exists (
        select from refund r where r.order_id = f.order_id and r.decision_no = f.decision_no
          and r.origin = 'fine' and r.status = 'succeeded')`,
  },
];
