import type { Fen } from '../kernel/money';
import { BANK_ACCOUNT, clearingAccount, differenceAccount, feeExpenseAccount } from '../ledger/journal';
import type { Posting } from '../ledger/journal';
import { gapFen } from './resolution';
import type { DifferenceSides } from './resolution';

/**
 * The accounts that an adjustment may name. What is owed to agencies and what waits in suspense is moved by orders,
 * refunds and claims alone.
 */
export const adjustableAccounts = (channel: string): readonly string[] => [
  clearingAccount(channel),
  feeExpenseAccount(channel),
  BANK_ACCOUNT,
  differenceAccount(channel),
];

/** Whether an adjustment may be this: between two of the accounts that it may name. */
export function isAdjustable({ debit, credit, amountFen }: Posting, channel: string): boolean {
  const accounts = adjustableAccounts(channel);
  return amountFen > 0n && debit !== credit && accounts.includes(debit) && accounts.includes(credit);
}

const sizeOf = (amountFen: Fen | null | undefined): Fen => {
  const fen = amountFen ?? 0n;
  return fen < 0n ? -fen : fen;
};

/**
 * How much a difference is about, which is the most that an adjustment of it can move: the larger side, or what lies
 * between the two. What a channel charged is about the fee alone, not about the payment that it was charged for.
 * @param feeDueFen what should have been charged
 */
export function largestFen(sides: DifferenceSides, feeDueFen: Fen | null): Fen {
  const { type, ours, theirs, feeFen } = sides;
  const about =
    type === 'fee_mismatch' ? [feeFen, feeDueFen] : [ours?.amountFen, theirs?.amountFen, gapFen(sides)];
  return about.map(sizeOf).reduce((most, fen) => (fen > most ? fen : most), 0n);
}
