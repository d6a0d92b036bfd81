import type { Payment } from '../payments/payment';
import { walletText } from './automatic-reason';
import { newRefund } from './refund';
import type { Refund } from './refund';

/**
 * Reasons for which money that arrived can only go back to the payer (domain R20). Another amount or an unknown order is
 * not among them: a person may find what it was for.
 */
const GOES_BACK = ['order_paid_already', 'fine_paid_already', 'order_closed', 'order_expired'] as const;

/** The refund of a payment whose money went to suspense; null where a person must decide. */
export function suspenseRefund(payment: Payment, at: Date): Refund | null {
  const why = GOES_BACK.find((known) => known === payment.reason);
  if (why === undefined) return null;
  const reason = walletText(why);
  const { id: paymentId, orderId, channel, amountFen } = payment;
  const terms = { orderId, paymentId, channel, amountFen, reason, requestedBy: null, shares: [] };
  return newRefund({ ...terms, origin: 'suspense' }, at);
}
