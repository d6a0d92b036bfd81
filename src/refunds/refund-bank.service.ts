import type { Stores } from '../db/stores';
import { recordFineReturns } from '../fines/fine-return.service';
import { bankRefundJournal } from '../ledger/journal';
import { recordHappenings } from '../webhooks/event.service';
import type { Refund } from './refund';
import { RefundNotFound } from './refund.errors';
import { isReturned, succeedRefund } from './refund-success';

/** Books a refund that was paid out by bank, in the caller's transaction, which holds its order and payment. */
export async function bookBankTransfer(
  stores: Stores,
  refund: Refund,
  { reference, at }: { reference: string; at: Date },
): Promise<void> {
  const { orderId, paymentId, channel, amountFen } = refund;
  const order = await stores.orders.findOrder(orderId);
  const payment = await stores.payments.findPayment(paymentId);
  if (!order || !payment) throw RefundNotFound();
  const returned = (await stores.refunds.listRefundsOf([orderId])).filter(isReturned);
  const returnedFen = returned.reduce((sum, it) => sum + it.amountFen, 0n);
  const movement = { channel, transactionId: reference, amountFen, occurredAt: at, orderId };
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
