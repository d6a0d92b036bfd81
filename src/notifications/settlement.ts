import { receivedBefore } from '../fines/debt';
import type { Fen } from '../kernel/money';
import { isPaid } from '../orders/order';
import type { Order } from '../orders/order';
import { isOpen } from '../payments/payment';
import type { Payment } from '../payments/payment';
import { nextStatus } from '../kernel/transition';
import { REFUND_TRANSITIONS } from '../refunds/refund';
import type { Refund, RefundEvent } from '../refunds/refund';
import type { FactOutcome, InboxEntry } from './inbox';

/** Why money that arrived does not pay its order. */
export type SuspenseReason =
  | 'unknown_order'
  | 'amount_mismatch'
  | 'order_paid_already'
  | 'fine_paid_already'
  | 'order_closed'
  | 'order_expired';

/** What is known about a fact's payment at the moment of the decision. */
export interface SettlementState {
  payment: Payment | null;
  order: Order | null;
  /** The amount that was booked for this transaction before, or null. */
  bookedFen: bigint | null;
  /** Whether the order is about to be closed, since one of its decisions is not owed any more as it was quoted. */
  isWithdrawn: boolean;
  /** Whether money came for one of its decisions that its quote did not know of: another order was faster. */
  isFinePaidElsewhere: boolean;
  /** The refund of ours that the fact names. */
  refund: Refund | null;
  /** Whether a refund of ours on the payment has been sent and has no end yet. */
  isRefundUnderWay: boolean;
}

/**
 * What is to be done about a fact.
 * - `settle`: book it to the order's items; the payment succeeds and the order is paid.
 * - `suspend`: book it to suspense; the order is left as it is.
 * - `pay-back`: a refund of ours succeeded; book it to what its order was for.
 * - `refund`: money went back without our asking; book it to suspense.
 * - `end-refund`: a refund of ours ended without money, or needs a person.
 * - `ask`: a message alone is not believed; the channel's own answer decides.
 */
export type Decision =
  | { kind: 'settle' }
  | { kind: 'suspend'; reason: SuspenseReason }
  | { kind: 'ask' }
  | { kind: 'close' }
  | { kind: 'refund' }
  | { kind: 'pay-back' }
  | { kind: 'end-refund'; event: RefundEvent }
  | { kind: 'none'; outcome: FactOutcome; reason?: string };

/**
 * Decides about one verified fact; the rules of money that arrives. Pure: the caller has locked what it reads.
 * Every authentic fen is booked once: to its order where it fits, to suspense where it does not.
 */
export function decide(fact: InboxEntry, state: SettlementState): Decision {
  if (fact.currency !== 'CNY')
    return { kind: 'none', outcome: 'set_aside', reason: `currency ${fact.currency}` };
  switch (fact.kind) {
    case 'payment_succeeded':
      return decideArrival(fact, state);
    case 'payment_closed':
      return state.payment && isOpen(state.payment)
        ? { kind: 'close' }
        : { kind: 'none', outcome: 'duplicate' };
    case 'refund_succeeded':
      return decideRefund(fact, state);
    case 'refund_closed':
      return decideEnd(state, 'closed by the channel');
    case 'refund_abnormal':
      return decideEnd(state, 'left to a person');
  }
}

function decideRefund(fact: InboxEntry, { refund, bookedFen, isRefundUnderWay }: SettlementState): Decision {
  if (bookedFen !== null) return { kind: 'none', outcome: 'duplicate' };
  if (refund && nextStatus(REFUND_TRANSITIONS, refund.status, 'money went back')) {
    return fact.amountFen === refund.amountFen
      ? { kind: 'pay-back' }
      : { kind: 'none', outcome: 'set_aside', reason: `the refund is of ${refund.amountFen} fen` };
  }
  if (refund?.transactionId) return { kind: 'none', outcome: 'duplicate' };
  // Ours may be in the sum or not: only its own end tells.
  if (fact.isCumulative && isRefundUnderWay)
    return { kind: 'none', outcome: 'set_aside', reason: 'a refund of ours is under way on this payment' };
  // A cumulative amount that adds nothing tells of a refund that is booked under another number.
  return fact.amountFen > 0n ? { kind: 'refund' } : { kind: 'none', outcome: 'duplicate' };
}

function decideEnd({ refund }: SettlementState, event: RefundEvent): Decision {
  if (!refund) return { kind: 'none', outcome: 'set_aside', reason: 'no refund of ours has this number' };
  return nextStatus(REFUND_TRANSITIONS, refund.status, event)
    ? { kind: 'end-refund', event }
    : { kind: 'none', outcome: 'duplicate' };
}

function decideArrival(
  fact: InboxEntry,
  { payment, order, bookedFen, isWithdrawn, isFinePaidElsewhere }: SettlementState,
): Decision {
  if (bookedFen === fact.amountFen) return { kind: 'none', outcome: 'duplicate' };
  if (bookedFen !== null)
    return { kind: 'none', outcome: 'set_aside', reason: `booked before with ${bookedFen} fen` };
  if (!payment || !order || payment.channel !== fact.channel)
    return { kind: 'suspend', reason: 'unknown_order' };
  if (fact.amountFen !== payment.amountFen) {
    const canAsk = fact.origin === 'notification' && isOpen(payment);
    return canAsk ? { kind: 'ask' } : { kind: 'suspend', reason: 'amount_mismatch' };
  }
  const reason = misfitOf(order, { isWithdrawn, isFinePaidElsewhere });
  return reason === null ? { kind: 'settle' } : { kind: 'suspend', reason };
}

/** Why money of its amount cannot pay the order as it stands; null where it can. */
export function misfitOf(
  order: Pick<Order, 'status'>,
  { isWithdrawn, isFinePaidElsewhere }: Pick<SettlementState, 'isWithdrawn' | 'isFinePaidElsewhere'>,
): SuspenseReason | null {
  if (isPaid(order)) return 'order_paid_already';
  if (order.status === 'closed' || (order.status === 'open' && isWithdrawn)) return 'order_closed';
  if (order.status === 'expired') return 'order_expired';
  return isFinePaidElsewhere ? 'fine_paid_already' : null;
}

/**
 * An order pays what is owed beyond the money that its quote knows; with other money it would pay something twice.
 * @param received what came so far and has not all gone back, by decision
 */
export function hasFinePaidElsewhere(
  { items }: Pick<Order, 'items'>,
  received: ReadonlyMap<string, Fen>,
): boolean {
  return items.some(
    ({ decisionNo, quote }) =>
      decisionNo !== null && (received.get(decisionNo) ?? 0n) !== receivedBefore(quote),
  );
}
