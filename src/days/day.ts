import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/** What all postings of a day between the same two accounts, for the same thing, come to. */
export interface Movement {
  /** Of the journals. */
  kind: string;
  /** Where a remittance went to; null for all else. */
  destination: string | null;
  debit: string;
  credit: string;
  amountFen: Fen;
}

/** An account over a day. What increases it is in, by the side on which it stands: opening + in − out = closing. */
export interface AccountDay {
  account: string;
  openingFen: Fen;
  inFen: Fen;
  outFen: Fen;
  closingFen: Fen;
}

/**
 * What is held for others (payable and suspense) over a day, in the columns of a bank's report of non-tax revenue
 * (domain 2.5). `adjustedFen` is what persons corrected, with its sign.
 */
export interface DayFigures {
  openingFen: Fen;
  /** 正常收入 */
  normalFen: Fen;
  /** 待查收入 */
  suspenseFen: Fen;
  /** 退付收入 */
  refundedFen: Fen;
  /** 上缴国库 */
  treasuryFen: Fen;
  /** 上缴专户 */
  specialFen: Fen;
  /** 调整 */
  adjustedFen: Fen;
  closingFen: Fen;
}

/** A stored balance: what the account came to before the day, and what the roll-up has for the day itself. */
export interface StoredBalance {
  account: string;
  /** Debits less credits. */
  beforeFen: Fen;
  debitFen: Fen;
  creditFen: Fen;
}

/** An account for which the stored balances and the postings disagree. */
export interface Imbalance {
  account: string;
  /** By the seal of the day before and the postings of this day. */
  expectedFen: Fen;
  /** By the stored balances. */
  storedFen: Fen;
}

const isHeld = (account: string): boolean =>
  account.startsWith('payable:') || account.startsWith('suspense:');
/** Debits less credits as the account itself counts: what is held for others stands on the credit side. */
const inSign = (account: string): Fen => (isHeld(account) ? -1n : 1n);

/**
 * Every account that had a balance or moved, in the order of its code.
 * @param openings as the accounts count
 */
export function accountDays(
  openings: ReadonlyMap<string, Fen>,
  movements: readonly Movement[],
): AccountDay[] {
  const sides = sidesOf(movements);
  const accounts = [...new Set([...openings.keys(), ...sides.keys()])].sort();
  return accounts
    .map((account) => {
      const openingFen = openings.get(account) ?? 0n;
      const { debitFen = 0n, creditFen = 0n } = sides.get(account) ?? {};
      const [inFen, outFen] = isHeld(account) ? [creditFen, debitFen] : [debitFen, creditFen];
      return { account, openingFen, inFen, outFen, closingFen: openingFen + inFen - outFen };
    })
    .filter(({ openingFen, inFen, outFen }) => openingFen !== 0n || inFen !== 0n || outFen !== 0n);
}

/** What the accounts came to before the day, by the stored balances: where no day is sealed yet. */
export function openingsOf(stored: readonly StoredBalance[]): Map<string, Fen> {
  return new Map(stored.map(({ account, beforeFen }) => [account, inSign(account) * beforeFen]));
}

/** Where opening + in − out is not the stored closing, fen by fen and account by account (R28). */
export function imbalancesOf(accounts: readonly AccountDay[], stored: readonly StoredBalance[]): Imbalance[] {
  const closings = new Map(accounts.map(({ account, closingFen }) => [account, closingFen]));
  const storedClosings = new Map(
    stored.map(({ account, beforeFen, debitFen, creditFen }) => [
      account,
      inSign(account) * (beforeFen + debitFen - creditFen),
    ]),
  );
  return [...new Set([...closings.keys(), ...storedClosings.keys()])].sort().flatMap((account) => {
    const [expectedFen, storedFen] = [closings.get(account) ?? 0n, storedClosings.get(account) ?? 0n];
    return expectedFen === storedFen ? [] : [{ account, expectedFen, storedFen }];
  });
}

/** Whether the roll-up has the day exactly as its postings have it: more postings would be more money. */
export function isSameDay(movements: readonly Movement[], stored: readonly StoredBalance[]): boolean {
  const sides = sidesOf(movements);
  const moved = stored.filter(({ debitFen, creditFen }) => debitFen !== 0n || creditFen !== 0n);
  return (
    moved.length === sides.size &&
    moved.every(({ account, debitFen, creditFen }) => {
      const side = sides.get(account);
      return side?.debitFen === debitFen && side.creditFen === creditFen;
    })
  );
}

function sidesOf(movements: readonly Movement[]): Map<string, { debitFen: Fen; creditFen: Fen }> {
  const sides = new Map<string, { debitFen: Fen; creditFen: Fen }>();
  const add = (account: string, debitFen: Fen, creditFen: Fen) => {
    const side = sides.get(account) ?? { debitFen: 0n, creditFen: 0n };
    sides.set(account, { debitFen: side.debitFen + debitFen, creditFen: side.creditFen + creditFen });
  };
  for (const { debit, credit, amountFen } of movements) {
    add(debit, amountFen, 0n);
    add(credit, 0n, amountFen);
  }
  return sides;
}

type Column = Exclude<keyof DayFigures, 'openingFen' | 'closingFen'>;

/** Where a kind of journal stands in the report; what is not named is an adjustment. */
const COLUMN_OF: Readonly<Record<string, { column: Column; isOut: boolean }>> = {
  collection: { column: 'normalFen', isOut: false },
  suspense: { column: 'suspenseFen', isOut: false },
  refund: { column: 'refundedFen', isOut: true },
  channel_refund: { column: 'refundedFen', isOut: true },
};

const REMITTED: Readonly<Record<string, Column>> = { treasury: 'treasuryFen', special: 'specialFen' };

/** The day in one line, from its movements and what was held before it (R28). */
export function figuresOf(accounts: readonly AccountDay[], movements: readonly Movement[]): DayFigures {
  const held = accounts.filter(({ account }) => isHeld(account));
  const sum = (of: (account: AccountDay) => Fen) => held.reduce((total, account) => total + of(account), 0n);
  const figures: DayFigures = {
    openingFen: sum(({ openingFen }) => openingFen),
    normalFen: 0n,
    suspenseFen: 0n,
    refundedFen: 0n,
    treasuryFen: 0n,
    specialFen: 0n,
    adjustedFen: 0n,
    closingFen: sum(({ closingFen }) => closingFen),
  };
  for (const movement of movements) {
    // A claim makes income of what was in suspense (domain 2.5).
    if (isClaimed(movement)) {
      figures.normalFen += movement.amountFen;
      figures.suspenseFen -= movement.amountFen;
      continue;
    }
    const { column, isOut } = columnOf(movement);
    const effectFen = heldEffectOf(movement);
    figures[column] += isOut ? -effectFen : effectFen;
  }
  return figures;
}

function columnOf({ kind, destination }: Movement): { column: Column; isOut: boolean } {
  const remitted = kind === 'remittance' ? REMITTED[destination ?? ''] : undefined;
  if (remitted) return { column: remitted, isOut: true };
  return COLUMN_OF[kind] ?? { column: 'adjustedFen', isOut: false };
}

const isClaimed = ({ kind, debit, credit }: Movement): boolean =>
  kind === 'claim' && debit.startsWith('suspense:') && credit.startsWith('payable:');

/** How much more, or less, is held for others. */
function heldEffectOf({ debit, credit, amountFen }: Movement): Fen {
  return (isHeld(credit) ? amountFen : 0n) - (isHeld(debit) ? amountFen : 0n);
}

/** What of a day keeps it from being closed, by the code that `day.blockers` explains. */
export interface Blocker {
  code: BlockerCode;
  /** What it is about: a channel, a difference, an account. */
  subject: string;
  facts: Readonly<Record<string, string>>;
}

/** A difference of the day that keeps it from being closed. */
export interface OpenDifference {
  id: string;
  type: string;
  isOwned: boolean;
  /** It is not open, but what was booked by hand for it is contradicted by a later file. */
  isOvertaken: boolean;
}

export const BLOCKER_CODES = [
  'day_not_over',
  'day_covered',
  'day_before_open',
  'statement_missing',
  'statement_not_matched',
  'statement_outdated',
  'difference_unowned',
  'fee_netted',
  'booking_overtaken',
  'money_waiting',
  'balance_differs',
] as const;

export type BlockerCode = (typeof BLOCKER_CODES)[number];

/** Covered: no seal of its own, but before the first day that has one, in whose openings it is. */
export const DAY_STATUSES = ['open', 'proposed', 'closed', 'covered'] as const;

export type DayStatus = (typeof DAY_STATUSES)[number];

/** A day that somebody proposed to close. */
export interface DayProposal {
  day: BusinessDay;
  proposedBy: string;
  proposedAt: Date;
}
