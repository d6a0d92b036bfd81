import type { BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';

/** What a row of a bank's file says of the account: what moved, and what was left then. */
export interface BalanceRow {
  /** Of the file, from 1. */
  line: number;
  bookedOn: BusinessDay;
  direction: 'credit' | 'debit';
  amountFen: Fen;
  /** Null: the bank does not say. */
  balanceFen: Fen | null;
}

/** The first row whose balance is not what the row before it leaves. */
export interface BalanceBreak {
  line: number;
  expectedFen: Fen;
  foundFen: Fen;
}

/** A file read in one of the two orders in which banks write: is the row before the earlier one, or the later? */
interface Reading {
  expect(before: Known, row: Known): Fen;
  /** Whether the days allow it. */
  isPossible: boolean;
  firstBreak: BalanceBreak | null;
}

interface Known {
  balanceFen: Fen;
  movedFen: Fen;
}

export interface RunningBalance {
  /** Whether the balance of the next row of the file follows from the row before; null: nobody can say. */
  follows(row: BalanceRow): boolean | null;
  /**
   * Where the file as a whole does not add up. A file whose days go to and fro is in no order, and shows nothing. Rows
   * of one day say in which order they are by their balances alone: what either order explains is right.
   */
  findBreak(): BalanceBreak | null;
}

/** Follows the balance through the rows of one account's file. */
export function createRunningBalance(): RunningBalance {
  let [before, dayBefore]: [Known | null, BusinessDay | null] = [null, null];
  const oldestFirst = readingOf((last, row) => last.balanceFen + row.movedFen);
  const newestFirst = readingOf((last) => last.balanceFen - last.movedFen);
  const readings = [oldestFirst, newestFirst];
  return {
    follows({ line, bookedOn, direction, amountFen, balanceFen }) {
      if (dayBefore !== null && bookedOn < dayBefore) oldestFirst.isPossible = false;
      if (dayBefore !== null && bookedOn > dayBefore) newestFirst.isPossible = false;
      const last = before;
      const movedFen = direction === 'credit' ? amountFen : -amountFen;
      const row = balanceFen === null ? null : { balanceFen, movedFen };
      [before, dayBefore] = [row, bookedOn];
      if (last === null || row === null) return null;
      for (const reading of readings) {
        const expectedFen = reading.expect(last, row);
        if (expectedFen !== row.balanceFen)
          reading.firstBreak ??= { line, expectedFen, foundFen: row.balanceFen };
      }
      return readings.some(({ firstBreak }) => firstBreak === null);
    },
    findBreak() {
      const breaks = readings.filter(({ isPossible }) => isPossible).map(({ firstBreak }) => firstBreak);
      return breaks.reduce(laterOf, breaks[0] ?? null);
    },
  };
}

const readingOf = (expect: Reading['expect']): Reading => ({ expect, isPossible: true, firstBreak: null });

/** The order that holds for longer is the one that was meant. */
const laterOf = (one: BalanceBreak | null, other: BalanceBreak | null): BalanceBreak | null =>
  one === null || other === null ? null : other.line > one.line ? other : one;
