import type { DbClient, Prisma } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { Fen } from '../kernel/money';
import type {
  EarlierRefunds,
  Refund,
  RefundOrigin,
  RefundShare,
  RefundStatus,
  ReservationChange,
} from './refund';

/** From where a refund stands to where it goes, with what becomes known on the way; what is left out stays. */
export interface RefundMove {
  id: string;
  from: RefundStatus;
  to: RefundStatus;
  at: Date;
  detail?: string | null;
  decidedBy?: string | null;
  transactionId?: string | null;
  bankReference?: string | null;
  sentAt?: Date | null;
  succeededAt?: Date | null;
}

export interface RefundFilter {
  status?: RefundStatus | undefined;
  /** The id of the last refund of the page before. */
  before?: string | undefined;
  limit: number;
}

export interface RefundStore {
  /**
   * Takes the amount from what can be refunded of a payment, if that is still what was seen and enough: one
   * conditional update, so that callers at the same time cannot take more than there is.
   */
  reserve(paymentId: string, amountFen: Fen, seenFen: Fen): Promise<boolean>;
  changeReservations(changes: readonly ReservationChange[]): Promise<void>;
  /** What can be refunded of a payment now; zero where there is none. */
  findRefundable(paymentId: string): Promise<Fen>;
  /** Adds refunds as they were requested; one that a rule has written already is left out. */
  insertRefunds(refunds: readonly Refund[]): Promise<Set<string>>;
  findRefund(id: string): Promise<Refund | null>;
  /** Oldest first. */
  listRefundsOf(orderIds: readonly string[]): Promise<Refund[]>;
  /** Those of these payments and of these orders. */
  listRelated(to: { paymentIds: readonly string[]; orderIds: readonly string[] }): Promise<Refund[]>;
  /** Newest first. */
  listRefunds(filter: RefundFilter): Promise<Refund[]>;
  /** Locks in the order of ids; lock their orders and payments first. */
  lockRefunds(ids: readonly string[]): Promise<Refund[]>;
  /** Moves those that still stand at `from`; the answer names them. */
  moveRefunds(moves: readonly RefundMove[]): Promise<string[]>;
  /** What other refunds of this one's payment have been sent to the channel. */
  findEarlier(refund: Pick<Refund, 'id' | 'paymentId'>): Promise<EarlierRefunds>;
  markAlarmed(id: string, at: Date): Promise<void>;
}

const withShares = { shares: { orderBy: { line: 'asc' } } } as const satisfies Prisma.RefundInclude;

/** Refunds on a client or a transaction; locks need a transaction. */
export function createRefundStore(client: DbClient): RefundStore {
  return {
    reserve: (paymentId, amountFen, seenFen) => reserve(client, paymentId, { amountFen, seenFen }),
    changeReservations: (changes) => changeReservations(client, changes),
    async findRefundable(paymentId) {
      const row = await client.payment.findUnique({ where: { id: paymentId } });
      const leftFen = row ? row.amountFen - row.refundReservedFen : 0n;
      return leftFen > 0n ? leftFen : 0n;
    },
    insertRefunds: (refunds) => insertRefunds(client, refunds),
    async findRefund(id) {
      const row = await client.refund.findUnique({ where: { id }, include: withShares });
      return row && toRefund(row);
    },
    async listRefundsOf(orderIds) {
      const where = { orderId: { in: [...orderIds] } };
      const rows = await client.refund.findMany({ where, orderBy: { id: 'asc' }, include: withShares });
      return rows.map(toRefund);
    },
    async listRelated({ paymentIds, orderIds }) {
      const OR = [{ paymentId: { in: [...paymentIds] } }, { orderId: { in: [...orderIds] } }];
      return (await client.refund.findMany({ where: { OR }, include: withShares })).map(toRefund);
    },
    listRefunds: (filter) => listRefunds(client, filter),
    async lockRefunds(ids) {
      if (ids.length === 0) return [];
      await client.$queryRaw`select id from refund where id = any(${[...ids]}) order by id for update`;
      const where = { id: { in: [...ids] } };
      const rows = await client.refund.findMany({ where, orderBy: { id: 'asc' }, include: withShares });
      return rows.map(toRefund);
    },
    moveRefunds: (moves) => moveRefunds(client, moves),
    findEarlier: (refund) => findEarlier(client, refund),
    async markAlarmed(id, at) {
      await client.refund.update({ where: { id }, data: { alarmedAt: at } });
    },
  };
}

async function reserve(
  client: DbClient,
  paymentId: string,
  { amountFen, seenFen }: { amountFen: Fen; seenFen: Fen },
): Promise<boolean> {
  const count = await client.$executeRaw`
  update payment set refund_reserved_fen = refund_reserved_fen + ${amountFen}::bigint
  where id = ${paymentId} and status = 'succeeded'
  and amount_fen - refund_reserved_fen = ${seenFen}::bigint
  and ${amountFen}::bigint between 1 and amount_fen - refund_reserved_fen`;
  return count === 1;
}

async function findEarlier(
  client: DbClient,
  { id, paymentId }: Pick<Refund, 'id' | 'paymentId'>,
): Promise<EarlierRefunds> {
  const { _count, _max } = await client.refund.aggregate({
    where: { paymentId, id: { not: id }, sentAt: { not: null } },
    _count: true,
    _max: { sentAt: true },
  });
  return { count: _count, lastSentAt: _max.sentAt };
}

async function changeReservations(client: DbClient, changes: readonly ReservationChange[]): Promise<void> {
  if (changes.length === 0) return;
  await client.$executeRaw`
    update payment p set refund_reserved_fen = p.refund_reserved_fen + c.fen
    from (select "paymentId" as id, sum("changeFen")::bigint as fen
      from json_to_recordset(${rowsParameter(changes)}::json) as r("paymentId" text, "changeFen" bigint)
      group by 1) c
    where p.id = c.id`;
}

async function insertRefunds(client: DbClient, refunds: readonly Refund[]): Promise<Set<string>> {
  if (refunds.length === 0) return new Set();
  const rows = await client.$queryRaw<{ id: string }[]>`
    insert into refund (id, order_id, payment_id, channel, origin, status, amount_fen, reason, requested_by,
      decision_no, created_at, updated_at)
    select r.id, r."orderId", r."paymentId", r.channel, r.origin, r.status, r."amountFen", r.reason,
      r."requestedBy", r."decisionNo", r."createdAt", r."updatedAt"
    from json_to_recordset(${rowsParameter(refunds)}::json) as r(id text, "orderId" text, "paymentId" text,
      channel text, origin text, status text, "amountFen" bigint, reason text, "requestedBy" text,
      "decisionNo" text, "createdAt" timestamptz, "updatedAt" timestamptz)
    order by r.id
    on conflict do nothing
    returning id`;
  const added = new Set(rows.map(({ id }) => id));
  const shares = refunds.filter(({ id }) => added.has(id)).flatMap(shareRowsOf);
  if (shares.length > 0) await client.refundShare.createMany({ data: shares });
  return added;
}

function shareRowsOf({ id, orderId, shares }: Refund) {
  return shares.map((share) => ({ refundId: id, orderId, ...share }));
}

async function listRefunds(client: DbClient, { status, before, limit }: RefundFilter): Promise<Refund[]> {
  const where = { ...(status && { status }), ...(before && { id: { lt: before } }) };
  const rows = await client.refund.findMany({
    where,
    orderBy: { id: 'desc' },
    take: limit,
    include: withShares,
  });
  return rows.map(toRefund);
}

async function moveRefunds(client: DbClient, moves: readonly RefundMove[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
    update refund r set status = m.to, updated_at = m.at, detail = m.detail,
      decided_by = coalesce(m."decidedBy", r.decided_by),
      transaction_id = coalesce(m."transactionId", r.transaction_id),
      bank_reference = coalesce(m."bankReference", r.bank_reference),
      sent_at = coalesce(r.sent_at, m."sentAt"), succeeded_at = coalesce(m."succeededAt", r.succeeded_at)
    from json_to_recordset(${rowsParameter(moves.map(moveOnly))}::json)
      as m(id text, "from" text, "to" text, at timestamptz, detail text, "decidedBy" text, "transactionId" text,
        "bankReference" text, "sentAt" timestamptz, "succeededAt" timestamptz)
    where r.id = m.id and r.status = m."from"
    returning r.id`;
  return rows.map(({ id }) => id);
}

/** A caller may pass whole refunds; only this is sent. */
function moveOnly(move: RefundMove): RefundMove {
  const { id, from, to, at, detail, decidedBy, transactionId, bankReference, sentAt, succeededAt } = move;
  return {
    id,
    from,
    to,
    at,
    detail,
    decidedBy,
    transactionId,
    bankReference,
    sentAt,
    succeededAt,
  } as RefundMove;
}

type RefundRow = Prisma.RefundGetPayload<{ include: typeof withShares }>;

function toRefund({ shares, ...row }: RefundRow): Refund {
  return {
    ...row,
    origin: row.origin as RefundOrigin,
    status: row.status as RefundStatus,
    shares: shares.map(({ line, amountFen }): RefundShare => ({ line, amountFen })),
  };
}
