import type { CatalogueNames } from '../../affairs/affair';
import type { FineBalance } from '../../fines/debt';
import type { Fen } from '../../kernel/money';
import { isPaid, receivedFor } from '../../orders/order';
import type { Order, OrderStatus } from '../../orders/order';
import { isOpen } from '../../payments/payment';
import type { Payment } from '../../payments/payment';
import { isUnderWay } from '../../refunds/refund';
import type { Refund } from '../../refunds/refund';
import { NO_RETURNS } from '../../refunds/returns';
import type { Returns } from '../../refunds/returns';

/**
 * What the page is about.
 * - `choose`: a channel is to be chosen; `scan`: its QR code, or the link that opens it on this phone, is shown.
 * - `checking`: the time is over, but a channel may still have taken money.
 * - `held`: money arrived and could not pay this order.
 * - the others: the order's own end.
 */
export type CashierState = 'choose' | 'scan' | 'checking' | 'held' | Exclude<OrderStatus, 'open'>;

/** Everything that a page of the cashier shows. */
export interface CashierView {
  order: Order;
  state: CashierState;
  /** The one whose QR code is shown, or that has paid the order. */
  payment: Payment | null;
  /** Those whose money arrived but could not pay this order. */
  held: readonly HeldMoney[];
  /** Of the money that paid it. */
  returns: Pick<Returns, 'backFen' | 'goingFen'>;
  /** Until when the payer can act. */
  deadline: Date;
  now: Date;
}

/**
 * Money that arrived and could not pay this order. `waiting`: a person looks at it; `going`: it is on its way back;
 * `gone`: it is back; `by-hand`: the channel could not give it back, so that a person does.
 */
export interface HeldMoney {
  payment: Payment;
  standing: 'waiting' | 'going' | 'gone' | 'by-hand';
}

/** Where money that could not pay stands, by its newest refund. */
function heldMoneyOf(payment: Payment, refund: Pick<Refund, 'status'> | undefined): HeldMoney {
  if (refund?.status === 'succeeded') return { payment, standing: 'gone' };
  if (refund?.status === 'manual') return { payment, standing: 'by-hand' };
  return { payment, standing: refund && isUnderWay(refund) ? 'going' : 'waiting' };
}

/** Decides what to show. @param channel the one whose QR code is asked for; else the newest is shown */
export function viewOf(
  order: Order,
  payments: readonly Payment[],
  { channel, now, returns = NO_RETURNS }: ViewTerms,
): CashierView {
  const held = payments
    .filter(isHeld)
    .map((payment) => heldMoneyOf(payment, returns.byPayment.get(payment.id)));
  const base = { order, held, returns, deadline: order.expiresAt, now };
  if (isPaid(order)) {
    const payment = payments.find((it) => it.disposition === 'settled') ?? null;
    return { ...base, state: order.status === 'open' ? 'paid' : order.status, payment };
  }
  if (held.length > 0) return { ...base, state: 'held', payment: null };
  if (order.status !== 'open') return { ...base, state: order.status, payment: null };
  if (order.expiresAt <= now) {
    // Without an open payment nothing can have been taken: there is nothing to wait for.
    return { ...base, state: payments.some(isOpen) ? 'checking' : 'expired', payment: null };
  }
  const shown = paymentToShow(payments, channel, now);
  if (!shown) return { ...base, state: 'choose', payment: null };
  return { ...base, state: 'scan', payment: shown, deadline: shown.expiresAt };
}

interface ViewTerms {
  channel: string | undefined;
  now: Date;
  returns?: Returns;
}

/** What was claimed for another order waits no more. */
export function isHeld({ disposition, reason }: Payment): boolean {
  return disposition === 'suspense' && reason !== 'claimed';
}

function paymentToShow(
  payments: readonly Payment[],
  channel: string | undefined,
  now: Date,
): Payment | undefined {
  const payable = payments.filter((it) => it.status === 'pending' && it.actionContent && it.expiresAt > now);
  return payable.findLast((it) => it.channel === channel) ?? payable.at(-1);
}

/** What the money of a paid order left open on one of its fines, and is open still. */
export function restOf(
  item: Order['items'][number],
  order: Order,
  balance: Pick<FineBalance, 'quote' | 'next'> | null,
): Fen {
  const leftFen = receivedFor(item, order)?.outstandingFen ?? 0n;
  if (leftFen === 0n || item.quote === null || balance === null) return leftFen;
  const { parts: known } = balance.quote ?? balance.next ?? { parts: [] };
  const parts = known.filter(({ part }) => item.quote?.paidParts.includes(part));
  return parts.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0n);
}

/** Whether the page can still become another one by itself. */
export function isWaiting(state: CashierState): boolean {
  return state === 'choose' || state === 'scan' || state === 'checking';
}

/** The agencies that the money is for, each once, in the order of the items. */
export function agenciesOf(order: Order, names: CatalogueNames): { nameZh: string; nameEn: string }[] {
  return [...new Set(order.items.map((item) => item.agencyCode))].map(
    (code) => names.agencies.get(code) ?? { nameZh: code, nameEn: code },
  );
}
