import { businessDayOf, daysBetween } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Posting } from '../ledger/journal';
import { MAX_DAYS_BEFORE } from './difference';
import type { Difference, DifferenceType } from './difference';
import { actionsFor, gapFen, isUnbooked, isUnderWay, postingsOf } from './resolution';
import type { DifferenceSides, DirectAction } from './resolution';

/** Why two books may say different things about one item; what a clerk would think of first. */
export const CAUSES = [
  'cutoff',
  'lost_notification',
  'fee',
  'fee_netted',
  'refund_in_transit',
  'refund_outside',
  'refused_at_channel',
  'unknown_order',
  'other_order_number',
  'paid_twice',
  'wrong_amount',
  'duplicate_row',
  'duplicate_differs',
  'missing_at_channel',
  'booking_reversed',
  'bank_late',
  'bank_amount',
  'invoice_missing',
  'register_late',
  'register_refused',
  'not_in_funds',
  'only_in_funds',
  'funds_differ',
] as const;

export type Cause = (typeof CAUSES)[number];

/** What a file says of a movement in another of its rows. */
export interface RepeatedRow {
  line: number;
  amountFen: Fen;
  status: string;
}

/** Everything that the explanation of a difference is made of. */
export type DifferenceFacts = DifferenceSides &
  Pick<Difference, 'businessDay'> & {
    /** Of our payment under this number; null where none is known. */
    paymentStatus: string | null;
    /** The row of the same file that names the movement first; null where this is no duplicate, or of another file. */
    repeats: RepeatedRow | null;
  };

/** What a difference probably is, and what could be done about it. */
export interface Explanation {
  cause: Cause;
  /** Days since the business day that it belongs to. */
  ageDays: number;
  /** What the channel holds more (or less) than our books say. */
  gapFen: Fen;
  /** `ask_again`: ask the channel first; it moves no money and needs nobody's approval. */
  suggestion: DirectAction | 'ask_again';
  /** The journal that the suggestion would book. */
  postings: readonly Posting[];
  /** Everything that may be proposed. */
  actions: readonly DirectAction[];
}

/** Explains a difference by its facts alone. */
export function explain(facts: DifferenceFacts, now: Date): Explanation {
  const ageDays = daysBetween(facts.businessDay, businessDayOf(now));
  const cause = causeOf(facts, ageDays);
  const suggestion = suggestionFor(facts, cause);
  return {
    cause,
    ageDays,
    gapFen: gapFen(facts),
    suggestion,
    postings: suggestion === 'ask_again' ? [] : postingsOf(suggestion, facts),
    actions: actionsFor(facts),
  };
}

/** What needs no further look. */
const CAUSE_OF_TYPE: Readonly<Partial<Record<DifferenceType, Cause>>> = {
  cutoff_pending: 'cutoff',
  fee_mismatch: 'fee',
  bank_missing: 'bank_late',
  bank_short: 'bank_amount',
  bank_over: 'bank_amount',
  fee_netted: 'fee_netted',
  fee_uninvoiced: 'invoice_missing',
  register_overdue: 'register_late',
  register_refused: 'register_refused',
  fund_missing: 'not_in_funds',
  fund_only: 'only_in_funds',
  fund_mismatch: 'funds_differ',
};

function causeOf(facts: DifferenceFacts, ageDays: number): Cause {
  if (facts.isReversed) return 'booking_reversed';
  if (facts.hasTwin) return 'other_order_number';
  switch (facts.type) {
    case 'duplicate':
      return isRepeatedOtherwise(facts) ? 'duplicate_differs' : 'duplicate_row';
    case 'amount_mismatch':
      return isFeeNetted(facts) ? 'fee_netted' : 'wrong_amount';
    case 'status_mismatch':
      if (isUnbooked(facts)) return 'lost_notification';
      return isUnderWay(facts) ? 'refund_in_transit' : 'refused_at_channel';
    case 'ours_only':
      return facts.kind === 'refund' && ageDays <= MAX_DAYS_BEFORE
        ? 'refund_in_transit'
        : 'missing_at_channel';
    default:
      return CAUSE_OF_TYPE[facts.type] ?? causeOfUnknown(facts);
  }
}

/** The second row is no copy of the first, or of what we booked: one of the two amounts is wrong. */
function isRepeatedOtherwise({ theirs, ours, repeats }: DifferenceFacts): boolean {
  const first = repeats ?? ours;
  return first !== null && theirs !== null && first.amountFen !== theirs.amountFen;
}

/** The channel has kept its fee and tells of the rest as if that were the payment. */
function isFeeNetted({ ours, theirs, feeFen }: DifferenceFacts): boolean {
  if (!ours || !theirs || feeFen === null || feeFen <= 0n) return false;
  return ours.amountFen - theirs.amountFen === feeFen;
}

function causeOfUnknown(facts: DifferenceFacts): Cause {
  if (facts.kind === 'refund')
    return facts.isRefundUnderWay || isUnderWay(facts) ? 'refund_in_transit' : 'refund_outside';
  if (facts.paymentStatus === null) return 'unknown_order';
  return facts.paymentStatus === 'succeeded' ? 'paid_twice' : 'lost_notification';
}

/** Where the channel's own answer may still clear it up, a person should not book yet. */
const ASK_FIRST: ReadonlySet<Cause> = new Set([
  'lost_notification',
  'refund_in_transit',
  'missing_at_channel',
  'duplicate_differs',
  'bank_late',
  'register_late',
  'not_in_funds',
  'only_in_funds',
]);

function suggestionFor(facts: DifferenceFacts, cause: Cause): DirectAction | 'ask_again' {
  const [first] = actionsFor(facts);
  if (first === undefined || ASK_FIRST.has(cause)) return 'ask_again';
  // Where it is for the others to pay, there is nothing to book of itself.
  return first === 'adjust' && postingsOf(first, facts).length === 0 ? 'ask_again' : first;
}
