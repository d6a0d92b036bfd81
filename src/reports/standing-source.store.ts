import { IS_TAKEN_BACK, suspenseMoney } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import { postedWithin, when } from './money-source.store';
import type { ReportSource } from './money-source.store';

/**
 * Where the money that is owed (to agencies, or to whoever it belongs to) went on a day, by the accounts that a posting
 * joins. `sign` is +1 where more is owed. A claim moves it from suspense to an agency: more of the one, less of the
 * other. What fits nothing else was adjusted by persons, so that the balances always add up.
 */
const MOVES = Prisma.sql`
  select j.id as journal, p.business_day as day, p.amount_fen as fen, j.kind, j.source, j.order_id, d.kind as debit_kind,
    c.kind as credit_kind
  from posting p join journal j on j.id = p.journal_id
  join account d on d.code = p.debit_account join account c on c.code = p.credit_account
  where (d.kind in ('payable', 'suspense') or c.kind in ('payable', 'suspense'))`;

const isOwed = (side: 'debit_kind' | 'credit_kind'): Prisma.Sql =>
  Prisma.sql`${Prisma.raw(side)} in ('payable', 'suspense')`;

/** Each column of the bank's report: which moves it shows, and whether they make more owed (+) or less (-). */
const CLASSIFIED = Prisma.sql`
  select journal, day, fen, part, source, order_id, case when part in ('treasury', 'special_account', 'refunded') then -fen
    when ${isOwed('debit_kind')} and ${isOwed('credit_kind')} then 0
    when ${isOwed('debit_kind')} then -fen else fen end as change,
    case when debit_kind = 'suspense' and part = 'claimed' then fen else 0 end as claimed
  from (select moves.*, case
      when kind = 'claim' then 'claimed'
      when kind = 'collection' then 'collected'
      when kind = 'suspense' then 'suspense'
      when kind in ('refund', 'channel_refund') and ${isOwed('debit_kind')} then 'refunded'
      when kind = 'remittance' and source like 'remittance:special:%' then 'special_account'
      when kind = 'remittance' then 'treasury'
      else 'adjusted' end as part
    from moves) m`;

const bankDaily: ReportSource = (filters) => {
  const sum = (part: string) => Prisma.sql`coalesce(sum(fen) filter (where part = ${part}), 0)`;
  // A payment of several items, and a batch of several, are one movement at the bank.
  const times = (part: string) => Prisma.sql`count(distinct journal) filter (where part = ${part})`;
  return Prisma.sql`
    select day, opening, collected, collected_count, suspense, suspense_count, refunded, refunded_count, treasury,
      treasury_count, special_account, special_account_count, adjusted, adjusted_count,
      opening + collected + suspense - refunded - treasury - special_account + adjusted as closing
    from (
      select d.day::date as day, coalesce(o.opening, 0)
          + coalesce(sum(m.change) over (order by d.day rows between unbounded preceding and 1 preceding), 0) as opening,
        coalesce(m.collected, 0) as collected, coalesce(m.collected_count, 0) as collected_count,
        coalesce(m.suspense, 0) as suspense, coalesce(m.suspense_count, 0) as suspense_count,
        coalesce(m.refunded, 0) as refunded, coalesce(m.refunded_count, 0) as refunded_count,
        coalesce(m.treasury, 0) as treasury, coalesce(m.treasury_count, 0) as treasury_count,
        coalesce(m.special_account, 0) as special_account,
        coalesce(m.special_account_count, 0) as special_account_count,
        coalesce(m.adjusted, 0) as adjusted, coalesce(m.adjusted_count, 0) as adjusted_count
      from generate_series(${filters.from}::date, ${filters.to}::date, interval '1 day') as d(day)
      cross join (select sum(b.credit - b.debit) as opening from ${BALANCE_DAYS} b
        join account a on a.code = b.account and a.kind in ('payable', 'suspense')
        where b.business_day < ${filters.from}::date) o
      left join (
        select day, sum(change) as change, ${sum('collected')} + sum(claimed) as collected,
          ${times('collected')} + ${times('claimed')} as collected_count,
          ${sum('suspense')} - sum(claimed) as suspense,
          ${times('suspense')} - ${times('claimed')} as suspense_count,
          ${sum('refunded')} as refunded, ${times('refunded')} as refunded_count,
          ${sum('treasury')} as treasury, ${times('treasury')} as treasury_count,
          ${sum('special_account')} as special_account, ${times('special_account')} as special_account_count,
          coalesce(sum(change) filter (where part = 'adjusted'), 0) as adjusted, ${times('adjusted')} as adjusted_count
        from (with moves as (${MOVES} and ${postedWithin(filters)}) ${CLASSIFIED}) c
        group by day) m on m.day = d.day) days`;
};

/** Ages in days, each up to the next; the names sort by age. */
const BUCKETS = Prisma.sql`(values (0, '000-001'), (2, '002-007'), (8, '008-030'), (31, '031-090'), (91, '091+'))
  as b(from_days, bucket)`;

/** The vouchers that a figure of the bank's report adds up. A claim is more collected, and less in suspense. */
const bankLines: ReportSource = (filters) => Prisma.sql`
  select day, journal as voucher, l.kind, source, order_id as "order", sum(l.amount) as amount
  from (with moves as (${MOVES} and ${postedWithin(filters)}) ${CLASSIFIED}) c
  cross join lateral (
    select case part when 'claimed' then 'collected' else part end as kind,
      case part when 'claimed' then claimed when 'adjusted' then change else fen end as amount
    union all select 'suspense', -claimed where claimed <> 0) l
  where not (part = 'claimed' and claimed = 0) ${when(filters.kind, (it) => Prisma.sql`l.kind = ${it}`)}
  group by day, journal, l.kind, source, order_id`;

/**
 * What is still in suspense of what came: less what was bound to an order, went back by a refund of ours or of the
 * channel's own. Money that the channel gave back by itself of what no suspense had brought counts against it. What
 * persons adjusted stands in a row of its own, so that the sum is what the ledger says.
 */
const suspenseLines: ReportSource = (filters) => Prisma.sql`
  with item as (
    select channel, transaction_id, order_id, coalesce(reason, '-') as reason, business_day, fen
    from (${suspenseMoney(Prisma.empty)}) s
    union all
    select t.channel, t.transaction_id, null, 'refunded_by_channel', t.business_day, -t.amount_fen
    from channel_transaction t
    where t.kind = 'refund' and t.disposition = 'suspense' and not ${IS_TAKEN_BACK} and not exists (
      select from channel_transaction p where p.kind = 'payment' and p.channel = t.channel
        and p.out_trade_no = t.out_trade_no and p.disposition = 'suspense')),
  booked as (
    select a.channel, sum(b.credit - b.debit) as fen from ${BALANCE_DAYS} b
    join account a on a.code = b.account and a.kind = 'suspense' group by a.channel),
  rest as (
    select b.channel, '-' as transaction_id, null as order_id, 'adjusted' as reason, ${filters.to}::date as business_day,
      b.fen - coalesce(i.fen, 0) as fen
    from booked b left join (select channel, sum(fen) as fen from item group by channel) i on i.channel = b.channel),
  standing as (select * from item where fen <> 0 union all select * from rest where fen <> 0)
  select s.business_day as day, channel, reason, transaction_id as transaction, order_id as "order", a.bucket, fen as amount
  from standing s
  join lateral (select b.bucket from ${BUCKETS}
    where b.from_days <= greatest(${filters.to}::date - s.business_day, 0) order by b.from_days desc limit 1) a on true
  where true ${when(filters.channel, (it) => Prisma.sql`channel = ${it}`)}
    ${when(filters.bucket, (it) => Prisma.sql`a.bucket = ${it}`)} ${when(filters.reason, (it) => Prisma.sql`reason = ${it}`)}`;

const suspenseAgeing: ReportSource = (filters) => Prisma.sql`
  select bucket, channel, reason, count(*) as items, sum(amount) as amount, min(day) as oldest
  from (${suspenseLines(filters)}) l group by bucket, channel, reason`;

/** What stood at the end of a day. */
export const standingSources = {
  'bank-daily': bankDaily,
  'bank-lines': bankLines,
  'suspense-ageing': suspenseAgeing,
  'suspense-lines': suspenseLines,
} as const satisfies Record<string, ReportSource>;
