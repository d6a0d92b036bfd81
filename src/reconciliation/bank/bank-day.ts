import type { BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import { differenceIdOf } from '../difference';
import type { FoundDifference } from '../difference';

/** What is known of a channel's day where the bank comes in. */
export interface BankDay {
  channel: string;
  businessDay: BusinessDay;
  /** What the channel's file says came in, less what went back. */
  grossFen: Fen;
  /** What the same file says that was charged. */
  feeFen: Fen;
  /** What the bank credited for this day. */
  creditFen: Fen;
  creditCount: number;
  /** What the channel invoiced as fees of this day. */
  invoicedFen: Fen;
  /** Whether the bank's file of the day on which it settles has been imported. */
  isBankKnown: boolean;
}

export type BankDifferenceType =
  | 'bank_missing'
  | 'bank_short'
  | 'bank_over'
  | 'fee_netted'
  | 'fee_uninvoiced';

/**
 * What is wrong between a channel's file and the bank's credit, or null. Fees are never netted (R27): the credit must be
 * the gross amount, and the fee has an invoice of its own.
 */
export function bankDifferenceType(day: BankDay): BankDifferenceType | null {
  const { grossFen, feeFen, creditFen, creditCount, invoicedFen, isBankKnown } = day;
  if (!isBankKnown) return null;
  if (creditFen === grossFen) return feeFen > invoicedFen ? 'fee_uninvoiced' : null;
  if (creditCount === 0) return 'bank_missing';
  if (feeFen > 0n && creditFen === grossFen - feeFen) return 'fee_netted';
  return creditFen < grossFen ? 'bank_short' : 'bank_over';
}

/** The same as a difference of the day, with what the channel owes beside what the bank got. */
export function bankDifference(day: BankDay): FoundDifference | null {
  const type = bankDifferenceType(day);
  if (type === null) return null;
  const { channel, businessDay, grossFen, feeFen, creditFen, invoicedFen } = day;
  const [oursFen, theirsFen] = type === 'fee_uninvoiced' ? [feeFen, invoicedFen] : [grossFen, creditFen];
  return {
    id: differenceIdOf(channel, businessDay, type, 'settlement'),
    ...{ channel, businessDay, type, kind: 'settlement' },
    ...{ transactionId: null, outTradeNo: null, statementLine: null },
    ours: { amountFen: oursFen, status: 'succeeded' },
    theirs: type === 'bank_missing' ? null : { amountFen: theirsFen, status: 'succeeded' },
  };
}
