import type { Fine } from '../fines/fine';
import type { FineReport } from '../fines/fine-report';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Payment } from '../payments/payment';
import { walletText } from './automatic-reason';
import { newRefund } from './refund';
import type { Refund } from './refund';

/**
 * Why money that paid a fine goes back by itself. `paid_elsewhere` (domain R20): the register had its money from
 * somewhere else, and did not take ours. `revoked` and `reduced` (domain R32): what was settled with the agency is not
 * owed any more, or not all of it.
 */
export type FineRefundCause =
  | { kind: 'paid_elsewhere' }
  | { kind: 'revoked' }
  /** `toFen`: the fine as it is now. */
  | { kind: 'reduced'; toFen: Fen };

/** What is known of a decision, and of the order that paid it. */
export interface FineFacts {
  fine: Pick<Fine, 'revision'> | null;
  report: Pick<FineReport, 'status' | 'isRefundDue'> | null;
}

/** Why the money goes back on that day; null where it is owed. */
export function fineRefundCause({ fine, report }: FineFacts, today: BusinessDay): FineRefundCause | null {
  if (report?.status === 'refused' && report.isRefundDue) return { kind: 'paid_elsewhere' };
  const revision = fine?.revision ?? null;
  if (revision === null || revision.on > today) return null;
  return revision.kind === 'revoked' ? { kind: 'revoked' } : { kind: 'reduced', toFen: revision.toFen };
}

/**
 * Whether nobody has to approve it. The register's word that it did not take the money is proof. What was changed
 * later had been settled: the finance department approves that it goes back (domain R30).
 */
export function goesBackUnasked(cause: FineRefundCause): boolean {
  return cause.kind === 'paid_elsewhere';
}

/** A line of an order that paid a fine, with what is to be given back of it. */
export interface PaidFine {
  payment: Pick<Payment, 'id' | 'orderId' | 'channel'>;
  decisionNo: string;
  line: number;
  dueFen: Fen;
}

/** The refund of what is due of a fine's line. */
export function fineRefund(paid: PaidFine, cause: FineRefundCause, at: Date): Refund {
  const { payment, decisionNo, line, dueFen: amountFen } = paid;
  const { id: paymentId, orderId, channel } = payment;
  // It differs with the cause: of each there is one refund of a payment.
  const reason = walletText(cause.kind, cause.kind === 'reduced' ? cause.toFen : undefined);
  const terms = { orderId, paymentId, channel, amountFen, reason, requestedBy: null };
  return newRefund({ ...terms, origin: 'fine', decisionNo, shares: [{ line, amountFen }] }, at);
}
