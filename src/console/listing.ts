import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { OrderStatus } from '../orders/order';
import type { PaymentStatus } from '../payments/payment';
import type { RefundStatus } from '../refunds/refund';

/** Days from … to, both included; null: no end on that side. */
export interface DayRange {
  from: BusinessDay | null;
  to: BusinessDay | null;
}

/** A page of a list, newest first. */
export interface Page<Row> {
  rows: Row[];
  /** The id after which the next page goes on; null: this is the last. */
  next: string | null;
}

interface ListFilter extends DayRange {
  /** The id of the last row of the page before. */
  before: string | null;
}

export interface OrderListFilter extends ListFilter {
  /** These alone. */
  ids?: readonly string[];
  status: OrderStatus | null;
}

export interface PaymentListFilter extends ListFilter {
  status: PaymentStatus | null;
  channel: string | null;
}

export interface RefundListFilter extends ListFilter {
  status: RefundStatus | null;
}

export interface OrderRow {
  id: string;
  serviceName: string;
  externalRef: string;
  status: OrderStatus;
  amountFen: Fen;
  createdAt: Date;
  paidAt: Date | null;
}

export interface PaymentRow {
  id: string;
  orderId: string;
  channel: string;
  status: PaymentStatus;
  disposition: string | null;
  reason: string | null;
  amountFen: Fen;
  transactionId: string | null;
  createdAt: Date;
  paidAt: Date | null;
}

export interface RefundRow {
  id: string;
  orderId: string;
  channel: string;
  origin: string;
  status: RefundStatus;
  amountFen: Fen;
  reason: string;
  createdAt: Date;
}

/** The movements of one kind on a day; `before` is the id of the last one that was shown. */
export interface TransactionFilter {
  channels: readonly string[];
  businessDay: BusinessDay;
  kinds: readonly TransactionKind[];
  before: string | null;
}

/** What a channel moves. */
export const TRANSACTION_KINDS = ['payment', 'refund'] as const;

export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

/** Money that a channel moved. */
export interface TransactionRow {
  /** Channel, kind and number. */
  id: string;
  channel: string;
  kind: TransactionKind;
  /** The channel's number. */
  transactionId: string;
  outTradeNo: string;
  /** Of the payment that it came for; null: none of ours is known. */
  orderId: string | null;
  amountFen: Fen;
  occurredAt: Date;
  disposition: string;
  reason: string | null;
}

/** Something that was told to a service about an order. */
export interface EventRow {
  id: string;
  type: string;
  createdAt: Date;
  attempts: number;
  deliveredAt: Date | null;
  lastResult: string | null;
}

/** Something that a service has not taken: it is told again, or was given up. */
export interface UndeliveredRow extends EventRow {
  serviceName: string;
  /** An order, a payment or a refund. */
  subjectId: string;
  /** When it was given up; null: it is told again by itself. */
  exhaustedAt: Date | null;
}

/** A move of a status. */
export interface StatusRow {
  subject: string;
  subjectId: string;
  fromStatus: string;
  toStatus: string;
  at: Date;
}

export const PAGE_SIZE = 50;

/** The page of rows of which one more than fits was read. */
export function pageOf<Row extends { id: string }>(rows: readonly Row[]): Page<Row> {
  const shown = rows.slice(0, PAGE_SIZE);
  return { rows: shown, next: rows.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null };
}
