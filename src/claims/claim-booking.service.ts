import type { Stores } from '../db/stores';
import { recordFineReports } from '../fines/fine-report.service';
import { newId } from '../kernel/ids';
import { claimJournal } from '../ledger/journal';
import { hasFinePaidElsewhere, misfitOf } from '../notifications/settlement';
import type { Order } from '../orders/order';
import { OrderNotFound } from '../orders/order.errors';
import type { Payment } from '../payments/payment';
import { newRefund } from '../refunds/refund';
import { approve } from '../refunds/refund.service';
import { recordHappenings } from '../webhooks/event.service';
import type { Claim, SuspendedMoney } from './claim';
import { ClaimAmountDiffers, misfitError, SuspenseClaimed, SuspenseGoingBack } from './claim.errors';

/** Money in suspense, and the order that it is said to pay. */
interface Binding {
  money: SuspendedMoney;
  orderId: string;
}

/** In the order of locks that settlement keeps: order, payment, decision. @throws why the order cannot be paid with it */
export async function lockOrderFor(stores: Stores, { money, orderId }: Binding): Promise<Order> {
  const orders = await stores.orders.lockOrders([...new Set([orderId, money.orderId ?? orderId])].sort());
  const order = orders.find(({ id }) => id === orderId);
  if (!order) throw OrderNotFound();
  if (money.paymentId) await stores.payments.lockPayments([money.paymentId]);
  const decisionNos = order.items.flatMap(({ decisionNo }) => decisionNo ?? []);
  await stores.orders.lockDecisions(decisionNos);
  const received = await stores.orders.sumFinePayments(decisionNos);
  const withdrawn = await stores.outbox.findWaiting('order.withdraw', [orderId]);
  const misfit = misfitOf(order, {
    isWithdrawn: withdrawn.has(orderId),
    isFinePaidElsewhere: hasFinePaidElsewhere(order, received),
  });
  if (misfit !== null) throw misfitError(misfit);
  if (order.amountFen !== money.amountFen)
    throw ClaimAmountDiffers({
      details: { amount: Number(money.amountFen), order_amount: Number(order.amountFen) },
    });
  return order;
}

/**
 * Pays the order with the money, in the caller's transaction: the same as if it had come for it, but that it is booked
 * from suspense, today. The source of the journal is the last fence against binding the same money twice.
 */
export async function bindMoney(
  stores: Stores,
  { money, orderId }: Binding,
  { at, reportsFines }: { at: Date; reportsFines: boolean },
): Promise<Pick<Claim, 'paymentId'> & { paymentId: string }> {
  const order = await lockOrderFor(stores, { money, orderId });
  const booked = await stores.ledger.insertJournals([claimJournal(money, order, at)], at);
  if (booked.size === 0) throw SuspenseClaimed();
  const payment = await insertPaid(stores, { money, order }, at);
  const paid: Order = { ...order, status: 'paid', paidAt: money.occurredAt, updatedAt: at };
  await stores.orders.moveOrders([{ ...paid, from: order.status, to: paid.status, at }]);
  if (money.paymentId) await stores.payments.markClaimed(money.paymentId, at);
  await stores.outbox.cancelEntries([{ kind: 'order.expire', subject: orderId }]);
  await recordHappenings(stores, [{ type: 'order.paid', order: paid, payment }], at);
  if (reportsFines) await recordFineReports(stores, [paid], at);
  return { paymentId: payment.id };
}

/** The channel knows it by the number under which it came, which is kept for its refunds. */
async function insertPaid(
  stores: Stores,
  { money, order }: { money: SuspendedMoney; order: Order },
  at: Date,
): Promise<Payment> {
  const { channel, transactionId, occurredAt: paidAt } = money;
  const came = money.paymentId ? await stores.payments.findPayment(money.paymentId) : null;
  const payment: Payment = {
    id: newId('pay', at),
    orderId: order.id,
    channel,
    scene: came?.scene ?? 'qr',
    status: 'pending',
    amountFen: order.amountFen,
    payerId: null,
    payerIp: null,
    actionType: null,
    actionContent: null,
    transactionId: null,
    disposition: null,
    reason: null,
    paidAt: null,
    claimedFrom: money.outTradeNo,
    expiresAt: order.expiresAt,
    createdAt: at,
    updatedAt: at,
  };
  await stores.payments.insertPayment(payment);
  const settled = { transactionId, disposition: 'settled' as const, paidAt };
  await stores.payments.movePayments([{ id: payment.id, from: 'pending', to: 'succeeded', at, ...settled }]);
  return { ...payment, ...settled, status: 'succeeded' };
}

/** What the payer reads in the wallet. */
const WALLET_TEXT = '款项无法入账，原路退回';

/** Has the money sent back to its payer by the channel, after the commit. */
export async function sendBack(
  stores: Stores,
  { money, payment }: { money: SuspendedMoney; payment: { paymentId: string; orderId: string } },
  { decidedBy, at }: { decidedBy: string; at: Date },
): Promise<{ refundId: string }> {
  const { channel, amountFen } = money;
  await stores.orders.lockOrders([payment.orderId]);
  await stores.payments.lockPayments([payment.paymentId]);
  const terms = { ...payment, channel, amountFen, reason: WALLET_TEXT, requestedBy: null, shares: [] };
  const refund = newRefund({ ...terms, origin: 'suspense' }, at);
  const added = await stores.refunds.insertRefunds([refund]);
  if (!added.has(refund.id)) throw SuspenseGoingBack();
  await stores.refunds.changeReservations([{ paymentId: payment.paymentId, changeFen: amountFen }]);
  await approve(stores, refund, { decidedBy, at });
  return { refundId: refund.id };
}
