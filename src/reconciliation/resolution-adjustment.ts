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

const sizeOf = (amountFen: Fen): Fen => (amountFen < 0n ? -amountFen : amountFen);

/**
 * How much a difference is about, which is the most that an adjustment of it can move: what the other side has more or
 * less than our books. Where that moves nothing by itself (a fee that was kept, two files of the channel), what lies
 * between the two sides, or the one side that there is; where no fee was charged, the one that is due.
 * @param feeDueFen what should have been charged
 */
export function largestFen(sides: DifferenceSides, feeDueFen: Fen | null): Fen {
  const { type, ours, theirs } = sides;
  const gap = gapFen(sides);
  if (gap !== 0n) return sizeOf(gap);
  if (type === 'fee_mismatch') return sizeOf(feeDueFen ?? 0n);
  return sizeOf((theirs?.amountFen ?? 0n) - (ours?.amountFen ?? 0n));
}
