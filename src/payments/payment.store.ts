import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { PaymentAction, Scene } from '../providers/provider';
import type { Disposition, Payment, PaymentStatus } from './payment';

export interface PaymentMove {
  id: string;
  from: PaymentStatus;
  to: PaymentStatus;
  at: Date;
  reason?: string | null;
  transactionId?: string | null;
  disposition?: Disposition | null;
  paidAt?: Date | null;
}

export interface PaymentStore {
  insertPayment(payment: Payment): Promise<void>;
  findPayment(id: string): Promise<Payment | null>;
  /** Oldest first. */
  listPayments(orderIds: readonly string[]): Promise<Payment[]>;
  /** Locks in the order of ids; lock their orders first. */
  lockPayments(ids: readonly string[]): Promise<Payment[]>;
  /** Moves those that still stand at `from`; the answer names them. */
  movePayments(moves: readonly PaymentMove[]): Promise<string[]>;
  /** The payments that this money was claimed for, by `channel:out_trade_no`. */
  findClaimed(outTradeNos: readonly string[]): Promise<Map<string, string>>;
  /** Notes that its money, which waited in suspense, was claimed for another order. */
  markClaimed(id: string, at: Date): Promise<void>;
  setAction(id: string, action: PaymentAction, at: Date): Promise<void>;
}

/** Payments on a client or a transaction; locks need a transaction. */
export function createPaymentStore(client: DbClient): PaymentStore {
  return {
    async insertPayment(payment) {
      await client.payment.create({ data: payment });
    },
    async findPayment(id) {
      const row = await client.payment.findUnique({ where: { id } });
      return row && toPayment(row);
    },
    async listPayments(orderIds) {
      const rows = await client.payment.findMany({
        where: { orderId: { in: [...orderIds] } },
        orderBy: { id: 'asc' },
      });
      return rows.map(toPayment);
    },
    lockPayments: (ids) => lockPayments(client, ids),
    movePayments: (moves) => movePayments(client, moves),
    async findClaimed(outTradeNos) {
      if (outTradeNos.length === 0) return new Map();
      const where = { claimedFrom: { in: [...outTradeNos] } };
      const rows = await client.payment.findMany({ where, orderBy: { id: 'asc' } });
      return new Map(rows.map(({ channel, claimedFrom, id }) => [`${channel}:${claimedFrom}`, id]));
    },
    async markClaimed(id, at) {
      await client.payment.update({ where: { id }, data: { reason: 'claimed', updatedAt: at } });
    },
    async setAction(id, action, at) {
      await client.payment.update({
        where: { id },
        data: { actionType: action.type, actionContent: action.content, updatedAt: at },
      });
    },
  };
}

/** One statement for the lock and what it locks: this is read for every notification. */
async function lockPayments(client: DbClient, ids: readonly string[]): Promise<Payment[]> {
  const rows = await client.$queryRaw<PaymentRow[]>`
    select id, order_id as "orderId", channel, scene, status, amount_fen as "amountFen",
      payer_id as "payerId", payer_ip as "payerIp", action_type as "actionType",
      action_content as "actionContent", transaction_id as "transactionId", claimed_from as "claimedFrom", disposition,
      reason, paid_at as "paidAt", expires_at as "expiresAt", created_at as "createdAt",
      updated_at as "updatedAt"
    from payment where id = any(${[...ids]}) order by id for update`;
  return rows.map(toPayment);
}

async function movePayments(client: DbClient, moves: readonly PaymentMove[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const parameter = rowsParameter(moves.map(moveOnly));
  const rows = await client.$queryRaw<{ id: string }[]>`
    update payment p set status = m.to, updated_at = m.at, reason = m.reason,
      transaction_id = coalesce(m."transactionId", p.transaction_id),
      disposition = coalesce(m.disposition, p.disposition), paid_at = coalesce(m."paidAt", p.paid_at)
    from json_to_recordset(${parameter}::json)
      as m(id text, "from" text, "to" text, at timestamptz, reason text, "transactionId" text,
        disposition text, "paidAt" timestamptz)
    where p.id = m.id and p.status = m."from"
    returning p.id`;
  return rows.map((row) => row.id);
}

/** A caller may pass whole payments; only this is sent. */
function moveOnly({ id, from, to, at, reason, transactionId, disposition, paidAt }: PaymentMove): object {
  return { id, from, to, at, reason, transactionId, disposition, paidAt };
}

/** How much of it may be refunded is the refunds' own. */
type PaymentRow = Omit<Awaited<ReturnType<DbClient['payment']['findMany']>>[number], 'refundReservedFen'> & {
  refundReservedFen?: bigint;
};

function toPayment({ refundReservedFen: _, ...row }: PaymentRow): Payment {
  return {
    ...row,
    scene: row.scene as Scene,
    status: row.status as PaymentStatus,
    actionType: row.actionType as Payment['actionType'],
    disposition: row.disposition as Disposition | null,
  };
}
