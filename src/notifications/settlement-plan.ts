import { receivedBefore } from '../fines/debt';
import type { Fen } from '../kernel/money';
import { nextStatus } from '../kernel/transition';
import { channelRefundJournal, collectionJournal, suspenseJournal } from '../ledger/journal';
import type { Journal } from '../ledger/journal';
import { ORDER_TRANSITIONS } from '../orders/order';
import type { Order } from '../orders/order';
import { PAYMENT_TRANSITIONS } from '../payments/payment';
import type { Disposition, Payment, PaymentEvent } from '../payments/payment';
import type { OrderHappening } from '../webhooks/event';
import type { FactOutcome, InboxEntry } from './inbox';
import { decide } from './settlement';
import type { Decision } from './settlement';

/** What the batch's facts are about, as it stands under lock. Moves along as facts are decided. */
export interface SettlementContext {
  payments: Map<string, Payment>;
  orders: Map<string, Order>;
  /** Booked amounts by `channel:kind:transactionId`. */
  booked: Map<string, Fen>;
  /** What went back so far, by `out_trade_no`. */
  refunded: Map<string, Fen>;
  /** What came so far, by decision. */
  received: Map<string, Fen>;
}

/** What one fact leads to. Everything of it is written in one transaction with its outcome. */
export interface SettlementEffect {
  entry: InboxEntry;
  outcome: FactOutcome;
  reason: string | null;
  /** Money to book; null where none moves. */
  movement: MoneyMovement | null;
  payment: { before: Payment; after: Payment } | null;
  order: { before: Order; after: Order } | null;
  happening: OrderHappening | null;
  /** The payment to ask the channel about at once. */
  askAbout: string | null;
}

/** One movement of money at the channel, and how it is booked. */
export interface MoneyMovement {
  kind: 'payment' | 'refund';
  amountFen: Fen;
  disposition: Disposition;
  journal: Journal;
}

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
    const payment = context.payments.get(entry.outTradeNo) ?? null;
    const order = payment ? (context.orders.get(payment.orderId) ?? null) : null;
    const decision = decide(fact, {
      payment,
      order,
      bookedFen: context.booked.get(bookedKey(entry)) ?? null,
      isFinePaidElsewhere: order?.items.some((item) => isPaidElsewhere(item, context)) ?? false,
    });
    const effect = effectOf(decision, { fact, payment, order, at });
    remember(context, effect);
    return effect;
  });
}

const movementKind = (entry: InboxEntry): 'payment' | 'refund' =>
  entry.kind.startsWith('refund') ? 'refund' : 'payment';

const bookedKey = (entry: InboxEntry): string =>
  `${entry.channel}:${movementKind(entry)}:${entry.transactionId}`;

/** Some channels tell all that went back so far; what is booked is what this refund added. */
function withIncrement(entry: InboxEntry, context: SettlementContext): InboxEntry {
  if (!entry.isCumulative || context.booked.has(bookedKey(entry))) return entry;
  return { ...entry, amountFen: entry.amountFen - (context.refunded.get(entry.outTradeNo) ?? 0n) };
}

function remember(context: SettlementContext, { entry, movement, payment, order }: SettlementEffect): void {
  if (payment) context.payments.set(payment.after.id, payment.after);
  if (order) {
    context.orders.set(order.after.id, order.after);
    for (const { decisionNo, amountFen } of order.after.items) {
      if (decisionNo) context.received.set(decisionNo, (context.received.get(decisionNo) ?? 0n) + amountFen);
    }
  }
  if (!movement) return;
  context.booked.set(bookedKey(entry), movement.amountFen);
  if (movement.kind === 'refund') {
    const before = context.refunded.get(entry.outTradeNo) ?? 0n;
    context.refunded.set(entry.outTradeNo, before + movement.amountFen);
  }
}

/** An order pays what is owed beyond the money that its quote knows; with other money it would pay something twice. */
function isPaidElsewhere({ decisionNo, quote }: Order['items'][number], { received }: SettlementContext) {
  return decisionNo !== null && (received.get(decisionNo) ?? 0n) !== receivedBefore(quote);
}

interface Subject {
  fact: InboxEntry;
  payment: Payment | null;
  order: Order | null;
  at: Date;
}

function effectOf(decision: Decision, subject: Subject): SettlementEffect {
  const { fact, payment, order, at } = subject;
  const base: SettlementEffect = {
    entry: fact,
    outcome: 'duplicate',
    reason: null,
    movement: null,
    payment: null,
    order: null,
    happening: null,
    askAbout: null,
  };
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
      return { ...base, outcome: 'refunded', movement: refundMovement(subject) };
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
}: Subject & { payment: Payment; order: Order }): Partial<SettlementEffect> {
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

function suspend({ fact, payment, order, at }: Subject, reason: string): Partial<SettlementEffect> {
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
    happening: move && order ? { type: 'payment.suspended', order, payment: move.after } : null,
  };
}

function refundMovement({ fact, order }: Subject): MoneyMovement {
  return {
    kind: 'refund',
    amountFen: fact.amountFen,
    disposition: 'suspense',
    journal: channelRefundJournal(movementOf(fact, order?.id ?? null)),
  };
}

function movementOf(fact: InboxEntry, orderId: string | null) {
  const { channel, transactionId, amountFen, occurredAt } = fact;
  return { channel, transactionId, amountFen, occurredAt, orderId };
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
