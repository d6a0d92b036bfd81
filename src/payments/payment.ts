import type { Fen } from '../kernel/money';
import type { Transition } from '../kernel/transition';
import type { PayerFacts, PaymentAction, Scene } from '../providers/provider';

export type PaymentStatus = 'pending' | 'succeeded' | 'closed' | 'failed' | 'unknown';

export const PAYMENT_STATUSES: readonly PaymentStatus[] = [
  'pending',
  'succeeded',
  'closed',
  'failed',
  'unknown',
];

export type PaymentEvent =
  | 'money arrived'
  | 'closed at the channel'
  | 'refused by the channel'
  | 'other amount arrived'
  | 'no answer'
  | 'opened';

/**
 * Every move that a payment can make. `succeeded` is the only end without a way out: what the channel proves
 * after a close or a refusal still counts, since it has taken the money.
 */
export const PAYMENT_TRANSITIONS: readonly Transition<PaymentStatus, PaymentEvent>[] = [
  { from: 'pending', event: 'money arrived', to: 'succeeded' },
  { from: 'pending', event: 'closed at the channel', to: 'closed' },
  { from: 'pending', event: 'refused by the channel', to: 'failed' },
  { from: 'pending', event: 'other amount arrived', to: 'failed' },
  { from: 'pending', event: 'no answer', to: 'unknown' },
  { from: 'unknown', event: 'opened', to: 'pending' },
  { from: 'unknown', event: 'money arrived', to: 'succeeded' },
  { from: 'unknown', event: 'closed at the channel', to: 'closed' },
  { from: 'unknown', event: 'refused by the channel', to: 'failed' },
  { from: 'unknown', event: 'other amount arrived', to: 'failed' },
  { from: 'closed', event: 'money arrived', to: 'succeeded' },
  { from: 'failed', event: 'money arrived', to: 'succeeded' },
];

/** Where the money of a payment went: to its order, or to suspense because it fits no open order. */
export type Disposition = 'settled' | 'suspense';

/** One attempt to pay an order on one channel. */
export interface Payment extends PayerFacts {
  /** Also the `out_trade_no` at the channel. */
  id: string;
  orderId: string;
  channel: string;
  scene: Scene;
  status: PaymentStatus;
  amountFen: Fen;
  /** What the payer's device must do; null until the channel has answered. */
  actionType: PaymentAction['type'] | null;
  actionContent: string | null;
  /** The channel's number, once paid. */
  transactionId: string | null;
  disposition: Disposition | null;
  /** Why the status is what it is, where that is not plain: a code of the channel or of `SuspenseReason`. */
  reason: string | null;
  paidAt: Date | null;
  /** Its `out_trade_no` where that is not its id: of money that was claimed from suspense. Else null. */
  claimedFrom: string | null;
  /** After this what was opened can no longer be paid. */
  expiresAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

/** Our number of it at the channel. */
export function outTradeNoOf({ id, claimedFrom }: Pick<Payment, 'id' | 'claimedFrom'>): string {
  return claimedFrom ?? id;
}

/** Whether the channel may still take money on it, as far as we know. */
export function isOpen(payment: Pick<Payment, 'status'>): boolean {
  return payment.status === 'pending' || payment.status === 'unknown';
}

/** What to do next about a payment whose end is not known: ask, or close at the channel because it ran out. */
export type FollowStep = 'nothing' | 'ask' | 'close';

/** The channel's clock may be behind ours; a payment of the last second must still be found. */
const GRACE_MS = 5_000;

/** What to do now about a payment: nothing once its end is known, close once its time has passed. */
export function followStep(payment: Pick<Payment, 'status' | 'expiresAt'>, now: Date): FollowStep {
  if (!isOpen(payment)) return 'nothing';
  return now.getTime() >= payment.expiresAt.getTime() + GRACE_MS ? 'close' : 'ask';
}

/** Seconds between questions; the last one repeats. A lost notification is made good within the minute. */
const ASK_GAPS_SECONDS = [5, 5, 10, 15, 25];
const LAST_GAP_SECONDS = 30;

/**
 * When to ask next about an open payment: the gaps grow with its age, and its end is never overslept.
 */
export function nextAskAt(payment: Pick<Payment, 'createdAt' | 'expiresAt'>, now: Date): Date {
  let gapSeconds = LAST_GAP_SECONDS;
  let sinceSeconds = 0;
  for (const gap of ASK_GAPS_SECONDS) {
    sinceSeconds += gap;
    if (payment.createdAt.getTime() + sinceSeconds * 1000 > now.getTime()) {
      gapSeconds = gap;
      break;
    }
  }
  const next = now.getTime() + gapSeconds * 1000;
  const closeAt = payment.expiresAt.getTime() + GRACE_MS;
  return new Date(Math.max(now.getTime(), Math.min(next, closeAt)));
}

/** The whole second until which the channel may take the payment. */
export function paymentExpiry(order: { expiresAt: Date }, lifetimeSeconds: number, now: Date): Date {
  const byChannel = now.getTime() + lifetimeSeconds * 1000;
  return new Date(Math.floor(Math.min(byChannel, order.expiresAt.getTime()) / 1000) * 1000);
}

/** A QR code that ends sooner than this is of no use to anybody: a fresh one is made. */
const MIN_REMAINING_MS = 5_000;

/** An open one is given again while it is of use, and at the end of the order, when a fresh one would end as soon. */
export function isReusable(
  payment: Payment,
  fresh: Pick<Payment, 'channel' | 'scene' | 'payerId' | 'expiresAt'>,
  at: Date,
): boolean {
  // What was opened for one payer of the channel's app cannot be paid by another; the address may change.
  const isSame =
    payment.channel === fresh.channel && payment.scene === fresh.scene && payment.payerId === fresh.payerId;
  const isOfUse = payment.expiresAt.getTime() > at.getTime() + MIN_REMAINING_MS;
  return isSame && isOpen(payment) && (isOfUse || payment.expiresAt >= fresh.expiresAt);
}
