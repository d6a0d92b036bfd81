import { createRunningBalance } from '../../../src/reconciliation/bank/running-balance';

describe('the balances of a bank’s file', () => {
  type Row = readonly [day: string, moved: string, balance: string];
  const FIRST = '2026-03-30';
  const LAST = '2026-03-31';
  /** The line that refuses it, with what should stand there and what does. */
  const breakIn = (rows: readonly Row[]) => {
    const balance = createRunningBalance();
    for (const [i, [bookedOn, moved, left]] of rows.entries()) {
      const fen = BigInt(moved);
      balance.follows({
        ...{ line: i + 2, bookedOn, direction: fen < 0n ? 'debit' : 'credit' },
        ...{ amountFen: fen < 0n ? -fen : fen, balanceFen: left === '' ? null : BigInt(left) },
      });
    }
    const found = balance.findBreak();
    return found && [found.line, Number(found.expectedFen), Number(found.foundFen)];
  };

  test.each<[string, readonly Row[], readonly number[] | null]>([
    [
      'oldest first',
      [
        [FIRST, '5', '5'],
        [FIRST, '-2', '3'],
        [LAST, '4', '7'],
      ],
      null,
    ],
    [
      'newest first',
      [
        [LAST, '4', '7'],
        [FIRST, '-2', '3'],
        [FIRST, '5', '5'],
      ],
      null,
    ],
    [
      'of one day in either order',
      [
        [LAST, '4', '7'],
        [LAST, '-2', '3'],
        [LAST, '5', '5'],
      ],
      null,
    ],
    [
      'whose first rows either order explains',
      [
        [LAST, '5', '5'],
        [LAST, '-5', '0'],
        [LAST, '5', '5'],
        [LAST, '1', '6'],
      ],
      null,
    ],
    [
      'whose days go to and fro, which are in no order',
      [
        [FIRST, '5', '5'],
        [LAST, '4', '7'],
        [FIRST, '-2', '3'],
      ],
      null,
    ],
    ['of a single row', [[FIRST, '5', '900']], null],
    [
      'of rows without a balance between',
      [
        [FIRST, '5', '5'],
        [FIRST, '3', ''],
        [LAST, '1', '9'],
        [LAST, '1', '10'],
      ],
      null,
    ],
    [
      'oldest first, with a row left out',
      [
        [FIRST, '5', '5'],
        [FIRST, '-2', '3'],
        [LAST, '1', '8'],
        [LAST, '1', '9'],
      ],
      [4, 4, 8],
    ],
    [
      'newest first, with a row left out',
      [
        [LAST, '1', '9'],
        [LAST, '1', '8'],
        [FIRST, '-2', '3'],
      ],
      [4, 7, 3],
    ],
    [
      'with an amount changed',
      [
        [FIRST, '5', '5'],
        [LAST, '40', '9'],
      ],
      [3, 45, 9],
    ],
    [
      'of one day, newest first, with a row left out',
      [
        [LAST, '1', '9'],
        [LAST, '1', '8'],
        [LAST, '1', '7'],
        [LAST, '5', '5'],
      ],
      [5, 6, 5],
    ],
    [
      'of one day, in no order',
      [
        [LAST, '4', '7'],
        [LAST, '5', '5'],
      ],
      [3, 12, 5],
    ],
  ])('%s', (_, rows, expected) => {
    expect(breakIn(rows)).toEqual(expected);
  });
});
