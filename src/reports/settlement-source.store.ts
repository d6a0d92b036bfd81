import { Prisma } from '../db/client';
import { itemFigures, waitingParts } from '../settlement/item-figures.store';
import { when, within } from './money-source.store';
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

/** What items came to, and what stands behind it. */
export const settlementSources = {
  settlement: itemFigures,
  'remitted-lines': remittedLines,
  'suspense-by-item': suspenseByItem,
} as const satisfies Record<string, ReportSource>;
