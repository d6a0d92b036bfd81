import type { PricedBy } from '../affairs/price-rule';
import { thawQuote } from '../fines/frozen-quote';
import type { FrozenQuote } from '../fines/frozen-quote';
import { measureReceived } from '../fines/tender';
import type { ReceivedOutcome } from '../fines/tender';
import { businessDayOf } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Transition } from '../kernel/transition';

export type OrderStatus = 'open' | 'paid' | 'closed' | 'expired' | 'partially_refunded' | 'refunded';

export const ORDER_STATUSES: readonly OrderStatus[] = [
  'open',
  'paid',
  'closed',
  'expired',
  'partially_refunded',
  'refunded',
];

export type OrderEvent =
  | 'paid'
  | 'closed by its service'
  | 'fine changed'
  | 'ran out'
  | 'partly refunded'
  | 'refunded';

/** Every move that an order can make. Money that comes after the end goes to suspense and moves nothing here. */
export const ORDER_TRANSITIONS: readonly Transition<OrderStatus, OrderEvent>[] = [
  { from: 'open', event: 'paid', to: 'paid' },
  { from: 'open', event: 'closed by its service', to: 'closed' },
  { from: 'open', event: 'fine changed', to: 'closed' },
  { from: 'open', event: 'ran out', to: 'expired' },
  { from: 'paid', event: 'partly refunded', to: 'partially_refunded' },
  { from: 'paid', event: 'refunded', to: 'refunded' },
  { from: 'partially_refunded', event: 'refunded', to: 'refunded' },
];

/** What a service (or the citizen's own look-up) asks to collect. */
export interface Order {
  id: string;
  serviceId: string;
  externalRef: string;
  status: OrderStatus;
  /** The sum of the items. */
  amountFen: Fen;
  items: readonly OrderItem[];
  payerName: string | null;
  /** How people name it; null on an order from before there were pay codes. */
  payCode: string | null;
  /** What the citizen holds; never the id. */
  cashierToken: string;
  returnUrl: string | null;
  metadata: Readonly<Record<string, string>>;
  expiresAt: Date;
  paidAt: Date | null;
  /** `fine_changed`: closed since a decision is not owed any more as it was quoted. Else null. */
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface OrderItem {
  line: number;
  affairCode: string;
  affairName: string;
  agencyCode: string;
  incomeItemCode: string;
  quantity: number;
  unitFen: Fen;
  amountFen: Fen;
  /** 15 digits, only on a fine. */
  decisionNo: string | null;
  /** What the caller said of the matter where its price depends on that; it never changes. */
  pricedBy: PricedBy | null;
  /** What a known decision was quoted at when the order was made; it never changes. */
  quote: FrozenQuote | null;
}

/** Statuses in which the order's money has been received. */
const PAID_STATUSES: ReadonlySet<OrderStatus> = new Set(['paid', 'partially_refunded', 'refunded']);

/** Whether the order's money has been received, whatever went back later. */
export function isPaid(order: Pick<Order, 'status'>): boolean {
  return PAID_STATUSES.has(order.status);
}

/**
 * What the money that paid the order came to for one of its fines, by the day on which it was paid (domain R23): later
 * than the day of the quote, more may have been owed. Null while unpaid, and where nothing was quoted.
 */
export function receivedFor(item: OrderItem, { paidAt }: Pick<Order, 'paidAt'>): ReceivedOutcome | null {
  if (item.quote === null || paidAt === null) return null;
  const on = businessDayOf(paidAt);
  const receivedFen = item.amountFen;
  // What is paid on its day is the quote itself; and a channel's clock may be behind ours.
  if (on <= item.quote.onDay) {
    return { code: 1, owedFen: receivedFen, receivedFen, outstandingFen: 0n, surplusFen: 0n };
  }
  return measureReceived(thawQuote(item.quote).input, { on, receivedFen });
}

/** What the money left open on all fines of the order together. */
export function outstandingOf(order: Pick<Order, 'items' | 'paidAt'>): Fen {
  return order.items.reduce((sum, item) => sum + (receivedFor(item, order)?.outstandingFen ?? 0n), 0n);
}

/** What the payer's wallet shows: the first affair, and how many more there are. */
export function describeOrder(items: readonly OrderItem[]): string {
  const first = items[0]?.affairName ?? '';
  return items.length > 1 ? `${first}等${items.length}项` : first;
}

/** Whether this can be the token of a cashier link; anything else is not worth a question to the database. */
export function isCashierToken(text: string): boolean {
  return /^[\w-]{22,64}$/.test(text);
}
