import { nextStatus } from '../kernel/transition';
import { collectionJournal, suspenseJournal } from '../ledger/journal';
import { isPaid, ORDER_TRANSITIONS } from '../orders/order';
import type { Order } from '../orders/order';
import { PAYMENT_TRANSITIONS } from '../payments/payment';
import type { Payment, PaymentEvent } from '../payments/payment';
import type { Refund } from '../refunds/refund';
import { isReturned } from '../refunds/refund-success';
import { suspenseRefund } from '../refunds/suspense-refund';
import type { InboxEntry } from './inbox';
import { endRefund, payBack, unaskedRefund } from './refund-plan';
import type { RefundSubject } from './refund-plan';
import { decide, hasFinePaidElsewhere } from './settlement';
import type { Decision } from './settlement';
import { movementOf, paymentIdOf } from './settlement-effect';
import type { SettlementContext, SettlementEffect, SettlementSubject } from './settlement-effect';

/**
 * Decides a batch of facts one after the other, each seeing what the ones before it have changed.
 * @param at when it is written
 */
export function planSettlement(
  entries: readonly InboxEntry[],
  context: SettlementContext,
  at: Date,
): SettlementEffect[] {
  return entries.map((entry) => {
    const fact = withIncrement(entry, context);
    const paymentId = paymentIdOf(entry, context);
    const payment = context.payments.get(paymentId) ?? null;
    const order = payment ? (context.orders.get(payment.orderId) ?? null) : null;
    const refund = refundNamedBy(entry, context);
    const decision = decide(fact, {
      payment,
      order,
      bookedFen: context.booked.get(bookedKey(entry)) ?? null,
      isWithdrawn: order !== null && context.withdrawn.has(order.id),
      isFinePaidElsewhere: order !== null && hasFinePaidElsewhere(order, context.received),
      refund,
      isRefundUnderWay: context.refundsUnderWay.has(paymentId),
    });
    const returnedFen = (order && context.returned.get(order.id)) ?? 0n;
    const effect = effectOf(decision, { fact, payment, order, refund, returnedFen, at });
    remember(context, effect);
    return effect;
  });
}

const movementKind = (entry: InboxEntry): 'payment' | 'refund' =>
  entry.kind.startsWith('refund') ? 'refund' : 'payment';

/** A number alone names nothing: it must be of this payment on this channel. */
function refundNamedBy(entry: InboxEntry, context: SettlementContext): Refund | null {
  const refund = context.refunds.get(entry.outRefundNo ?? '');
  const isOfPayment = refund?.paymentId === paymentIdOf(entry, context);
  return refund && isOfPayment && refund.channel === entry.channel ? refund : null;
}

const bookedKey = (entry: InboxEntry): string =>
  `${entry.channel}:${movementKind(entry)}:${entry.transactionId}`;

/** Some channels tell all that went back so far; what is booked is what this refund added. */
function withIncrement(entry: InboxEntry, context: SettlementContext): InboxEntry {
  if (!entry.isCumulative || context.booked.has(bookedKey(entry))) return entry;
  const ours = refundNamedBy(entry, context);
  // Of ours the amount is known; the sum must only have room for it.
  if (ours && entry.amountFen >= ours.amountFen) return { ...entry, amountFen: ours.amountFen };
  return { ...entry, amountFen: entry.amountFen - (context.refunded.get(entry.outTradeNo) ?? 0n) };
}

function remember(context: SettlementContext, effect: SettlementEffect): void {
  const { entry, movement, payment, order, refund } = effect;
  if (refund) context.refunds.set(refund.after.id, refund.after);
  if (refund && isReturned(refund.after)) {
    const { orderId, amountFen } = refund.after;
    context.returned.set(orderId, (context.returned.get(orderId) ?? 0n) + amountFen);
  }
  if (payment) context.payments.set(payment.after.id, payment.after);
  if (order) {
    context.orders.set(order.after.id, order.after);
    rememberReceived(context, order);
  }
  if (!movement) return;
  context.booked.set(bookedKey(entry), movement.amountFen);
  if (movement.kind === 'refund') {
    const before = context.refunded.get(entry.outTradeNo) ?? 0n;
    context.refunded.set(entry.outTradeNo, before + movement.amountFen);
  }
}

/** What a paid order brought for its decisions counts until all of it has gone back. */
function rememberReceived(
  { received }: SettlementContext,
  { before, after }: { before: Order; after: Order },
): void {
  const counts = (order: Order): boolean => isPaid(order) && order.status !== 'refunded';
  const change = BigInt(Number(counts(after)) - Number(counts(before)));
  for (const { decisionNo, amountFen } of after.items)
    if (decisionNo) received.set(decisionNo, (received.get(decisionNo) ?? 0n) + change * amountFen);
}

/** A fact that changes nothing. */
function untouched(entry: InboxEntry): SettlementEffect {
  return {
    entry,
    outcome: 'duplicate',
    reason: null,
    movement: null,
    payment: null,
    order: null,
    refund: null,
    reservation: null,
    refundDue: null,
    happening: null,
    askAbout: null,
  };
}

function effectOf(decision: Decision, subject: RefundSubject): SettlementEffect {
  const { fact, payment, order, at } = subject;
  const base = untouched(fact);
  switch (decision.kind) {
    case 'none':
      return { ...base, outcome: decision.outcome, reason: decision.reason ?? null };
    case 'ask':
      return {
        ...base,
        outcome: 'asked',
        reason: 'amount differs from the payment',
        askAbout: fact.outTradeNo,
      };
    case 'close':
      return {
        ...base,
        outcome: 'closed',
        payment: movePayment(payment, 'closed at the channel', { updatedAt: at }),
      };
    case 'refund':
      return { ...base, outcome: 'refunded', ...unaskedRefund(subject) };
    case 'pay-back':
      return { ...base, outcome: 'refunded', ...payBack(subject) };
    case 'end-refund':
      return { ...base, outcome: 'closed', ...endRefund(subject, decision.event) };
    case 'suspend':
      return { ...base, outcome: 'suspense', reason: decision.reason, ...suspend(subject, decision.reason) };
    case 'settle':
      return { ...base, outcome: 'settled', ...(payment && order && settle({ ...subject, payment, order })) };
  }
}

function settle({
  fact,
  payment,
  order,
  at,
}: SettlementSubject & { payment: Payment; order: Order }): Partial<SettlementEffect> {
  const to = nextStatus(ORDER_TRANSITIONS, order.status, 'paid') ?? order.status;
  const paid: Order = { ...order, status: to, paidAt: fact.occurredAt, updatedAt: at };
  const move = movePayment(payment, 'money arrived', {
    disposition: 'settled',
    transactionId: fact.transactionId,
    paidAt: fact.occurredAt,
    reason: null,
    updatedAt: at,
  });
  return {
    movement: {
      kind: 'payment',
      amountFen: fact.amountFen,
      disposition: 'settled',
      journal: collectionJournal(movementOf(fact, order.id), order.items),
    },
    payment: move,
    order: { before: order, after: paid },
    happening: { type: 'order.paid', order: paid, payment: move?.after ?? payment },
  };
}

function suspend({ fact, payment, order, at }: SettlementSubject, reason: string): Partial<SettlementEffect> {
  const ours = reason === 'unknown_order' ? null : payment;
  const event: PaymentEvent = reason === 'amount_mismatch' ? 'other amount arrived' : 'money arrived';
  const move = movePayment(ours, event, {
    disposition: 'suspense',
    transactionId: fact.transactionId,
    paidAt: fact.occurredAt,
    reason,
    updatedAt: at,
  });
  return {
    movement: {
      kind: 'payment',
      amountFen: fact.amountFen,
      disposition: 'suspense',
      journal: suspenseJournal(movementOf(fact, ours ? (order?.id ?? null) : null)),
    },
    payment: move,
    refundDue: move && suspenseRefund(move.after, at),
    happening: move && order ? { type: 'payment.suspended', order, payment: move.after } : null,
  };
}

/** Null where there is no payment of ours, or where its status has no such move. */
function movePayment(
  before: Payment | null,
  event: PaymentEvent,
  changes: Partial<Payment>,
): { before: Payment; after: Payment } | null {
  const to = before && nextStatus(PAYMENT_TRANSITIONS, before.status, event);
  return to ? { before, after: { ...before, ...changes, status: to } } : null;
}
