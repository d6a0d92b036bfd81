import type { Fen } from '../kernel/money';
import { newId } from '../kernel/ids';
import type { Transition } from '../kernel/transition';
import type { RefundRules } from '../providers/provider';

export type RefundStatus =
  | 'requested'
  | 'approved'
  | 'rejected'
  | 'submitted'
  | 'unknown'
  | 'succeeded'
  | 'failed'
  | 'manual';

export const REFUND_STATUSES: readonly RefundStatus[] = [
  'requested',
  'approved',
  'rejected',
  'submitted',
  'unknown',
  'succeeded',
  'failed',
  'manual',
];

export type RefundEvent =
  | 'approved'
  | 'rejected'
  | 'sent'
  | 'accepted by the channel'
  | 'money went back'
  | 'closed by the channel'
  | 'left to a person'
  | 'tried again'
  | 'given up';

/**
 * Every move that a refund can make. It is `unknown` from the moment in which it may reach the channel until there is
 * an answer. What the channel proves after it has closed a refund still counts, since the money is gone.
 */
export const REFUND_TRANSITIONS: readonly Transition<RefundStatus, RefundEvent>[] = [
  { from: 'requested', event: 'approved', to: 'approved' },
  { from: 'requested', event: 'rejected', to: 'rejected' },
  { from: 'approved', event: 'sent', to: 'unknown' },
  { from: 'approved', event: 'left to a person', to: 'manual' },
  { from: 'unknown', event: 'accepted by the channel', to: 'submitted' },
  { from: 'unknown', event: 'money went back', to: 'succeeded' },
  { from: 'unknown', event: 'closed by the channel', to: 'failed' },
  { from: 'unknown', event: 'left to a person', to: 'manual' },
  { from: 'submitted', event: 'money went back', to: 'succeeded' },
  { from: 'submitted', event: 'closed by the channel', to: 'failed' },
  { from: 'submitted', event: 'left to a person', to: 'manual' },
  { from: 'manual', event: 'tried again', to: 'approved' },
  { from: 'manual', event: 'money went back', to: 'succeeded' },
  { from: 'manual', event: 'given up', to: 'failed' },
  { from: 'failed', event: 'money went back', to: 'succeeded' },
];

/**
 * Who wants the money to go back: a service, the rule about money that arrived and pays nothing, or that about a fine
 * that was paid and is not owed.
 */
export type RefundOrigin = 'request' | 'suspense' | 'fine';

/** Money going back on one payment. */
export interface Refund {
  /** Also the `out_refund_no` at the channel, for every try. */
  id: string;
  orderId: string;
  paymentId: string;
  channel: string;
  origin: RefundOrigin;
  /** The fine whose money goes back by itself; null where it is not about one. */
  decisionNo: string | null;
  status: RefundStatus;
  amountFen: Fen;
  /** What the payer reads in the wallet. */
  reason: string;
  /** Why the status is what it is, where that is not plain: a code of the channel or one of ours. */
  detail: string | null;
  /** Service that asked for it; null where a rule did. */
  requestedBy: string | null;
  /** Service that approved or rejected it; null where a rule did, or nobody yet. */
  decidedBy: string | null;
  /** The channel's number, once the money went back there. */
  transactionId: string | null;
  /** Number of the bank transfer, where the money went back that way. */
  bankReference: string | null;
  /** When it may first have reached the channel. */
  sentAt: Date | null;
  succeededAt: Date | null;
  alarmedAt: Date | null;
  /** The part of each line of the order; none where the money never came to an order. */
  shares: readonly RefundShare[];
  createdAt: Date;
  updatedAt: Date;
}

export interface RefundShare {
  line: number;
  amountFen: Fen;
}

/** An amount that a payment has more (or, negative, less) of its money promised to go back. */
export interface ReservationChange {
  paymentId: string;
  changeFen: bigint;
}

type RefundTerms = Pick<
  Refund,
  'orderId' | 'paymentId' | 'channel' | 'origin' | 'amountFen' | 'reason' | 'requestedBy' | 'shares'
> &
  Partial<Pick<Refund, 'decisionNo'>>;

/** A refund that nobody has decided about yet. */
export function newRefund(terms: RefundTerms, at: Date): Refund {
  return {
    decisionNo: null,
    ...terms,
    id: newId('ref', at),
    status: 'requested',
    detail: null,
    decidedBy: null,
    transactionId: null,
    bankReference: null,
    sentAt: null,
    succeededAt: null,
    alarmedAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

/**
 * Splits an amount over the lines of an order by what is left of each: exact to the fen, the largest remainders first
 * (domain R35), never more of a line than is left. The amount is at most the sum of what is left.
 */
export function sharesOf(left: readonly RefundShare[], amountFen: Fen): RefundShare[] {
  const totalFen = left.reduce((sum, line) => sum + line.amountFen, 0n);
  if (totalFen === 0n) return [];
  const parts = left.map(({ line, amountFen: leftFen }) => ({
    line,
    amountFen: (amountFen * leftFen) / totalFen,
    remainder: (amountFen * leftFen) % totalFen,
  }));
  let missingFen = amountFen - parts.reduce((sum, part) => sum + part.amountFen, 0n);
  const byRemainder = [...parts].sort((a, b) => Number(b.remainder - a.remainder) || a.line - b.line);
  for (const part of byRemainder) {
    if (missingFen === 0n) break;
    part.amountFen += 1n;
    missingFen -= 1n;
  }
  return parts
    .filter((part) => part.amountFen > 0n)
    .map((part) => ({ line: part.line, amountFen: part.amountFen }));
}

/** Whether it gives back money that paid its order; else that money never came to an order. */
export function isOfOrder({ origin }: Pick<Refund, 'origin'>): boolean {
  return origin !== 'suspense';
}

/** Whether the channel may still act on it, or is about to be asked to. */
export function isUnderWay({ status }: Pick<Refund, 'status'>): boolean {
  return status === 'approved' || status === 'unknown' || status === 'submitted';
}

/** Whether it has been sent to the channel and has no end yet. */
export function isSent({ status }: Pick<Refund, 'status'>): boolean {
  return status === 'unknown' || status === 'submitted';
}

/** What has been sent to the channel for the same payment before. */
export interface EarlierRefunds {
  count: number;
  lastSentAt: Date | null;
}

/** What to do with an approved refund: send it, send it later, or leave it to a person, who pays by bank. */
export type SendStep =
  | { kind: 'send' }
  | { kind: 'wait'; until: Date }
  | { kind: 'manual'; detail: 'too_old_for_channel' | 'too_many_for_channel' };

const DAY_MS = 86_400_000;

/** Holds an approved refund against what the channel allows (domain R31). */
export function sendStep(
  rules: RefundRules,
  { paidAt, earlier }: { paidAt: Date; earlier: EarlierRefunds },
  now: Date,
): SendStep {
  if (now.getTime() > paidAt.getTime() + rules.windowDays * DAY_MS)
    return { kind: 'manual', detail: 'too_old_for_channel' };
  if (rules.maxPerPayment !== null && earlier.count >= rules.maxPerPayment)
    return { kind: 'manual', detail: 'too_many_for_channel' };
  const freeAt = (earlier.lastSentAt?.getTime() ?? 0) + rules.spacingSeconds * 1000;
  return now.getTime() < freeAt ? { kind: 'wait', until: new Date(freeAt) } : { kind: 'send' };
}

/** Gaps between questions, each up to an age of the refund; an hour after the last. */
const ASK_GAPS_SECONDS: readonly { untilAge: number; gap: number }[] = [
  { untilAge: 10, gap: 2 },
  { untilAge: 60, gap: 10 },
  { untilAge: 600, gap: 60 },
  { untilAge: 7_200, gap: 600 },
];
const LAST_GAP_SECONDS = 3_600;
/** A channel pays back within minutes as a rule; a day without an end is for somebody to see. */
const OVERDUE_AFTER_MS = DAY_MS;

/** When to ask next about a refund that has been sent: the gaps grow with its age. */
export function nextRefundAskAt(sentAt: Date, now: Date): Date {
  const age = (now.getTime() - sentAt.getTime()) / 1000;
  const gap = ASK_GAPS_SECONDS.find(({ untilAge }) => age < untilAge)?.gap ?? LAST_GAP_SECONDS;
  return new Date(now.getTime() + gap * 1000);
}

/** Whether it has waited so long that somebody must see it. */
export function isOverdue({ sentAt }: Pick<Refund, 'sentAt'>, now: Date): boolean {
  return sentAt !== null && now.getTime() - sentAt.getTime() >= OVERDUE_AFTER_MS;
}
