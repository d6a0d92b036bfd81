import type { Fen } from '../kernel/money';
import { nextStatus } from '../kernel/transition';
import { refundJournal, suspenseRefundJournal } from '../ledger/journal';
import type { ChannelMovement, Journal } from '../ledger/journal';
import { ORDER_TRANSITIONS } from '../orders/order';
import type { Order } from '../orders/order';
import type { Payment } from '../payments/payment';
import type { OrderHappening } from '../webhooks/event';
import { isOfOrder } from './refund';
import type { Refund } from './refund';

/** A refund with what it is about, as it stands under lock. */
export interface RefundCase {
  refund: Refund;
  order: Order;
  payment: Payment;
  /** What other refunds have given back of the order. */
  returnedFen: Fen;
}

/** What follows from money that went back for a refund; all of it is written in one transaction. */
export interface RefundSuccess {
  refund: { before: Refund; after: Refund };
  /** Null where the order stays as it is. */
  order: { before: Order; after: Order } | null;
  journal: Journal;
  happening: OrderHappening;
}

/** The money of a refund went back, by the channel. Pure. */
export function succeedRefund(
  { refund, order, payment, returnedFen }: RefundCase,
  { movement, at }: { movement: ChannelMovement; at: Date },
): RefundSuccess {
  const { transactionId, occurredAt: succeededAt } = movement;
  const changes = { transactionId, succeededAt, detail: null, updatedAt: at };
  const after: Refund = { ...refund, ...changes, status: 'succeeded' };
  const isForOrder = isOfOrder(refund);
  const isWhole = returnedFen + refund.amountFen >= order.amountFen;
  const event = isWhole ? 'refunded' : 'partly refunded';
  const to = isForOrder ? nextStatus(ORDER_TRANSITIONS, order.status, event) : null;
  const orderAfter: Order = to ? { ...order, status: to, updatedAt: at } : order;
  return {
    refund: { before: refund, after },
    order: to ? { before: order, after: orderAfter } : null,
    journal: isForOrder ? refundJournal(movement, partsOf(refund, order)) : suspenseRefundJournal(movement),
    happening: { type: 'refund.succeeded', order: orderAfter, payment, refund: after },
  };
}

/** What the refund takes back from each agency. */
function partsOf({ shares }: Refund, { items }: Order) {
  return shares.flatMap(({ line, amountFen }) =>
    items
      .filter((item) => item.line === line)
      .map(({ agencyCode, incomeItemCode }) => ({ agencyCode, incomeItemCode, amountFen })),
  );
}

/** Whether it has given back money of its order. */
export function isReturned(refund: Refund): boolean {
  return isOfOrder(refund) && refund.status === 'succeeded';
}
