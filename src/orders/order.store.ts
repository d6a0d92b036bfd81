import type { PricedBy } from '../affairs/price-rule';
import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import { lockNames } from '../db/locks';
import { rowsParameter } from '../db/rows';
import type { FinePayment } from '../fines/debt';
import type { FrozenQuote } from '../fines/frozen-quote';
import { businessDayOf } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Order, OrderItem, OrderStatus } from './order';

export interface OrderMove {
  id: string;
  from: OrderStatus;
  to: OrderStatus;
  at: Date;
  paidAt: Date | null;
  reason?: string | null;
}

export interface OrderFilter {
  serviceId: string;
  externalRef?: string | undefined;
  payCode?: string | undefined;
  status?: OrderStatus | undefined;
  /** The id of the last order of the page before. */
  before?: string | undefined;
  limit: number;
}

/** What the page of an order depends on. */
export interface OrderStanding {
  /** Differs whenever the page does, by the order itself and its payments. */
  shown: string;
  isOpen: boolean;
}

export interface OrderStore {
  /** The next one for a pay code; one that was drawn and not used leaves a gap. */
  drawSerial(): Promise<bigint>;
  insertOrder(order: Order): Promise<void>;
  findOrder(id: string): Promise<Order | null>;
  findOrderByToken(cashierToken: string): Promise<Order | null>;
  /** By the ids of the orders, in one statement. */
  findStandings(ids: readonly string[]): Promise<Map<string, OrderStanding>>;
  /** Newest first. */
  listOrders(filter: OrderFilter): Promise<Order[]>;
  /** Locks in the order of ids, before any payment of theirs is locked: that is what rules out a deadlock. */
  lockOrders(ids: readonly string[]): Promise<Order[]>;
  /** The same for the orders that these payments are for. */
  lockOrdersOf(paymentIds: readonly string[]): Promise<Order[]>;
  /** Moves those that still stand at `from`; the answer names them. */
  moveOrders(moves: readonly OrderMove[]): Promise<string[]>;
  /** Makes everyone else who settles or orders these decisions wait until this transaction ends. */
  lockDecisions(decisionNos: readonly string[]): Promise<void>;
  /** What paid orders have brought for these decisions, the oldest first; that of refunded orders is gone. */
  findFinePayments(decisionNos: readonly string[]): Promise<FinePayment[]>;
  /** The open orders of any of these decisions. */
  findOpenOrdersOf(decisionNos: readonly string[]): Promise<string[]>;
  /** The orders that this decision was paid with, and whose money has not all gone back. */
  findOrdersPaying(decisionNo: string): Promise<string[]>;
  /** What paid orders have brought, in sums by decision; none where nothing came. */
  sumFinePayments(decisionNos: readonly string[]): Promise<Map<string, Fen>>;
}

const withItems = { items: { orderBy: { line: 'asc' } } } as const satisfies Prisma.OrderInclude;

type FullRow = Prisma.OrderGetPayload<{ include: typeof withItems }>;
/** A locked row leaves out of its items what the order says already. */
type ItemRow = Omit<OrderItem, 'quote' | 'pricedBy'> & {
  orderId?: string;
  quote: Prisma.JsonValue;
  pricedBy: Prisma.JsonValue;
};
type OrderRow = Omit<FullRow, 'items'> & { items: ItemRow[] };

/** Orders with their items on a client or a transaction; locks need a transaction. */
export function createOrderStore(client: DbClient): OrderStore {
  return {
    drawSerial: () => drawSerial(client),
    insertOrder: (order) => insertOrder(client, order),
    async findOrder(id) {
      return toOrder(await client.order.findUnique({ where: { id }, include: withItems }));
    },
    async findOrderByToken(cashierToken) {
      return toOrder(await client.order.findUnique({ where: { cashierToken }, include: withItems }));
    },
    findStandings: (ids) => findStandings(client, ids),
    listOrders: async (filter) => (await client.order.findMany(listQuery(filter))).map((row) => toOrder(row)),
    lockOrders: (ids) => lockOrders(client, Prisma.sql`o.id = any(${[...ids]})`),
    lockOrdersOf: (paymentIds) =>
      lockOrders(
        client,
        Prisma.sql`o.id in (select p.order_id from payment p where p.id = any(${[...paymentIds]}))`,
      ),
    moveOrders: (moves) => moveOrders(client, moves),
    lockDecisions: (decisionNos) =>
      lockNames(
        client,
        decisionNos.map((decisionNo) => `decision ${decisionNo}`),
      ),
    findFinePayments: (decisionNos) => findFinePayments(client, decisionNos),
    findOpenOrdersOf: (decisionNos) => findOrderIds(client, decisionNos, ['open']),
    findOrdersPaying: (decisionNo) => findOrderIds(client, [decisionNo], ['paid', 'partially_refunded']),
    async sumFinePayments(decisionNos) {
      if (decisionNos.length === 0) return new Map();
      const rows = await client.$queryRaw<{ decisionNo: string; fen: bigint }[]>`
        select i.decision_no as "decisionNo", sum(i.amount_fen)::bigint as fen
        from order_item i join orders o on o.id = i.order_id
        where i.decision_no = any(${[...decisionNos]}) and o.status in ('paid', 'partially_refunded')
        group by i.decision_no`;
      return new Map(rows.map(({ decisionNo, fen }) => [decisionNo, fen]));
    },
  };
}

async function drawSerial(client: DbClient): Promise<bigint> {
  const [row] = await client.$queryRaw<[{ serial: bigint }]>`select nextval('pay_code_serial') as serial`;
  return row.serial;
}

async function insertOrder(client: DbClient, { items, metadata, ...order }: Order): Promise<void> {
  await client.order.create({ data: { ...order, metadata: { ...metadata } } });
  await client.orderItem.createMany({ data: items.map((item) => toItemRow(item, order.id)) });
}

/** In the order of ids. */
async function findOrderIds(
  client: DbClient,
  decisionNos: readonly string[],
  statuses: OrderStatus[],
): Promise<string[]> {
  if (decisionNos.length === 0) return [];
  const items = { some: { decisionNo: { in: [...decisionNos] } } };
  const where = { status: { in: statuses }, items };
  const rows = await client.order.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
  return rows.map(({ id }) => id);
}

async function findStandings(client: DbClient, ids: readonly string[]): Promise<Map<string, OrderStanding>> {
  if (ids.length === 0) return new Map();
  const rows = await client.$queryRaw<{ id: string; status: string; payments: string | null }[]>`
    select o.id, o.status, string_agg(concat_ws(' ', p.id, p.status, p.disposition, p.action_type), ',' order by p.id)
      as payments
    from orders o left join payment p on p.order_id = o.id
    where o.id = any(${[...ids]}) group by o.id`;
  return new Map(
    rows.map(({ id, status, payments }) => [
      id,
      { shown: `${status}: ${payments ?? ''}`, isOpen: status === 'open' },
    ]),
  );
}

async function findFinePayments(client: DbClient, decisionNos: readonly string[]): Promise<FinePayment[]> {
  if (decisionNos.length === 0) return [];
  const rows = await client.$queryRaw<Omit<FinePayment, 'on'>[]>`
    select i.decision_no as "decisionNo", o.paid_at as "paidAt", i.amount_fen as "amountFen", i.quote
    from order_item i join orders o on o.id = i.order_id
    where i.decision_no = any(${[...decisionNos]}) and o.status in ('paid', 'partially_refunded')
    order by o.paid_at, o.id`;
  return rows.map((row) => ({ ...row, on: businessDayOf(row.paidAt) }));
}

function toItemRow({ quote, pricedBy, ...item }: OrderItem, orderId: string) {
  return {
    ...item,
    orderId,
    quote: quote ?? Prisma.DbNull,
    pricedBy: pricedBy ? { ...pricedBy } : Prisma.DbNull,
  };
}

function listQuery(filter: OrderFilter) {
  return {
    where: {
      serviceId: filter.serviceId,
      ...(filter.externalRef !== undefined && { externalRef: filter.externalRef }),
      ...(filter.payCode !== undefined && { payCode: filter.payCode }),
      ...(filter.status && { status: filter.status }),
      ...(filter.before && { id: { lt: filter.before } }),
    },
    orderBy: { id: 'desc' },
    take: filter.limit,
    include: withItems,
  } as const satisfies Prisma.OrderFindManyArgs;
}

/** One statement for the lock and what it locks: this is read for every notification. */
async function lockOrders(client: DbClient, condition: Prisma.Sql): Promise<Order[]> {
  const rows = await client.$queryRaw<OrderRow[]>`
    select o.id, o.service_id as "serviceId", o.external_ref as "externalRef", o.status,
      o.amount_fen as "amountFen", o.payer_name as "payerName", o.pay_code as "payCode", o.cashier_token as "cashierToken",
      o.return_url as "returnUrl", o.metadata, o.expires_at as "expiresAt", o.paid_at as "paidAt",
      o.reason, o.created_at as "createdAt", o.updated_at as "updatedAt",
      (select json_agg(json_build_object('line', i.line, 'affairCode', i.affair_code, 'affairName', i.affair_name,
          'agencyCode', i.agency_code, 'incomeItemCode', i.income_item_code, 'quantity', i.quantity,
          'unitFen', i.unit_fen::text, 'amountFen', i.amount_fen::text, 'decisionNo', i.decision_no, 'pricedBy', i.priced_by,
          'quote', i.quote) order by i.line)
        from order_item i where i.order_id = o.id) as items
    from orders o where ${condition} order by o.id for update of o`;
  return rows.map((row) => toOrder({ ...row, items: row.items.map(withBigints) }));
}

/** JSON has no bigint, so amounts come as text. */
function withBigints<T extends { unitFen: bigint; amountFen: bigint }>(item: T): T {
  return { ...item, unitFen: BigInt(item.unitFen), amountFen: BigInt(item.amountFen) };
}

async function moveOrders(client: DbClient, moves: readonly OrderMove[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const parameter = rowsParameter(
    moves.map(({ id, from, to, at, paidAt, reason }) => ({ id, from, to, at, paidAt, reason })),
  );
  const rows = await client.$queryRaw<{ id: string }[]>`
    update orders o set status = m.to, updated_at = m.at, paid_at = coalesce(m."paidAt", o.paid_at),
      reason = coalesce(m.reason, o.reason)
    from json_to_recordset(${parameter}::json)
      as m(id text, "from" text, "to" text, at timestamptz, "paidAt" timestamptz, reason text)
    where o.id = m.id and o.status = m."from"
    returning o.id`;
  return rows.map((row) => row.id);
}

function toOrder(row: OrderRow): Order;
function toOrder(row: OrderRow | null): Order | null;
function toOrder(row: OrderRow | null): Order | null {
  if (!row) return null;
  const items = row.items.map(({ orderId: _, quote, pricedBy, ...item }) => ({
    ...item,
    pricedBy: pricedBy as PricedBy | null,
    quote: quote as FrozenQuote | null,
  }));
  return {
    ...row,
    items,
    status: row.status as OrderStatus,
    metadata: row.metadata as Record<string, string>,
  };
}
