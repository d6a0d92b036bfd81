import { Client } from 'pg';
import { CLAIM_INVARIANTS } from './claim-invariants';
import { FINES_PAID_ONCE, RETURNS_TOLD } from './fine-invariant';
import { DAY_INVARIANTS } from './day-invariants';
import { RECEIPT_INVARIANTS } from './receipt-invariants';
import { FINANCE_PROPOSAL_INVARIANTS } from './finance-proposal-invariants';
import { RESOLUTION_INVARIANTS } from './resolution-invariants';
import { REFUND_INVARIANTS, type Invariant } from './refund-invariants';
const ACTED_ON = 'every fact in the inbox has been acted on, with an outcome';

/** What must be true of the books whatever has happened. Written apart from the code that it judges. */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'every journal has postings',
    sql: `select id from journal j where not exists (select from posting p where p.journal_id = j.id)`,
  },
  {
    name: 'a posting stands on the business day of its journal',
    sql: `select p.journal_id, p.line from posting p join journal j on j.id = p.journal_id
      where p.business_day <> j.business_day`,
  },
  {
    name: 'an order amounts to the sum of its items, and so does each of its payments',
    sql: `select o.id, o.amount_fen, p.amount_fen as payment_fen
      from orders o
      left join payment p on p.order_id = o.id
      cross join lateral (select coalesce(sum(i.amount_fen), 0) as fen from order_item i where i.order_id = o.id) items
      where items.fen <> o.amount_fen or p.amount_fen <> o.amount_fen`,
  },
  {
    name: 'the trial balance is zero, by the postings and by the stored balances',
    sql: `select 'postings' as of, sum(fen) from account a join (
          select debit_account as code, amount_fen as fen from posting
          union all select credit_account, -amount_fen from posting) ends on ends.code = a.code
        having coalesce(sum(fen), 0) <> 0
      union all
      select 'balances', sum(debit_fen - credit_fen) from account_balance
        having coalesce(sum(debit_fen - credit_fen), 0) <> 0`,
  },
  {
    name: 'every end of a posting is an account of the chart',
    sql: `select p.journal_id, p.line from posting p
      where not exists (select from account a where a.code = p.debit_account)
        or not exists (select from account a where a.code = p.credit_account)`,
  },
  {
    name: 'each movement at a channel is in exactly one journal, with its amount',
    sql: `select t.channel, t.kind, t.transaction_id, t.amount_fen, booked.journals, booked.fen
      from channel_transaction t
      cross join lateral (
        select count(distinct j.id) as journals, coalesce(sum(p.amount_fen), 0) as fen
        from journal j join posting p on p.journal_id = j.id
        where j.source = t.channel || ':' || t.kind || ':' || t.transaction_id
          and 'clearing:' || t.channel = case t.kind when 'payment' then p.debit_account else p.credit_account end
      ) booked
      where booked.journals <> 1 or booked.fen <> t.amount_fen`,
  },
  {
    name: 'a journal of money at a channel has its movement',
    sql: `select j.id, j.source from journal j
      where j.kind in ('collection', 'suspense', 'channel_refund') and not exists (
        select from channel_transaction t
        where j.source = t.channel || ':' || t.kind || ':' || t.transaction_id)`,
  },
  {
    name: 'a paid order has exactly one settled payment, of its amount, in one journal of its own',
    sql: `select o.id, o.amount_fen, settled.count, settled.fen, booked.count as journals
      from orders o
      cross join lateral (
        select count(*) as count, coalesce(sum(t.amount_fen), 0) as fen
        from payment p join channel_transaction t on t.out_trade_no = coalesce(p.claimed_from, p.id)
          and t.channel = p.channel and t.transaction_id = p.transaction_id
        where p.order_id = o.id and t.kind = 'payment' and p.disposition = 'settled'
      ) settled
      cross join lateral (
        select count(*) from journal j where j.order_id = o.id and j.kind in ('collection', 'claim')) booked
      where case when o.status in ('paid', 'partially_refunded', 'refunded')
        then settled.count <> 1 or settled.fen <> o.amount_fen or booked.count <> 1 or o.paid_at is null
        else settled.count <> 0 or booked.count <> 0 or o.paid_at is not null end`,
  },
  ...RECEIPT_INVARIANTS,
  {
    name: 'a payment that succeeded has the money of its channel behind it, and no other has',
    sql: `select p.id, p.status, p.transaction_id, p.disposition from payment p
      where p.status = 'succeeded' and not exists (
          select from channel_transaction t where t.channel = p.channel and t.kind = 'payment'
            and t.transaction_id = p.transaction_id and t.out_trade_no = coalesce(p.claimed_from, p.id)
            and t.disposition = case when p.claimed_from is null then p.disposition else 'suspense' end)
        or p.status in ('pending', 'unknown', 'closed') and exists (
          select from channel_transaction t
          where t.channel = p.channel and t.kind = 'payment' and t.out_trade_no = p.id)`,
  },
  {
    name: 'money that is settled was proven by a verified fact of its amount',
    sql: `select t.channel, t.transaction_id from channel_transaction t
      where not exists (select from inbox i where i.channel = t.channel and i.transaction_id = t.transaction_id
        and i.out_trade_no = t.out_trade_no and i.kind = t.kind || '_succeeded'
        and i.currency = 'CNY' and (i.is_cumulative or i.amount_fen = t.amount_fen))`,
  },
  {
    name: ACTED_ON,
    sql: `select id, channel, kind, out_trade_no, processed_at, outcome from inbox
      where processed_at is null or outcome is null`,
  },
  {
    name: 'a fact that was booked is in the books',
    sql: `select i.id, i.outcome from inbox i
      where i.outcome in ('settled', 'suspense', 'refunded') and not exists (
        select from channel_transaction t where t.channel = i.channel and t.transaction_id = i.transaction_id)`,
  },
  {
    name: 'every move of a status is legal',
    sql: `select c.id, c.subject, c.subject_id, c.from_status, c.to_status from status_change c
      where not exists (select from legal_move m where m.subject = c.subject
        and m.from_status = c.from_status and m.to_status = c.to_status)`,
  },
  {
    name: 'the moves of a status have no gap, from the first to the present one',
    sql: `with subjects as (
        select 'order' as subject, id, status, 'open' as first from orders
        union all select 'payment', id, status, 'pending' from payment
        union all select 'refund', id, status, 'requested' from refund
        union all select 'claim', id, status, 'requested' from claim
        union all select 'resolution', id, status, 'proposed' from difference_resolution),
      chain as (
        select c.*, lag(c.to_status) over (partition by c.subject, c.subject_id order by c.id) as before,
          lead(c.id) over (partition by c.subject, c.subject_id order by c.id) as next from status_change c)
      select s.subject, s.id, s.status, c.from_status, c.to_status, c.before
      from subjects s left join chain c on c.subject = s.subject and c.subject_id = s.id
      where (c.id is null and s.status <> s.first) or c.from_status <> coalesce(c.before, s.first)
        or (c.id is not null and c.next is null and c.to_status <> s.status)`,
  },
  ...DAY_INVARIANTS,
  {
    name: 'balances recomputed from the postings are the stored ones',
    sql: `with ends as (
        select p.debit_account as account, p.business_day, p.amount_fen as debit, 0::bigint as credit
        from posting p, balance_rollup r where p.xid < r.watermark
        union all
        select p.credit_account, p.business_day, 0, p.amount_fen
        from posting p, balance_rollup r where p.xid < r.watermark),
      recomputed as (
        select account, business_day, sum(debit) as debit, sum(credit) as credit from ends group by 1, 2)
      select coalesce(c.account, b.account_code) as account, coalesce(c.business_day, b.business_day) as day,
        c.debit, b.debit_fen, c.credit, b.credit_fen
      from recomputed c full join account_balance b on b.account_code = c.account and b.business_day = c.business_day
      where c.debit is distinct from b.debit_fen or c.credit is distinct from b.credit_fen`,
  },
  {
    name: 'amounts are kept as bigint',
    sql: `select table_name, column_name, data_type from information_schema.columns
      where table_schema = 'public' and column_name like '%\\_fen' and data_type <> 'bigint'`,
  },
  {
    name: 'times are kept with their zone',
    sql: `select table_name, column_name, data_type from information_schema.columns
      where table_schema = 'public' and table_name <> '_prisma_migrations' and (
        data_type = 'timestamp without time zone'
        or (column_name like '%\\_at' and data_type <> 'timestamp with time zone'))`,
  },
  {
    name: 'one idempotency key stands for one order, and one order for one key',
    sql: `select response_body::jsonb ->> 'id' as id, count(*) from idempotency_key
        where operation = 'createOrder' and status = 201 group by 1 having count(*) > 1
      union all
      select k.response_body::jsonb ->> 'id', 0 from idempotency_key k
        where k.operation = 'createOrder' and k.status = 201
          and not exists (select from orders o where o.id = k.response_body::jsonb ->> 'id')`,
  },
  FINES_PAID_ONCE,
  RETURNS_TOLD,
  {
    name: 'an event tells of an order or a payment that there is, to the service that made it',
    sql: `select e.id, e.type, e.subject_id from event e
      where not exists (select from orders o where o.service_id = e.service_id
        and (o.id = e.subject_id or o.id = (select p.order_id from payment p where p.id = e.subject_id)
          or o.id = (select r.order_id from refund r where r.id = e.subject_id)))`,
  },
  {
    name: 'every order that was paid, closed or has run out is told of once',
    sql: `select o.id, o.status from orders o
      where o.status in ('paid', 'closed', 'expired') and 1 <> (
        select count(*) from event e where e.subject_id = o.id and e.type = 'order.' || o.status)`,
  },
  {
    name: 'an event is delivered, given up, or still waits to be sent',
    sql: `select e.id, e.type from event e join service s on s.id = e.service_id
      where s.webhook_url is not null and e.delivered_at is null and e.exhausted_at is null
        and not exists (select from outbox x where x.kind = 'event.deliver' and x.subject = e.id)`,
  },
  {
    name: 'an open payment is followed, an open order will run out',
    sql: `select p.id, p.status from payment p where p.status in ('pending', 'unknown')
        and not exists (select from outbox x where x.kind = 'payment.follow' and x.subject = p.id)
      union all
      select o.id, o.status from orders o where o.status = 'open'
        and not exists (select from outbox x where x.kind = 'order.expire' and x.subject = o.id)`,
  },
  {
    name: 'a paid fine is known to the register, or still waits to be reported',
    sql: `select r.id, r.decision_no from fine_report r where r.status = 'paid'
        and not exists (select from outbox x where x.kind = 'fine.report' and x.subject = r.id)`,
  },
  ...CLAIM_INVARIANTS,
  ...RESOLUTION_INVARIANTS,
  ...FINANCE_PROPOSAL_INVARIANTS,
  ...REFUND_INVARIANTS,
  {
    name: 'nothing in the outbox has been set aside',
    sql: `select id, kind, subject, attempts, last_error from outbox where parked_at is not null`,
  },
];

/** Fails with the names of the broken invariants and the rows that break them. Everything must have been worked off. */
export async function expectInvariants(databaseUrl: string): Promise<void> {
  let broken = await findBroken(databaseUrl);
  // Money that goes back by itself is told of by the channel at any moment: such a fact may be on its way.
  for (let i = 0; i < 50 && broken.length > 0 && broken.every((line) => line.startsWith(ACTED_ON)); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    broken = await findBroken(databaseUrl);
  }
  expect(broken).toEqual([]);
}

/** The broken invariants: a line each with its name and the first rows that break it. */
export async function findBroken(databaseUrl: string, invariants = INVARIANTS): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const broken: string[] = [];
  try {
    // One view of the database for all of them, also while something still runs.
    await client.query('begin isolation level repeatable read read only');
    for (const { name, sql } of invariants) {
      const { rows } = await client.query(sql);
      if (rows.length > 0) broken.push(`${name}: ${rows.length} × ${JSON.stringify(rows.slice(0, 5))}`);
    }
  } finally {
    await client.end();
  }
  return broken;
}
