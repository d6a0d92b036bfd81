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
  findPayments(ids: readonly string[]): Promise<Payment[]>;
  /** Locks in the order of ids; lock their orders first. */
  lockPayments(ids: readonly string[]): Promise<Payment[]>;
  /** Moves those that still stand at `from`; the answer names them. */
  movePayments(moves: readonly PaymentMove[]): Promise<string[]>;
  setAction(id: string, action: PaymentAction, at: Date): Promise<void>;
}

/** Payments on a client or a transaction; locks need a transaction. */
export function createPaymentStore(client: DbClient): PaymentStore {
  const find = async (ids: readonly string[]): Promise<Payment[]> =>
    (await client.payment.findMany({ where: { id: { in: [...ids] } } })).map(toPayment);
  return {
    async insertPayment(payment) {
      await client.payment.create({ data: payment });
    },
    async findPayment(id) {
      return (await find([id]))[0] ?? null;
    },
    async listPayments(orderIds) {
      const rows = await client.payment.findMany({
        where: { orderId: { in: [...orderIds] } },
        orderBy: { id: 'asc' },
      });
      return rows.map(toPayment);
    },
    findPayments: find,
    async lockPayments(ids) {
      if (ids.length === 0) return [];
      await client.$queryRaw`select id from payment where id = any(${[...ids]}) order by id for update`;
      return find(ids);
    },
    movePayments: (moves) => movePayments(client, moves),
    async setAction(id, action, at) {
      await client.payment.update({
        where: { id },
        data: { actionType: action.type, actionContent: action.content, updatedAt: at },
      });
    },
  };
}

async function movePayments(client: DbClient, moves: readonly PaymentMove[]): Promise<string[]> {
  if (moves.length === 0) return [];
  const rows = await client.$queryRaw<{ id: string }[]>`
    update payment p set status = m.to, updated_at = m.at, reason = m.reason,
      transaction_id = coalesce(m."transactionId", p.transaction_id),
      disposition = coalesce(m.disposition, p.disposition), paid_at = coalesce(m."paidAt", p.paid_at)
    from json_to_recordset(${rowsParameter(moves)}::json)
      as m(id text, "from" text, "to" text, at timestamptz, reason text, "transactionId" text,
        disposition text, "paidAt" timestamptz)
    where p.id = m.id and p.status = m."from"
    returning p.id`;
  return rows.map((row) => row.id);
}

type PaymentRow = Awaited<ReturnType<DbClient['payment']['findMany']>>[number];

function toPayment(row: PaymentRow): Payment {
  return {
    ...row,
    scene: row.scene as Scene,
    status: row.status as PaymentStatus,
    actionType: row.actionType as Payment['actionType'],
    disposition: row.disposition as Disposition | null,
  };
}
