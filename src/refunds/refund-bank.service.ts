import type { Stores } from '../db/stores';
import { recordFineReturns } from '../fines/fine-return.service';
import { addDays, businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { bankRefundJournal } from '../ledger/journal';
import { recordHappenings } from '../webhooks/event.service';
import type { Refund } from './refund';
import { RefundDayClosed, RefundDayInvalid, RefundNotFound } from './refund.errors';
import { isReturned, succeedRefund } from './refund-success';

/** What the bank says of money that it has paid out. */
export interface BankTransfer {
  /** The number of the transfer there. */
  reference: string;
  /** The day on which it went; null: today. */
  paidOn: BusinessDay | null;
}

/**
 * When it was paid out. What is closed stays as it is: who names a closed day is told so, and books on an open one.
 * @throws RefundDayInvalid, RefundDayClosed
 */
export async function requirePaidOn(
  { days }: Pick<Stores, 'days'>,
  { createdAt }: Refund,
  { paidOn, at }: { paidOn: BusinessDay | null; at: Date },
): Promise<Date> {
  const today = businessDayOf(at);
  if (paidOn === null || paidOn === today) return at;
  if (paidOn > today || paidOn < businessDayOf(createdAt))
    throw RefundDayInvalid({ details: { pointer: '/paid_on' } });
  const closed = (await days.findLastSealed())?.day;
  if (closed !== undefined && paidOn <= closed)
    throw RefundDayClosed({ details: { pointer: '/paid_on', first_open_day: addDays(closed, 1) } });
  return new Date(Math.max(startOfBusinessDay(paidOn).getTime(), createdAt.getTime()));
}

/** Books a refund that was paid out by bank, in the caller's transaction, which holds its order and payment. */
export async function bookBankTransfer(
  stores: Stores,
  refund: Refund,
  { reference, paidAt, at }: { reference: string; paidAt: Date; at: Date },
): Promise<void> {
  const { orderId, paymentId, channel, amountFen } = refund;
  const order = await stores.orders.findOrder(orderId);
  const payment = await stores.payments.findPayment(paymentId);
  if (!order || !payment) throw RefundNotFound();
  const returned = (await stores.refunds.listRefundsOf([orderId])).filter(isReturned);
  const returnedFen = returned.reduce((sum, it) => sum + it.amountFen, 0n);
  const movement = { channel, transactionId: reference, amountFen, occurredAt: paidAt, orderId };
  const success = succeedRefund({ refund, order, payment, returnedFen }, { movement, at });
  const after: Refund = { ...success.refund.after, transactionId: null, bankReference: reference };
  await stores.refunds.moveRefunds([{ ...after, from: refund.status, to: after.status, at }]);
  await stores.ledger.insertJournals([bankRefundJournal(refund.id, success.journal)], at);
  if (success.order) {
    const { before, after: moved } = success.order;
    await stores.orders.moveOrders([{ ...moved, from: before.status, to: moved.status, at }]);
  }
  await recordFineReturns(stores, [refund.id], at);
  await recordHappenings(stores, [{ ...success.happening, refund: after }], at);
}
