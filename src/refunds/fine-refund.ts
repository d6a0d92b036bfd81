import type { Fine } from '../fines/fine';
import type { FineReport } from '../fines/fine-report';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Payment } from '../payments/payment';
import { newRefund } from './refund';
import type { Refund } from './refund';

/**
 * Why money that paid a fine goes back by itself. `paid_elsewhere` (domain R20): the register had its money from
 * somewhere else, and did not take ours. `revoked` (domain R32): what was settled with the agency is not owed any more.
 */
export type FineRefundCause = 'paid_elsewhere' | 'revoked';

/** What the payer reads in the wallet. */
const WALLET_TEXTS: Readonly<Record<FineRefundCause, string>> = {
  paid_elsewhere: '罚款已在别处缴清，重复款项退回',
  revoked: '处罚决定已撤销，罚款退回',
};

/** What is known of a decision, and of the order that paid it. */
export interface FineFacts {
  fine: Pick<Fine, 'revision'> | null;
  report: Pick<FineReport, 'status' | 'isRefundDue'> | null;
}

/** Why the money goes back on that day; null where it is owed. */
export function fineRefundCause({ fine, report }: FineFacts, today: BusinessDay): FineRefundCause | null {
  if (report?.status === 'refused' && report.isRefundDue) return 'paid_elsewhere';
  return fine?.revision?.kind === 'revoked' && fine.revision.on <= today ? 'revoked' : null;
}

/**
 * Whether nobody has to approve it. The register's word that it did not take the money is proof. What was revoked had
 * been settled: the finance department approves that it goes back (domain R30).
 */
export function goesBackUnasked(cause: FineRefundCause): boolean {
  return cause === 'paid_elsewhere';
}

/** A line of an order that paid a fine, with what can still be given back of it. */
export interface PaidFine {
  payment: Pick<Payment, 'id' | 'orderId' | 'channel'>;
  decisionNo: string;
  line: number;
  leftFen: Fen;
}

/** The refund of what is left of a fine's line, surcharge and all. */
export function fineRefund(paid: PaidFine, cause: FineRefundCause, at: Date): Refund {
  const { payment, decisionNo, line, leftFen: amountFen } = paid;
  const { id: paymentId, orderId, channel } = payment;
  const terms = { orderId, paymentId, channel, amountFen, reason: WALLET_TEXTS[cause], requestedBy: null };
  return newRefund({ ...terms, origin: 'fine', decisionNo, shares: [{ line, amountFen }] }, at);
}
