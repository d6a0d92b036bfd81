import { createHash } from 'node:crypto';
import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { PaymentStatus } from '../payments/payment';
import type { ChannelStatementLine } from '../providers/provider';

/**
 * What a reconciliation can find about one item; domain.md section 5 with its rule R25.
 * - `duplicate`: the file names the same movement a second time, or a payment of another day that an earlier file names
 * - `channel_only` (长款): the channel moved money that is unknown to us
 * - `ours_only` (短款): we booked money that the channel's files do not name
 * - `amount_mismatch`, `status_mismatch`, `fee_mismatch`: both know it and say different things
 * - `cutoff_pending`: booked near the end of the day; the next day's file should name it
 */
export const STATEMENT_DIFFERENCE_TYPES = [
  'duplicate',
  'channel_only',
  'ours_only',
  'amount_mismatch',
  'status_mismatch',
  'fee_mismatch',
  'cutoff_pending',
] as const;

export type StatementDifferenceType = (typeof STATEMENT_DIFFERENCE_TYPES)[number];

/**
 * What the other sources can disagree about.
 * - `bank_missing`, `bank_short`, `bank_over`: the bank's credit for a channel's day
 * - `fee_netted`: the channel has kept its fee from the proceeds, which it must not (R27)
 * - `fee_uninvoiced`: it charged a fee for which there is no invoice
 * - `register_overdue`, `register_refused`: the department's register does not know of a paid fine
 * - `fund_missing`, `fund_only`, `fund_mismatch`: the channel's file of trades (ours) and what moved on its account of the
 *   merchant (theirs): not there, only there, another amount net of fees
 */
const SOURCE_DIFFERENCE_TYPES = [
  'bank_missing',
  'bank_short',
  'bank_over',
  'fee_netted',
  'fee_uninvoiced',
  'register_overdue',
  'register_refused',
  'fund_missing',
  'fund_only',
  'fund_mismatch',
] as const;

export const DIFFERENCE_TYPES = [...STATEMENT_DIFFERENCE_TYPES, ...SOURCE_DIFFERENCE_TYPES] as const;

export type DifferenceType = (typeof DIFFERENCE_TYPES)[number];

/**
 * What a difference is about: a movement at the channel, the bank's credit for a day, word to a register, or what a
 * movement did to the channel's account of the merchant.
 */
export const DIFFERENCE_KINDS = ['payment', 'refund', 'settlement', 'write_back', 'fund_flow'] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/**
 * How many days before ours a statement may name a movement: a refund stands in the file of the day on which it was
 * accepted, though a bank may take days to pay it out. The day after may name what came after its cut-off.
 */
export const MAX_DAYS_BEFORE = 10;

export type MovementKind = ChannelStatementLine['kind'];

/** One side's view of a movement. */
export interface Side<S extends string = string> {
  amountFen: Fen;
  status: S;
}

/** One line of a statement beside what we know of it, or a movement of ours that no statement names. */
export interface ComparedItem {
  kind: MovementKind;
  /** Of the statement for a line, of the movement for one of ours. */
  businessDay: BusinessDay;
  /** Names the movement within its channel and kind. */
  key: string;
  transactionId: string;
  outTradeNo: string;
  statementLine: number | null;
  /** 1 where the file names the movement for the first time. */
  mention: number;
  theirs: (Side<ChannelStatementLine['status']> & { feeFen: Fen; feeDueFen: Fen | null }) | null;
  /** Booked money, or a payment that has not been paid as far as we know. */
  ours: (Side<PaymentStatus> & { isBooked: boolean; occurredAt: Date | null }) | null;
}

/** The day that is reconciled. */
export interface ReconciledDay {
  businessDay: BusinessDay;
  /** What occurred from here on may stand in the next day's statement. */
  cutoffAt: Date;
  /** Whether the next day's statement is there and has had its say. */
  isNextDayKnown: boolean;
}

/** The most serious thing that is wrong with an item, or null where both sides agree. */
export function typeOf(item: ComparedItem, day: ReconciledDay): StatementDifferenceType | null {
  const { theirs, ours } = item;
  if (theirs === null) return isInTransit(item, day) ? 'cutoff_pending' : 'ours_only';
  if (item.mention > 1) return 'duplicate';
  // A refund that failed there and is not booked here has moved no money on either side.
  if (ours === null) return theirs.status === 'failed' ? null : 'channel_only';
  if (!ours.isBooked) return theirs.status === 'succeeded' ? 'status_mismatch' : null;
  if (theirs.amountFen !== ours.amountFen) return 'amount_mismatch';
  if (theirs.status !== 'succeeded' && !isEndedSince(item)) return 'status_mismatch';
  return isFeeWrong(item.kind, theirs) ? 'fee_mismatch' : null;
}

/** A file tells how a refund stood when it was made; one that ended after its day was still under way then. */
function isEndedSince({ kind, businessDay, theirs, ours }: ComparedItem): boolean {
  if (kind !== 'refund' || theirs?.status !== 'pending' || ours?.occurredAt == null) return false;
  return businessDayOf(ours.occurredAt) > businessDay;
}

/**
 * With a part of the money a channel gives back the part of the fee that it rounds together with the parts before, so
 * one fen more or less is no error of its; the fee of a payment is rounded by itself.
 */
function isFeeWrong(
  kind: MovementKind,
  { feeFen, feeDueFen }: { feeFen: Fen; feeDueFen: Fen | null },
): boolean {
  if (feeDueFen === null) return false;
  const wrongFen = feeFen > feeDueFen ? feeFen - feeDueFen : feeDueFen - feeFen;
  return wrongFen > (kind === 'refund' ? 1n : 0n);
}

function isInTransit({ businessDay, ours }: ComparedItem, day: ReconciledDay): boolean {
  if (businessDay !== day.businessDay || day.isNextDayKnown) return false;
  return ours?.occurredAt != null && ours.occurredAt.getTime() >= day.cutoffAt.getTime();
}

/** Whether the channel took money on a payment of ours that is not booked: asking the channel heals it. */
export function isPaymentToFollow(item: ComparedItem): boolean {
  return item.kind === 'payment' && item.ours?.isBooked === false && item.theirs?.status === 'succeeded';
}

/** A difference with its place in time; open until a run no longer finds it. */
export interface Difference {
  id: string;
  channel: string;
  businessDay: BusinessDay;
  type: DifferenceType;
  kind: DifferenceKind;
  transactionId: string | null;
  outTradeNo: string | null;
  ours: Side | null;
  theirs: Side | null;
  statementLine: number | null;
  firstSeenAt: Date;
  closedAt: Date | null;
}

export type FoundDifference = Omit<Difference, 'firstSeenAt' | 'closedAt'>;

/** An id that is made of what a difference is about: whoever finds it again finds the same one (R26). */
export function differenceIdOf(...subject: readonly (string | number)[]): string {
  return `dif_${createHash('sha256').update(subject.join('\n')).digest('hex').slice(0, 28)}`;
}

/** An item as a difference. */
export function differenceOf(item: ComparedItem, type: DifferenceType, channel: string): FoundDifference {
  const { businessDay, kind, transactionId, outTradeNo, statementLine, ours, theirs } = item;
  return {
    id: differenceIdOf(channel, businessDay, type, kind, item.key, item.mention),
    channel,
    businessDay,
    type,
    kind,
    transactionId,
    outTradeNo,
    statementLine,
    ours: ours && { amountFen: ours.amountFen, status: ours.status },
    theirs: theirs && { amountFen: theirs.amountFen, status: theirs.status },
  };
}
