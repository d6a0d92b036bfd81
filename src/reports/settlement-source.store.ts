import { Prisma } from '../db/client';
import { itemFigures, waitingParts } from '../settlement/item-figures.store';
import { named, when, within } from './money-source.store';
import type { ReportSource } from './money-source.store';

const remittedLines: ReportSource = (filters) => Prisma.sql`
  select b.acknowledged_on as day, b.id as batch, b.destination, l.agency_code as agency,
    l.income_item_code as income_item, l.business_day as collected_on, l.collected_fen as collected,
    l.refunded_fen as refunded, l.amount_fen as amount, b.bank_reference as reference
  from remittance_batch b join remittance_line l on l.batch_id = b.id
  where b.status = 'acknowledged' and ${within('b.acknowledged_on', filters)}
    ${when(filters.destination, (it) => Prisma.sql`b.destination = ${it}`)}
    ${when(filters.agency, (it) => Prisma.sql`l.agency_code = ${it}`)}
    ${when(filters.income_item, (it) => Prisma.sql`l.income_item_code = ${it}`)}`;

const suspenseByItem: ReportSource = ({ to, up_to: last = to, ...filters }) => Prisma.sql`
  select business_day as day, channel, transaction_id as transaction, line, order_id as "order", agency_code as agency,
    income_item_code as income_item, reason, fen as amount
  from (${waitingParts(last)}) w
  where true ${when(filters.agency, (it) => Prisma.sql`agency_code = ${it}`)}
    ${when(filters.income_item, (it) => Prisma.sql`income_item_code = ${it}`)}
    ${when(filters.channel, (it) => Prisma.sql`channel = ${it}`)}`;

/** Of a year it is one figure: it is there where all of the year is in the period. */
const treasuryFigures: ReportSource = ({ from, to, ...filters }) => Prisma.sql`
  select * from (
    select f.period, f.income_item_code as income_item,
      coalesce((select max(income_item_name) from affair where income_item_code = f.income_item_code),
        f.income_item_code) as income_item_name,
      f.amount_fen as amount, case when f.confirmed_by is null then 'not_confirmed' else 'confirmed' end as status,
      coalesce(teller.name, f.told_by) as told_by, f.told_at,
      coalesce(confirmer.name, f.confirmed_by) as confirmed_by, f.confirmed_at
    from treasury_figure f ${named('teller', 'f.told_by')} ${named('confirmer', 'f.confirmed_by')}
    where case length(f.period)
        when 4 then (f.period || '-01-01')::date >= ${from}::date and (f.period || '-12-31')::date <= ${to}::date
        else f.period between left(${from}::text, 7) and left(${to}::text, 7) end
      ${when(filters.income_item, (it) => Prisma.sql`f.income_item_code = ${it}`)}) f
  where true ${when(filters.status, (it) => Prisma.sql`f.status = ${it}`)}`;

/** What items came to, and what stands behind it. */
export const settlementSources = {
  settlement: itemFigures,
  'remitted-lines': remittedLines,
  'suspense-by-item': suspenseByItem,
  'treasury-figures': treasuryFigures,
} as const satisfies Record<string, ReportSource>;
