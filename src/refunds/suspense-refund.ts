import type { Payment } from '../payments/payment';
import { newRefund } from './refund';
import type { Refund } from './refund';

/**
 * Reasons for which money that arrived can only go back to the payer (domain R20), with what the wallet says. Another
 * amount or an unknown order is not among them: a person may find what it was for.
 */
const WALLET_TEXTS: ReadonlyMap<string | null, string> = new Map([
  ['order_paid_already', '订单已支付，重复款项退回'],
  ['fine_paid_already', '罚款已缴清，重复款项退回'],
  ['order_closed', '订单已关闭，款项退回'],
  ['order_expired', '订单已过期，款项退回'],
]);

/** The refund of a payment whose money went to suspense; null where a person must decide. */
export function suspenseRefund(payment: Payment, at: Date): Refund | null {
  const reason = WALLET_TEXTS.get(payment.reason);
  if (reason === undefined) return null;
  const { id: paymentId, orderId, channel, amountFen } = payment;
  const terms = { orderId, paymentId, channel, amountFen, reason, requestedBy: null, shares: [] };
  return newRefund({ ...terms, origin: 'suspense' }, at);
}
