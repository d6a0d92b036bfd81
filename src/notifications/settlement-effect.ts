import type { Fen } from '../kernel/money';
import type { Journal } from '../ledger/journal';
import type { Order } from '../orders/order';
import type { Disposition, Payment } from '../payments/payment';
import type { Refund, ReservationChange } from '../refunds/refund';
import type { OrderHappening } from '../webhooks/event';
import type { FactOutcome, InboxEntry } from './inbox';

/** What the batch's facts are about, as it stands under lock. Moves along as facts are decided. */
export interface SettlementContext {
  payments: Map<string, Payment>;
  orders: Map<string, Order>;
  /** The payments that money in suspense was claimed for, by `channel:out_trade_no`. */
  claimed: ReadonlyMap<string, string>;
  /** Booked amounts by `channel:kind:transactionId`. */
  booked: Map<string, Fen>;
  /** What went back so far, by `out_trade_no`. */
  refunded: Map<string, Fen>;
  /** What came so far and has not all gone back, by decision. */
  received: Map<string, Fen>;
  /** Open orders that are about to be closed, since a fine is not owed any more as they have it. */
  withdrawn: ReadonlySet<string>;
  /** Refunds of ours that the facts name, by their number. */
  refunds: Map<string, Refund>;
  /** Payments with a refund of ours that was sent and has no end yet. */
  refundsUnderWay: ReadonlySet<string>;
  /** What refunds of ours have given back of orders, by order. */
  returned: Map<string, Fen>;
}

/** The payment that a fact is about: what goes back of money that was claimed is of the payment that it paid. */
export function paymentIdOf(
  { channel, kind, outTradeNo }: Pick<InboxEntry, 'channel' | 'kind' | 'outTradeNo'>,
  { claimed }: Pick<SettlementContext, 'claimed'>,
): string {
  const claimedFor = kind.startsWith('refund') ? claimed.get(`${channel}:${outTradeNo}`) : undefined;
  return claimedFor ?? outTradeNo;
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
  refund: { before: Refund; after: Refund } | null;
  reservation: ReservationChange | null;
  /** A refund that the rule of money in suspense demands; approved with it. */
  refundDue: Refund | null;
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

/** One fact and what it is about. */
export interface SettlementSubject {
  fact: InboxEntry;
  payment: Payment | null;
  order: Order | null;
  at: Date;
}

/** The parts in which a movement at a channel is booked. */
export function movementOf(fact: InboxEntry, orderId: string | null) {
  const { channel, transactionId, amountFen, occurredAt } = fact;
  return { channel, transactionId, amountFen, occurredAt, orderId };
}
