import { IS_TAKEN_BACK } from '../claims/suspense.store';
import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { addDays, startOfBusinessDay } from '../kernel/business-day';
import { toReport } from '../fines/fine-report.store';
import type { FineReport, FineReportStatus } from '../fines/fine-report';
import { idFloor } from '../kernel/ids';
import { ordersNamed } from '../orders/order-number.store';
import type { OrderStatus } from '../orders/order';
import type { PaymentStatus } from '../payments/payment';
import type { RefundStatus } from '../refunds/refund';
import { UNDELIVERED } from '../webhooks/undelivered.store';
import { PAGE_SIZE } from './listing';
import type {
  DayRange,
  EventRow,
  OrderListFilter,
  OrderRow,
  PaymentListFilter,
  PaymentRow,
  RefundListFilter,
  RefundRow,
  StatusRow,
  TransactionFilter,
  TransactionRow,
  UndeliveredRow,
} from './listing';

/** Lists over everything there is, newest first; each reads one row more than a page has. */
export interface ListingStore {
  listOrders(filter: OrderListFilter): Promise<OrderRow[]>;
  listPayments(filter: PaymentListFilter): Promise<PaymentRow[]>;
  listRefunds(filter: RefundListFilter): Promise<RefundRow[]>;
  /** Channel by channel, in the order of its numbers. */
  listTransactions(filter: TransactionFilter): Promise<TransactionRow[]>;
  listReports(filter: {
    status: FineReportStatus | null;
    before: string | null;
    /** Those alone that wait, of payments before this moment. */
    paidBefore: Date | null;
  }): Promise<FineReport[]>;
  /** Of this order, its payments, and its refunds, oldest first. */
  listEvents(subjectIds: readonly string[]): Promise<EventRow[]>;
  /** What services did not take, newest first. */
  listUndelivered(before: string | null): Promise<UndeliveredRow[]>;
  listMoves(subjectIds: readonly string[]): Promise<StatusRow[]>;
  /** Orders by their id, pay code, the number of a decision, or one of their payments; newest first. */
  findOrderIds(text: string, limit: number): Promise<string[]>;
}

const TAKE = PAGE_SIZE + 1;

/** Lists on a client or a transaction. Each is read along an index: ids sort by the time at which they were made. */
export function createListingStore(client: DbClient): ListingStore {
  return {
    listOrders: (filter) => listOrders(client, filter),
    async listPayments({ status, channel, ...filter }) {
      const where = { id: idRange('pay', filter), ...(status && { status }), ...(channel && { channel }) };
      const rows = await client.payment.findMany({ where, orderBy: { id: 'desc' }, take: TAKE });
      return rows.map((row) => ({ ...row, status: row.status as PaymentStatus }));
    },
    async listRefunds({ status, ...filter }) {
      const where = { id: idRange('ref', filter), ...(status && { status }) };
      const rows = await client.refund.findMany({ where, orderBy: { id: 'desc' }, take: TAKE });
      return rows.map((row) => ({ ...row, status: row.status as RefundStatus }));
    },
    listReports: (filter) => listReports(client, filter),
    listTransactions: ({ channels, businessDay, kinds, before }) => {
      const [channel = '', kind = '', number = ''] = (before ?? '').split(' ');
      return client.$queryRaw<TransactionRow[]>`
      select t.channel || ' ' || t.kind || ' ' || t.transaction_id as id, t.channel, t.kind,
        t.transaction_id as "transactionId", t.out_trade_no as "outTradeNo", p.order_id as "orderId",
        t.amount_fen as "amountFen", t.occurred_at as "occurredAt", t.disposition, t.reason
      from channel_transaction t left join payment p on p.id = t.out_trade_no
      where t.channel = any(${[...channels]}) and t.business_day = ${businessDay}::date and t.kind = any(${[...kinds]})
        and not ${IS_TAKEN_BACK} and (t.channel, t.kind, t.transaction_id) > (${channel}, ${kind}, ${number})
      order by t.channel, t.kind, t.transaction_id limit ${TAKE}`;
    },
    listEvents: (ids) =>
      client.event.findMany({ where: { subjectId: { in: [...ids] } }, orderBy: { id: 'asc' } }),
    listMoves: (ids) =>
      client.statusChange.findMany({ where: { subjectId: { in: [...ids] } }, orderBy: { id: 'asc' } }),
    listUndelivered: (before) => listUndelivered(client, before),
    findOrderIds: (text, limit) => findOrderIds(client, text, limit),
  };
}

/** From the first moment of a day to the last of another, and before the last row that was shown. */
function idRange(prefix: string, { from, to, before }: DayRange & { before: string | null }) {
  const floor = from === null ? null : idFloor(prefix, startOfBusinessDay(from));
  const ceiling = to === null ? null : idFloor(prefix, startOfBusinessDay(addDays(to, 1)));
  const under = [ceiling, before].filter((id) => id !== null).sort()[0];
  return { ...(floor !== null && { gte: floor }), ...(under !== undefined && { lt: under }) };
}

async function listOrders(
  client: DbClient,
  { status, ids, ...filter }: OrderListFilter,
): Promise<OrderRow[]> {
  const { gte = 'ord_', lt = 'ord_~' } = idRange('ord', filter);
  if (status !== null && ids === undefined) return listOfStatus(client, status, { gte, lt });
  const named = ids === undefined ? Prisma.empty : Prisma.sql`and o.id = any(${[...ids]})`;
  return client.$queryRaw<OrderRow[]>`
    select ${ORDER_COLUMNS}, s.name as "serviceName" from orders o join service s on s.id = o.service_id
    where o.id >= ${gte} and o.id < ${lt} ${named} order by o.id desc limit ${TAKE}`;
}

const ORDER_COLUMNS = Prisma.sql`o.id, o.external_ref as "externalRef", o.status, o.amount_fen as "amountFen",
  o.created_at as "createdAt", o.paid_at as "paidAt"`;

/**
 * Service by service, since that is what orders are indexed by; then the newest of all. Rows are compared whole, so that
 * this index alone is in the right order: by the ids, a service without such an order would be looked for among all.
 */
function listOfStatus(
  client: DbClient,
  status: OrderStatus,
  { gte, lt }: { gte: string; lt: string },
): Promise<OrderRow[]> {
  return client.$queryRaw<OrderRow[]>`
    select x.*, s.name as "serviceName" from service s cross join lateral (
      select ${ORDER_COLUMNS} from orders o
      where (o.service_id, o.status, o.id) >= (s.id, ${status}, ${gte})
        and (o.service_id, o.status, o.id) < (s.id, ${status}, ${lt})
      order by o.service_id desc, o.status desc, o.id desc limit ${TAKE}) x
    order by x.id desc limit ${TAKE}`;
}

async function listReports(
  client: DbClient,
  { status, before, paidBefore }: Parameters<ListingStore['listReports']>[0],
): Promise<FineReport[]> {
  const where = {
    ...(status && { status }),
    ...(before !== null && { id: { lt: before } }),
    ...(paidBefore && { status: 'paid', paidAt: { lt: paidBefore } }),
  };
  const rows = await client.fineReport.findMany({ where, orderBy: { id: 'desc' }, take: TAKE });
  return rows.map(toReport);
}

/** Each way of asking by an index of its own. */
async function findOrderIds(client: DbClient, text: string, limit: number): Promise<string[]> {
  const rows = await client.$queryRaw<{ id: string }[]>`
    select id from (${ordersNamed(text)}) found
    order by id desc limit ${limit}`;
  return rows.map(({ id }) => id);
}

const listUndelivered = (client: DbClient, before: string | null): Promise<UndeliveredRow[]> =>
  client.$queryRaw<UndeliveredRow[]>`
      select e.id, e.type, e.subject_id as "subjectId", s.name as "serviceName", e.created_at as "createdAt",
        e.attempts, e.delivered_at as "deliveredAt", e.exhausted_at as "exhaustedAt", e.last_result as "lastResult"
      from (${UNDELIVERED}) u join event e on e.id = u.id join service s on s.id = e.service_id
      where e.id < ${before ?? '~'} order by e.id desc limit ${TAKE}`;
