import type { Fen } from '../kernel/money';
import { clearingAccount, differenceAccount, feeExpenseAccount, suspenseAccount } from '../ledger/journal';
import { writeOffAccount } from '../ledger/journal';
import type { Posting } from '../ledger/journal';
import type { Transition } from '../kernel/transition';
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

export type ResolutionEvent = 'approved' | 'refused' | 'withdrawn' | 'reversal approved';

/** Every move that a resolution can make. */
export const RESOLUTION_TRANSITIONS: readonly Transition<ResolutionStatus, ResolutionEvent>[] = [
  { from: 'proposed', event: 'approved', to: 'approved' },
  { from: 'proposed', event: 'refused', to: 'refused' },
  { from: 'proposed', event: 'withdrawn', to: 'withdrawn' },
  { from: 'approved', event: 'reversal approved', to: 'reversed' },
];

/** What the pure rules need of a difference. */
export type DifferenceSides = Pick<Difference, 'channel' | 'type' | 'kind' | 'ours' | 'theirs'> & {
  /** What the statement's line says that was charged; null where there is no line. */
  feeFen: Fen | null;
  /** It was booked to suspense, and that was taken back. */
  isReversed: boolean;
};

const ACTIONS_OF: Readonly<Record<DifferenceType, readonly DirectAction[]>> = {
  duplicate: ['dismiss'],
  channel_only: ['book_to_suspense', 'claim_to_order'],
  ours_only: ['adjust', 'write_off'],
  amount_mismatch: ['adjust', 'write_off'],
  status_mismatch: ['adjust', 'write_off'],
  fee_mismatch: ['adjust', 'write_off'],
  cutoff_pending: ['accept_cutoff'],
};

/**
 * What may be proposed. Money that the channel took on a payment of ours is never adjusted: asking the channel books it,
 * and an adjustment beside that would book it twice. What went back at the channel pays no order.
 */
export function actionsFor(sides: DifferenceSides): readonly DirectAction[] {
  if (sides.isReversed) return ['book_to_suspense', 'dismiss'];
  if (isUnbooked(sides)) return ['refund'];
  if (isUnderWay(sides)) return [];
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

/** Whether the channel has not come to an end with it. */
export function isUnderWay({ type, theirs }: Pick<DifferenceSides, 'type' | 'theirs'>): boolean {
  return theirs?.status === 'pending' && type !== 'duplicate' && type !== 'fee_mismatch';
}

/**
 * By how much the channel's file says that it holds more for us than our books say, for this one item; negative where
 * it holds less. A second mention and an item that the next file should name move nothing.
 */
export function gapFen({ type, kind, ours, theirs, feeFen }: DifferenceSides): Fen {
  if (type === 'duplicate' || type === 'cutoff_pending') return 0n;
  if (type === 'fee_mismatch') return -(feeFen ?? 0n);
  const of = (side: Difference['ours']): Fen => (side?.status === 'succeeded' ? side.amountFen : 0n);
  const gap = of(theirs) - of(ours);
  return kind === 'payment' ? gap : -gap;
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
