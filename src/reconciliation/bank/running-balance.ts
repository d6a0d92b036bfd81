import type { Fen } from '../../kernel/money';

/** What a row of a bank's file says of the account: what moved, and what was left then. */
export interface BalanceRow {
  direction: 'credit' | 'debit';
  amountFen: Fen;
  /** Null: the bank does not say. */
  balanceFen: Fen | null;
}

/**
 * Tells of each row of a file, in their order, whether its balance follows from the row before; null: nobody can say.
 * A bank tells of the oldest movement first, or of the newest: which, the first rows show.
 */
export function createBalanceFollower(): (row: BalanceRow) => boolean | null {
  let before: { balanceFen: Fen; movedFen: Fen } | null = null;
  let isNewestFirst: boolean | null = null;
  return ({ direction, amountFen, balanceFen }) => {
    if (balanceFen === null) return null;
    const movedFen = direction === 'credit' ? amountFen : -amountFen;
    const last = before;
    before = { balanceFen, movedFen };
    if (last === null) return null;
    const isLater = last.balanceFen + movedFen === balanceFen;
    const isEarlier = last.balanceFen - last.movedFen === balanceFen;
    if (isLater !== isEarlier) isNewestFirst ??= isEarlier;
    return isNewestFirst === null ? isLater || isEarlier : isNewestFirst ? isEarlier : isLater;
  };
}
