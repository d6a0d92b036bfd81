import type { Invariant } from './refund-invariants';

/** What must be true besides when everything has been worked off and nothing is under way. */
export const REST_INVARIANTS: readonly Invariant[] = [
  {
    name: 'one intent of a portal is one order',
    sql: `select service_id, external_ref, count(*) from orders group by 1, 2 having count(*) <> 1`,
  },
  {
    name: 'an order has come to its end',
    sql: `select id, status, expires_at from orders where status = 'open'`,
  },
  {
    name: 'every event that is wanted was delivered',
    sql: `select e.id, e.type, e.attempts, e.last_result from event e join service s on s.id = e.service_id
      where s.webhook_url is not null and e.delivered_at is null`,
  },
  {
    name: 'money that was paid and settled nothing has gone back, unless a person must decide',
    sql: `select t.channel, t.out_trade_no, t.reason, t.amount_fen from channel_transaction t
      where t.kind = 'payment' and t.disposition = 'suspense'
        and t.reason in ('order_paid_already', 'fine_paid_already', 'order_closed', 'order_expired')
        and t.amount_fen is distinct from (select sum(b.amount_fen) from channel_transaction b
          where b.kind = 'refund' and b.channel = t.channel and b.out_trade_no = t.out_trade_no)`,
  },
  {
    name: 'a paid order has its receipts',
    sql: `select o.id from orders o where o.paid_at is not null
        and not exists (select from receipt_set r where r.order_id = o.id)`,
  },
];

/** After a roll-up, with no transaction under way anywhere on the server. */
export const ROLLED_UP: Invariant = {
  name: 'every posting is rolled up into the balances',
  sql: `select p.journal_id, p.line from posting p, balance_rollup r where p.xid >= r.watermark`,
};
