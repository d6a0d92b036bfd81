import type { Fen } from '../../kernel/money';
import { BANK_ACCOUNT, BANK_CHARGE_ACCOUNT, payableAccount } from '../../ledger/journal';
import type { Posting } from '../../ledger/journal';
import type { ProposalKind } from '../../proposals/finance-proposal';

/** What the bank itself takes or gives: nothing in the books calls for it. */
export const BANK_BOOKINGS = ['bank_charge', 'bank_interest'] as const satisfies readonly ProposalKind[];

export type BankBooking = (typeof BANK_BOOKINGS)[number];

/** What is owed for an income item of an agency. */
export interface InterestItem {
  agencyCode: string;
  incomeItemCode: string;
}

/**
 * A charge is an expense of whoever runs the gateway, and takes nothing off what is owed to the agencies; interest is
 * owed to the treasury. A charge that the bank gives back, and interest that it takes back, swap the ends.
 */
export function bookingOf(
  kind: BankBooking,
  { direction, amountFen }: { direction: 'credit' | 'debit'; amountFen: Fen },
  interest: InterestItem,
): Posting {
  const other =
    kind === 'bank_charge'
      ? BANK_CHARGE_ACCOUNT
      : payableAccount(interest.agencyCode, interest.incomeItemCode);
  return direction === 'debit'
    ? { debit: other, credit: BANK_ACCOUNT, amountFen }
    : { debit: BANK_ACCOUNT, credit: other, amountFen };
}
