import { catalogueName } from '../affairs/catalogue-name.store';
import { Prisma } from '../db/client';
import { addDays, startOfBusinessDay } from '../kernel/business-day';
import { idFloor } from '../kernel/ids';
import type { Language } from '../kernel/language';
import { BALANCE_DAYS } from '../ledger/balance-days.store';
import type { ReportFilters } from './report';

/** What a report reads: a query that gives its columns, each by its key, and what is in the catalogue by its name. */
export type ReportSource = (filters: ReportFilters, language?: Language | null) => Prisma.Sql;

/** A condition where the filter is set, nothing where it is not. */
export function when(value: string | undefined, condition: (value: string) => Prisma.Sql): Prisma.Sql {
  return value === undefined ? Prisma.empty : Prisma.sql`and ${condition(value)}`;
}

/** Whether a business day is within the period. @param day a column */
export function within(day: string, { from, to }: ReportFilters): Prisma.Sql {
  return Prisma.sql`${Prisma.raw(day)} between ${from}::date and ${to}::date`;
}

/** Whether a journal `j` and a posting `p` of it are within the period. They have one day, and each is found by its own index. */
export function postedWithin(filters: ReportFilters): Prisma.Sql {
  return Prisma.sql`${within('j.business_day', filters)} and ${within('p.business_day', filters)}`;
}

/** Whether an id was made within the period: ids sort by time, so their own index finds them. @param id a column */
export function madeWithin(id: string, prefix: string, { from, to }: ReportFilters): Prisma.Sql {
  const [first, beyond] = [from, addDays(to, 1)].map((day) => idFloor(prefix, startOfBusinessDay(day)));
  return Prisma.sql`${Prisma.raw(id)} >= ${first} and ${Prisma.raw(id)} < ${beyond}`;
}

/** Joins who did something, a person or a service, under a name. @param id a column with the id of either */
export function named(as: string, id: string): Prisma.Sql {
  return Prisma.sql`left join (select id, name from staff_member union all select id, name from service)
    ${Prisma.raw(`${as} on ${as}.id = ${id}`)}`;
}

/** The journals that booked what came. The channel is in their source (`wechat:payment:…`, `claim:wechat:…`). */
const collected = (filters: ReportFilters): Prisma.Sql => Prisma.sql`
  with j as materialized (
    select id, business_day, order_id, split_part(source, ':', case kind when 'claim' then 2 else 1 end) as channel
    from journal where kind in ('collection', 'claim') and ${within('business_day', filters)})`;

/**
 * The lines of their orders: a line of an order is a posting of its journal. Ids of orders sort by time, so that those of
 * a period stand together, and nobody reads the others.
 */
const collectedLines = (filters: ReportFilters): Prisma.Sql => Prisma.sql`
  from j join order_item i on i.order_id = j.order_id
    and i.order_id >= (select min(order_id) from j) and i.order_id <= (select max(order_id) from j)
  where true ${when(filters.channel, (it) => Prisma.sql`j.channel = ${it}`)}
    ${when(filters.agency, (it) => Prisma.sql`i.agency_code = ${it}`)}
    ${when(filters.affair, (it) => Prisma.sql`i.affair_code = ${it}`)}
    ${when(filters.income_item, (it) => Prisma.sql`i.income_item_code = ${it}`)}`;

/** @param period the expression of its first column, under this name */
const collection =
  (period: 'day' | 'month', expression: string): ReportSource =>
  (filters, language) => {
    const first = Prisma.raw(expression);
    return Prisma.sql`${collected(filters)}
      select g.*, coalesce(${catalogueName('a', language)}, g.agency) as agency_name,
        coalesce(${catalogueName('f', language)}, g.affair) as affair_name
      from (select ${first} as ${Prisma.raw(period)}, i.agency_code as agency, i.affair_code as affair,
          i.income_item_code as income_item, j.channel, count(*) as lines, sum(i.amount_fen) as amount
        ${collectedLines(filters)} group by 1, 2, 3, 4, 5) g
      left join agency a on a.code = g.agency left join affair f on f.code = g.affair`;
  };

/** Line by line, what the reports on collection and surcharge add up. */
const linesCollected: ReportSource = (filters, language) => Prisma.sql`${collected(filters)}
  select l.*, coalesce(${catalogueName('f', language)}, l.affair) as affair_name
  from (select j.business_day as day, j.id as voucher, i.line, i.order_id as "order", i.agency_code as agency,
      i.affair_code as affair, i.income_item_code as income_item, i.decision_no, j.channel, i.amount_fen as amount
    ${collectedLines(filters)} ${when(filters.kind, () => Prisma.sql`i.quote is not null`)}) l
  left join affair f on f.code = l.affair`;

const quoted = (field: string): Prisma.Sql => Prisma.sql`(i.quote->>${field})::bigint`;

const surcharge: ReportSource = (filters, language) => Prisma.sql`${collected(filters)}
  select g.*, coalesce(${catalogueName('f', language)}, g.affair) as affair_name
  from (select j.business_day as day, i.agency_code as agency, i.affair_code as affair, count(*) as fines,
      count(*) filter (where ${quoted('surchargeFen')} > 0) as with_surcharge,
      sum(${quoted('principalFen')}) as principal, sum(${quoted('surchargeFen')}) as surcharge,
      sum(${quoted('receivedFen')}) as received_before, sum(i.amount_fen) as amount
    ${collectedLines(filters)} and i.quote is not null group by 1, 2, 3) g
  left join affair f on f.code = g.affair`;

const fees: ReportSource = (filters) => Prisma.sql`
  select day, channel, sum(debit) as charged, sum(credit) as returned, sum(debit - credit) as net
  from (select b.business_day as day, a.channel, b.debit, b.credit
    from ${BALANCE_DAYS} b join account a on a.code = b.account and a.kind = 'fee_expense'
    where ${within('b.business_day', filters)}
      ${when(filters.channel, (it) => Prisma.sql`a.channel = ${it}`)}) f
  group by day, channel`;

const refunds: ReportSource = (filters) => {
  const start = startOfBusinessDay(filters.from);
  const end = startOfBusinessDay(addDays(filters.to, 1));
  const inPeriod =
    filters.day_of === 'succeeded'
      ? Prisma.sql`r.succeeded_at >= ${start} and r.succeeded_at < ${end}`
      : madeWithin('r.id', 'ref', filters);
  return Prisma.sql`
    select r.id as refund, r.order_id as "order", r.payment_id as payment, r.channel, r.origin, r.decision_no, r.status,
      r.amount_fen as amount, case r.status when 'succeeded' then r.amount_fen else 0 end as returned, r.reason,
      coalesce(asker.name, r.requested_by) as requested_by,
      coalesce(decider.name, r.decided_by) as decided_by, r.created_at as requested_at, r.succeeded_at,
      r.transaction_id as transaction, r.bank_reference
    from refund r ${named('asker', 'r.requested_by')} ${named('decider', 'r.decided_by')}
    where ${inPeriod} ${when(filters.channel, (it) => Prisma.sql`r.channel = ${it}`)}
      ${when(filters.status, (it) => Prisma.sql`r.status = ${it}`)}`;
};

/** How each of these reports is made. */
export const moneySources = {
  'collection-daily': collection('day', 'j.business_day'),
  'collection-monthly': collection('month', `to_char(j.business_day, 'YYYY-MM')`),
  'collected-lines': linesCollected,
  fees,
  refunds,
  surcharge,
} as const satisfies Record<string, ReportSource>;
