import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import type { Fen } from '../kernel/money';
import { isPaid } from '../orders/order';
import type { Order } from '../orders/order';
import { OrderNotFound } from '../orders/order.errors';
import type { Payment } from '../payments/payment';
import type { ServiceIdentity } from '../services/service';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { recordHappenings } from '../webhooks/event.service';
import { isRemitted } from './authority.service';
import type { RefundLimits } from './authority.service';
import { newRefund, sharesOf } from './refund';
import type { Refund, RefundShare } from './refund';
import {
  OrderNotPaid,
  RefundableChanged,
  RefundAmountInvalid,
  RefundExceedsRefundable,
  RefundNotFound,
  RefundReasonTooLong,
} from './refund.errors';
import type { RefundFilter } from './refund.store';
import { returnsOf } from './returns';
import type { Returns } from './returns';

export interface RequestRefund {
  orderId: string;
  amountFen: Fen;
  reason: string;
  /** What could be refunded when the caller looked. */
  refundableSeenFen: Fen;
}

export interface RefundService {
  /**
   * Reserves the amount and writes the intent down, in the caller's transaction. Where the policy needs nobody's
   * approval it is approved at once, and sent after the commit.
   * @throws OrderNotFound, OrderNotPaid, RefundAmountInvalid, RefundReasonTooLong, RefundExceedsRefundable,
   * RefundableChanged
   */
  requestRefund(stores: Stores, service: ServiceIdentity, command: RequestRefund): Promise<Refund>;
  /**
   * What a person of the finance staff asks for, of the order of any service; somebody else decides, always.
   * @throws StaffForbidden, and as `requestRefund`
   */
  proposeRefund(actor: Actor, command: RequestRefund): Promise<Refund>;
  /** What can still be refunded of a paid order. */
  findRefundable(orderId: string): Promise<Fen>;
  /** @throws RefundNotFound, for a refund of another service's order too */
  getRefund(service: ServiceIdentity, id: string): Promise<Refund>;
  /** The refunds of an order, oldest first, and what can still be refunded. @throws OrderNotFound */
  listRefundsOf(
    service: ServiceIdentity,
    orderId: string,
  ): Promise<{ refunds: Refund[]; refundableFen: Fen }>;
  /** What of the order's money has gone back, or is on its way. */
  findReturns(orderId: string): Promise<Returns>;
  /** Those of all services, newest first, for who decides about them. */
  listRefunds(filter: RefundFilter): Promise<Refund[]>;
}

export interface RefundDeps {
  database: Database;
  clock: Clock;
  limits: RefundLimits;
}

/** What every channel shows of a reason; a longer one would be cut. */
const LONGEST_REASON = 80;

/** Asking for money to go back, and looking at what became of it. */
export function createRefundService(deps: RefundDeps): RefundService {
  const { refunds, orders } = deps.database.stores;
  return {
    requestRefund: (stores, service, command) =>
      request(deps, stores, { askedBy: service.id, serviceId: service.id, command }),
    proposeRefund: (actor, command) => propose(deps, actor, command),
    async getRefund(service, id) {
      const refund = await refunds.findRefund(id);
      const order = refund && (await orders.findOrder(refund.orderId));
      if (!refund || order?.serviceId !== service.id) throw RefundNotFound();
      return refund;
    },
    async listRefundsOf(service, orderId) {
      const order = await orders.findOrder(orderId);
      if (order?.serviceId !== service.id) throw OrderNotFound();
      const refundableFen = await findRefundable(deps.database.stores, orderId);
      return { refunds: await refunds.listRefundsOf([orderId]), refundableFen };
    },
    findRefundable: (orderId) => findRefundable(deps.database.stores, orderId),
    async findReturns(orderId) {
      return returnsOf(await refunds.listRefundsOf([orderId]));
    },
    listRefunds: (filter) => refunds.listRefunds(filter),
  };
}

interface Asked {
  /** Who asks: a service, or a person. */
  askedBy: string;
  /** Whose order it must be; null: a person asks, of whatever order. */
  serviceId: string | null;
  command: RequestRefund;
}

function propose(deps: RefundDeps, actor: Actor, command: RequestRefund): Promise<Refund> {
  return deps.database.transact(async (stores) => {
    requirePermission(actor, 'refunds.propose');
    const refund = await request(deps, stores, { askedBy: actor.id, serviceId: null, command });
    const [order, payment] = await Promise.all([
      stores.orders.findOrder(refund.orderId),
      stores.payments.findPayment(refund.paymentId),
    ]);
    const { createdAt: at } = refund;
    if (order) await recordHappenings(stores, [{ type: 'refund.requested', order, payment, refund }], at);
    const details = {
      order: refund.orderId,
      amount: String(refund.amountFen),
      reason: refund.reason,
    };
    await stores.audit.append(auditEntryOf(actor, 'refund.requested', { subject: refund.id, at, details }));
    return refund;
  });
}

async function findRefundable(stores: Pick<Stores, 'payments' | 'refunds'>, orderId: string): Promise<Fen> {
  const payment = await findSettled(stores, orderId);
  return payment ? stores.refunds.findRefundable(payment.id) : 0n;
}

async function request(
  { clock, limits }: RefundDeps,
  stores: Stores,
  { askedBy, serviceId, command }: Asked,
): Promise<Refund> {
  const { orderId, amountFen, reason } = command;
  const order = await stores.orders.findOrder(orderId);
  if (!order || (serviceId !== null && order.serviceId !== serviceId)) throw OrderNotFound();
  const payment = await findSettled(stores, orderId);
  if (!payment || !isPaid(order)) throw OrderNotPaid({ details: { status: order.status } });
  if (amountFen < 1n) throw RefundAmountInvalid({ details: { pointer: '/amount' } });
  if (reason.length > LONGEST_REASON)
    throw RefundReasonTooLong({ details: { pointer: '/reason', most: LONGEST_REASON } });
  await reserve(stores, payment.id, command);
  const at = clock.now();
  // The reservation holds the payment's row, so nobody else splits what is left at the same time.
  const shares = sharesOf(await findLeft(stores, order), amountFen);
  const { id: paymentId, channel } = payment;
  const terms = { orderId, paymentId, channel, origin: 'request' as const, amountFen, reason };
  const refund = newRefund({ ...terms, requestedBy: askedBy, shares }, at);
  await stores.refunds.insertRefunds([refund]);
  const needsApproval =
    serviceId === null || amountFen > limits.approvalAboveFen || (await isRemitted(stores, refund));
  return needsApproval ? refund : approve(stores, refund, { decidedBy: null, at });
}

/** Approves one that was requested, in the caller's transaction; it is sent after the commit. */
export async function approve(
  stores: Pick<Stores, 'refunds' | 'outbox'>,
  refund: Refund,
  { decidedBy, at }: { decidedBy: string | null; at: Date },
): Promise<Refund> {
  await stores.refunds.moveRefunds([{ id: refund.id, from: 'requested', to: 'approved', at, decidedBy }]);
  await stores.outbox.putEntries([{ kind: 'refund.follow', subject: refund.id, runAt: at }], at);
  return { ...refund, status: 'approved', decidedBy, updatedAt: at };
}

async function reserve(
  stores: Stores,
  paymentId: string,
  { amountFen, refundableSeenFen }: RequestRefund,
): Promise<void> {
  if (await stores.refunds.reserve(paymentId, amountFen, refundableSeenFen)) return;
  const refundableFen = await stores.refunds.findRefundable(paymentId);
  const details = { refundable: Number(refundableFen) };
  throw refundableFen === refundableSeenFen
    ? RefundExceedsRefundable({ details })
    : RefundableChanged({ details });
}

/** The payment that paid the order. */
export async function findSettled(
  stores: Pick<Stores, 'payments'>,
  orderId: string,
): Promise<Payment | null> {
  const payments = await stores.payments.listPayments([orderId]);
  return payments.find(({ disposition }) => disposition === 'settled') ?? null;
}

/** What no refund that may still happen has taken from each line of the order. */
export async function findLeft(stores: Pick<Stores, 'refunds'>, order: Order): Promise<RefundShare[]> {
  const refunds = await stores.refunds.listRefundsOf([order.id]);
  const taken = refunds.filter(({ status }) => status !== 'rejected' && status !== 'failed');
  const shares = taken.flatMap((refund) => refund.shares);
  return order.items.map(({ line, amountFen }) => {
    const takenFen = shares
      .filter((share) => share.line === line)
      .reduce((sum, it) => sum + it.amountFen, 0n);
    return { line, amountFen: amountFen > takenFen ? amountFen - takenFen : 0n };
  });
}
