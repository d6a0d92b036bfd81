import { IS_TAKEN_BACK } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import { IS_BY_HAND } from '../ledger/by-hand.store';
import { IS_CLAWED_BACK } from '../settlement/item-figures.store';
import { madeWithin, named, postedWithin, when, within } from './money-source.store';
import type { ReportSource } from './money-source.store';

const trialBalance: ReportSource = (filters) => {
  const isBefore = Prisma.sql`b.business_day < ${filters.from}::date`;
  return Prisma.sql`
    select account, kind, name_zh, name_en, greatest(opening, 0) as opening_debit,
      greatest(-opening, 0) as opening_credit, debit, credit, greatest(opening + debit - credit, 0) as closing_debit,
      greatest(credit - debit - opening, 0) as closing_credit
    from (select a.code as account, a.kind, a.name_zh, a.name_en,
        coalesce(sum(b.debit - b.credit) filter (where ${isBefore}), 0) as opening,
        coalesce(sum(b.debit) filter (where not ${isBefore}), 0) as debit,
        coalesce(sum(b.credit) filter (where not ${isBefore}), 0) as credit
      from ${BALANCE_DAYS} b join account a on a.code = b.account
      where b.business_day <= ${filters.to}::date
        ${when(filters.kind, (it) => Prisma.sql`a.kind = ${it}`)} group by a.code) t`;
};

/** What came to an account of what is owed, and what went of it; as the settlement figures have it. */
const MOVEMENTS: Readonly<Record<string, Prisma.Sql>> = {
  collected: Prisma.sql`e.credit > 0 and not ${IS_BY_HAND}`,
  refunded: Prisma.sql`e.debit > 0 and e.kind <> 'remittance' and not ${IS_BY_HAND}`,
  clawed_back: Prisma.sql`e.debit > 0 and e.kind = 'refund' and ${IS_CLAWED_BACK}`,
  adjusted: Prisma.sql`e.debit + e.credit > 0 and ${IS_BY_HAND}`,
  remitted: Prisma.sql`e.debit > 0 and e.kind = 'remittance'`,
};

/** The balance of a row stays what it was, whatever of the others is shown. */
const accountStatement: ReportSource = (filters) => Prisma.sql`
  select e.day, e.journal, e.line, e.kind, e.source, e.counter_account, other.name_zh as counter_account_name, e."order",
    e.occurred_at, e.debit, e.credit, e.balance
  from (select *, sum(debit - credit + brought_forward) over (order by day, journal, line) as balance from (
    select ${filters.from}::date as day, '' as journal, 0 as line, 'brought_forward' as kind, null as source,
      null as counter_account, null as "order", null::timestamptz as occurred_at, 0::bigint as debit,
      0::bigint as credit, (select coalesce(sum(b.debit - b.credit), 0) from ${BALANCE_DAYS} b
        where b.account = a.code and b.business_day < ${filters.from}::date) as brought_forward
    from account a where a.code = ${filters.account}
    union all
    select j.business_day, j.id, p.line, j.kind, j.source,
      case p.debit_account when ${filters.account} then p.credit_account else p.debit_account end, j.order_id,
      j.occurred_at, case p.debit_account when ${filters.account} then p.amount_fen else 0 end,
      case p.credit_account when ${filters.account} then p.amount_fen else 0 end, 0
    from journal j join posting p on p.journal_id = j.id
    where ${postedWithin(filters)} and ${filters.account} in (p.debit_account, p.credit_account)) moves) e
  left join account other on other.code = e.counter_account
  join account a on a.code = ${filters.account}
  cross join lateral (select e."order" as order_id, e.day as business_day, e.kind, e.source) j
  where true ${when(filters.movement, (it) => MOVEMENTS[it] ?? Prisma.sql`false`)}`;

/**
 * Who made and who checked a voucher: for what persons decided about. Everything else follows from a rule, and the
 * gateway itself made it. Looked for by the source of the voucher, and only where its kind can have any: of the payments,
 * which are nearly all of them, nobody decided.
 */
const SIGNED = Prisma.sql`
  select c.requested_by as made_by, c.created_at as made_at, c.decided_by as checked_by, c.updated_at as checked_at
  from claim c where j.kind = 'claim' and c.status = 'approved' and c.channel = split_part(j.source, ':', 2)
    and c.transaction_id = substring(j.source from '^claim:[^:]+:(.*)$')
  union all
  select r.requested_by, r.created_at, r.decided_by, j.occurred_at from refund r
  where j.kind = 'refund' and r.id = substring(j.source from '^bank:refund:(.*)$')
  union all
  select r.requested_by, r.created_at, r.decided_by, j.occurred_at from refund r
  where j.kind = 'refund' and r.channel = split_part(j.source, ':', 1) and r.bank_reference is null
    and r.transaction_id = substring(j.source from '^[^:]+:refund:(.*)$')
  union all
  select b.made_by, b.created_at, b.checked_by, j.occurred_at from remittance_batch b
  where j.kind = 'remittance' and b.id = split_part(j.source, ':', 3)
  union all
  select s.proposed_by, s.proposed_at, s.decided_by, s.decided_at from difference_resolution s
  where j.kind <> 'collection' and s.journal_id = j.id
  union all
  select p.proposed_by, p.proposed_at, p.decided_by, p.decided_at from finance_proposal_journal b
  join finance_proposal p on p.id = b.proposal_id where j.kind <> 'collection' and b.journal_id = j.id
  union all
  -- Until two had to decide about one, it was recorded by a person alone.
  select i.recorded_by, i.recorded_at, null, null from fee_invoice i
  where j.kind = 'fee' and i.channel = split_part(j.source, ':', 2) and i.business_day::text = split_part(j.source, ':', 3)
    and i.reference = substring(j.source from '^fee_invoice:[^:]+:[^:]+:(.*)$')
    and not exists (select from finance_proposal_journal b where b.journal_id = j.id)`;

const generalLedger: ReportSource = (filters) => Prisma.sql`
  select v.day, v.voucher, v.line, v.side, v.kind, v.source as summary, v.account,
    coalesce(a.name_zh, v.account) as account_name, v.dr, v.cr, coalesce(maker.name, v.maker, 'tongfu') as maker,
    coalesce(v.made_on, v.posted_on) as made_on, coalesce(checker.name, v.checker) as checker, v.checked_on,
    'tongfu' as poster, v.posted_on,
    case v.kind when 'reversal' then '1' else '0' end as "RED_FLAG",
    case v.kind when 'reversal' then split_part(v.source, ':', 2) end as "RED_VOU_NO",
    '0' as "IS_ADJUST_PERIOD", v."order"
  from (
    select j.business_day as day, j.id as voucher, 2 * p.line - e.is_debit as line, e.side, j.kind, j.source, e.account, e.dr, e.cr,
      signed.made_by as maker, (signed.made_at at time zone 'Asia/Shanghai')::date as made_on, signed.checked_by as checker,
      case when signed.checked_by is not null then (signed.checked_at at time zone 'Asia/Shanghai')::date end as checked_on,
      (j.created_at at time zone 'Asia/Shanghai')::date as posted_on, j.order_id as "order"
    from journal j join posting p on p.journal_id = j.id left join lateral (${SIGNED}) signed on true
    cross join lateral (values (1, 'DR', p.debit_account, p.amount_fen, 0::bigint),
      (0, 'CR', p.credit_account, 0::bigint, p.amount_fen)) as e(is_debit, side, account, dr, cr)
    where ${postedWithin(filters)} ${when(filters.account, (it) => Prisma.sql`e.account = ${it}`)}) v
  left join account a on a.code = v.account ${named('maker', 'v.maker')} ${named('checker', 'v.checker')}`;

const payments: ReportSource = (filters) => Prisma.sql`
  select t.business_day as day, t.channel, t.transaction_id as transaction, t.out_trade_no as payment,
    p.order_id as "order", o.external_ref, t.occurred_at as paid_at, t.amount_fen as amount, t.disposition, t.reason,
    j.business_day as booked_on
  from channel_transaction t
  left join payment p on p.id = t.out_trade_no and p.channel = t.channel
  left join orders o on o.id = p.order_id
  left join journal j on j.source = t.channel || ':payment:' || t.transaction_id
  where t.kind = 'payment' and not ${IS_TAKEN_BACK} and ${within('t.business_day', filters)}
    ${when(filters.channel, (it) => Prisma.sql`t.channel = ${it}`)}
    ${when(filters.status, (it) => Prisma.sql`t.disposition = ${it}`)}`;

/** Orders as a row each. @param condition on the order `o` */
export const ordersWhere = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
  select o.id as "order", o.external_ref, o.pay_code, coalesce(s.name, o.service_id) as service, o.status,
    o.amount_fen as amount, (select count(*) from order_item i where i.order_id = o.id) as lines, o.created_at,
    o.paid_at
  from orders o left join service s on s.id = o.service_id where ${condition}`;

const orders: ReportSource = (filters) => {
  const hasItem = (condition: Prisma.Sql) =>
    Prisma.sql`exists (select from order_item i where i.order_id = o.id and ${condition})`;
  return ordersWhere(Prisma.sql`
    ${madeWithin('o.id', 'ord', filters)} ${when(filters.status, (it) => Prisma.sql`o.status = ${it}`)}
    ${when(filters.agency, (it) => hasItem(Prisma.sql`i.agency_code = ${it}`))}
    ${when(filters.affair, (it) => hasItem(Prisma.sql`i.affair_code = ${it}`))}`);
};

/** The books, and the lists of what they are about. */
export const bookSources = {
  'trial-balance': trialBalance,
  'account-statement': accountStatement,
  'general-ledger': generalLedger,
  payments,
  orders,
} as const satisfies Record<string, ReportSource>;
