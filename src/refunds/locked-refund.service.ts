import type { Stores } from '../db/stores';
import type { Refund } from './refund';
import { RefundNotFound } from './refund.errors';

/** A refund to decide about, in the order of locks that settlement keeps: order, payment, refund. @throws RefundNotFound */
export async function lockRefund(stores: Stores, id: string): Promise<Refund> {
  const found = await stores.refunds.findRefund(id);
  if (!found) throw RefundNotFound();
  await stores.orders.lockOrders([found.orderId]);
  await stores.payments.lockPayments([found.paymentId]);
  const [refund] = await stores.refunds.lockRefunds([id]);
  if (!refund) throw RefundNotFound();
  return refund;
}
