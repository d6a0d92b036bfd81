import { newId } from '../kernel/ids';
import type { Fen } from '../kernel/money';
import type { Transition } from '../kernel/transition';
import {
  clearingAccount,
  differenceAccount,
  feeExpenseAccount,
  suspenseAccount,
  writeOffAccount,
} from '../ledger/journal';
import type { Posting } from '../ledger/journal';
import { misfitOf } from '../notifications/settlement';
import type { OrderStatus } from '../orders/order';
import type { Difference, DifferenceType } from './difference';

/**
 * What a person can have done about a difference.
 * - `accept_cutoff`: the next day's file will name it; moves no money
 * - `book_to_suspense`: the channel moved money that we did not know of; it waits in suspense
 * - `claim_to_order`: the same, and it pays an order at once
 * - `refund`: the channel took money on a payment of ours that we hold for unpaid; it goes back to its payer
 * - `adjust`: the books follow the channel; the counter entry waits in an account of its own
 * - `write_off`: the same, given up for good; within a limit
 * - `dismiss`: nothing is to be booked, such as for a row that a file has twice
 * - `reverse`: takes back what an approved resolution did, by a red entry
 */
export const RESOLUTION_ACTIONS = [
  'accept_cutoff',
  'book_to_suspense',
  'claim_to_order',
  'refund',
  'adjust',
  'write_off',
  'dismiss',
  'reverse',
] as const;

export type ResolutionAction = (typeof RESOLUTION_ACTIONS)[number];

/** What can be done about a difference as it was found; to reverse is about a resolution. */
export type DirectAction = Exclude<ResolutionAction, 'reverse'>;

export const RESOLUTION_STATUSES = ['proposed', 'approved', 'refused', 'withdrawn', 'reversed'] as const;

export type ResolutionStatus = (typeof RESOLUTION_STATUSES)[number];

export type ResolutionEvent =
  | 'approved'
  | 'refused'
  | 'withdrawn'
  | 'difference closed'
  | 'reversal approved';

/** Every move that a resolution can make. */
export const RESOLUTION_TRANSITIONS: readonly Transition<ResolutionStatus, ResolutionEvent>[] = [
  { from: 'proposed', event: 'approved', to: 'approved' },
  { from: 'proposed', event: 'refused', to: 'refused' },
  { from: 'proposed', event: 'withdrawn', to: 'withdrawn' },
  { from: 'proposed', event: 'difference closed', to: 'withdrawn' },
  { from: 'approved', event: 'reversal approved', to: 'reversed' },
];

/** The note of a proposal that nobody has to decide about any more: its difference closed by itself. */
export const CLOSED_BY_ITSELF = 'difference_closed';

/** What the pure rules need of a difference. */
export type DifferenceSides = Pick<Difference, 'channel' | 'type' | 'kind' | 'ours' | 'theirs'> & {
  /** What the statement's line says that was charged; null where there is no line. */
  feeFen: Fen | null;
  /** It was booked to suspense, and that was taken back. */
  isReversed: boolean;
  /** Whether a refund of ours on this payment was sent and has no end yet. */
  isRefundUnderWay: boolean;
  /**
   * The same movement is a difference of the other side as well: the file names its transaction under another number of
   * ours than our books do, so that one is missing there and the other here.
   */
  hasTwin: boolean;
  /** Of the order of our payment under this number; null where none is known. */
  orderStatus: OrderStatus | null;
};

const ACTIONS_OF: Readonly<Record<DifferenceType, readonly DirectAction[]>> = {
  duplicate: ['dismiss'],
  channel_only: ['book_to_suspense', 'claim_to_order'],
  ours_only: ['adjust', 'write_off'],
  amount_mismatch: ['adjust', 'write_off'],
  status_mismatch: ['adjust', 'write_off'],
  fee_mismatch: ['adjust', 'write_off'],
  cutoff_pending: ['accept_cutoff'],
  bank_missing: ['adjust'],
  bank_short: ['adjust'],
  bank_over: ['adjust'],
  fee_netted: ['adjust'],
  fee_uninvoiced: ['dismiss'],
  register_overdue: ['dismiss'],
  register_refused: ['dismiss'],
  fund_missing: ['dismiss', 'adjust'],
  fund_only: ['dismiss', 'adjust'],
  fund_mismatch: ['dismiss', 'adjust'],
};

/**
 * What may be proposed. Money that the channel took on a payment of ours is never adjusted, nor is a refund of ours that
 * is on its way: asking the channel books it, and an adjustment beside that would book it twice.
 */
export function actionsFor(sides: DifferenceSides): readonly DirectAction[] {
  if (sides.isReversed) return ['book_to_suspense', 'dismiss'];
  if (isUnbooked(sides)) return isSettledByAsking(sides) ? [] : ['refund'];
  // Its file will not say otherwise any more, so that a person may find that all is well.
  if (isUnderWay(sides) && sides.ours?.status === 'succeeded') return ['dismiss'];
  if (isUnderWay(sides) || (sides.kind === 'refund' && sides.isRefundUnderWay)) return [];
  // Booked it is already, under its own number: there is nothing to take in, at the most a rest to set right.
  if (sides.hasTwin) return ['dismiss', 'adjust'];
  const actions = ACTIONS_OF[sides.type];
  return sides.kind === 'refund' ? actions.filter((action) => action !== 'claim_to_order') : actions;
}

/** Whether the channel took money on a payment of ours that is not booked here. */
export function isUnbooked({
  type,
  ours,
  theirs,
}: Pick<DifferenceSides, 'type' | 'ours' | 'theirs'>): boolean {
  return type === 'status_mismatch' && ours?.status !== 'succeeded' && theirs?.status === 'succeeded';
}

/** Whether the channel took just what an order of ours still waits for: asking it books that, and nobody sends it back. */
export function isSettledByAsking(
  sides: Pick<DifferenceSides, 'type' | 'ours' | 'theirs' | 'orderStatus'>,
): boolean {
  const { ours, theirs, orderStatus: status } = sides;
  if (status === null || !isUnbooked(sides) || ours?.amountFen !== theirs?.amountFen) return false;
  return misfitOf({ status }, { isWithdrawn: false, isFinePaidElsewhere: false }) === null;
}

/** Whether the channel has not come to an end with it. */
export function isUnderWay({ type, theirs }: Pick<DifferenceSides, 'type' | 'theirs'>): boolean {
  return theirs?.status === 'pending' && type !== 'duplicate' && type !== 'fee_mismatch';
}

/**
 * By how much the channel's file says that it holds more for us than our books say, for this one item; negative where
 * it holds less; of a settlement, what the bank got. A second mention, an item that the next file should name, a fee
 * that was kept, word to a register and what two files of the channel say of each other move nothing.
 */
export function gapFen({ type, kind, ours, theirs, feeFen }: DifferenceSides): Fen {
  if (type === 'duplicate' || type === 'cutoff_pending') return 0n;
  if (kind === 'write_back' || kind === 'fund_flow') return 0n;
  if (type === 'fee_netted' || type === 'fee_uninvoiced') return 0n;
  if (type === 'fee_mismatch') return -(feeFen ?? 0n);
  const of = (side: Difference['ours']): Fen => (side?.status === 'succeeded' ? side.amountFen : 0n);
  const gap = of(theirs) - of(ours);
  return kind === 'refund' ? -gap : gap;
}

/** The postings by which an action lets our books follow the channel's file; none where it moves no money by itself. */
export function postingsOf(action: DirectAction, sides: DifferenceSides): readonly Posting[] {
  const counter = counterAccount(action, sides);
  const gap = gapFen(sides);
  if (counter === null || gap === 0n) return [];
  const clearing = clearingAccount(sides.channel);
  return gap > 0n
    ? [{ debit: clearing, credit: counter, amountFen: gap }]
    : [{ debit: counter, credit: clearing, amountFen: -gap }];
}

function counterAccount(action: DirectAction, { channel, type }: DifferenceSides): string | null {
  switch (action) {
    case 'book_to_suspense':
    case 'claim_to_order':
    case 'refund':
      return suspenseAccount(channel);
    case 'adjust':
      return type === 'fee_mismatch' ? feeExpenseAccount(channel) : differenceAccount(channel);
    case 'write_off':
      return writeOffAccount(channel);
    case 'accept_cutoff':
    case 'dismiss':
      return null;
  }
}

/** What somebody proposed to do about a difference, and what another decided. */
export interface Resolution {
  id: string;
  differenceId: string;
  action: ResolutionAction;
  status: ResolutionStatus;
  reason: string;
  /** As previewed when it was proposed; just that is booked. */
  postings: readonly Posting[];
  /** What the difference said then: `basisOf`. */
  basis: string;
  /** The order that the money pays. */
  orderId: string | null;
  attachmentId: string | null;
  /** The resolution that it takes back. */
  reverses: string | null;
  journalId: string | null;
  claimId: string | null;
  refundId: string | null;
  /** Why it was refused, or `CLOSED_BY_ITSELF`. */
  note: string | null;
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}

type ProposalTerms = Pick<
  Resolution,
  | 'differenceId'
  | 'action'
  | 'reason'
  | 'postings'
  | 'basis'
  | 'orderId'
  | 'attachmentId'
  | 'reverses'
  | 'proposedBy'
>;

/** A resolution that nobody has decided about. */
export function newProposal(terms: ProposalTerms, at: Date): Resolution {
  return {
    ...terms,
    id: newId('res', at),
    status: 'proposed',
    ...{ journalId: null, claimId: null, refundId: null, note: null },
    proposedAt: at,
    ...{ decidedBy: null, decidedAt: null },
  };
}

/** What a difference says, as one text: a proposal is decided about only while this is the same. */
export function basisOf({ type, kind, ours, theirs, feeFen, isReversed }: DifferenceSides): string {
  const textOf = (side: Difference['ours']): string => (side ? `${side.amountFen} ${side.status}` : 'none');
  return [type, kind, textOf(ours), textOf(theirs), String(feeFen ?? 'none'), String(isReversed)].join(', ');
}

/** What a red entry takes back; the others have led to an order that was paid, or to money that went. */
export const REVERSIBLE: readonly ResolutionAction[] = [
  'accept_cutoff',
  'book_to_suspense',
  'adjust',
  'write_off',
  'dismiss',
];
