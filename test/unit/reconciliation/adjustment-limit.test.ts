import type { DifferenceSides } from '../../../src/reconciliation/resolution';
import { largestFen } from '../../../src/reconciliation/resolution-adjustment';

const succeeded = (amountFen: bigint) => ({ amountFen, status: 'succeeded' });
const failed = (amountFen: bigint) => ({ amountFen, status: 'failed' });

const sides = (given: Partial<DifferenceSides>): DifferenceSides => ({
  ...{ channel: 'wechat', type: 'bank_short', kind: 'settlement', ours: null, theirs: null, feeFen: null },
  ...{ isReversed: false, isRefundUnderWay: false, hasTwin: false, orderStatus: null },
  ...given,
});

test.each<[string, Partial<DifferenceSides>, bigint]>([
  ['what the bank got too little', { ours: succeeded(13_000n), theirs: succeeded(12_000n) }, 1_000n],
  ['what the bank got too much', { type: 'bank_over', ours: succeeded(100n), theirs: succeeded(130n) }, 30n],
  ['all of it where the bank got nothing', { type: 'bank_missing', ours: succeeded(100n) }, 100n],
  ['the fee that was kept', { type: 'fee_netted', ours: succeeded(200n), theirs: succeeded(188n) }, 12n],
  [
    'all of what the channel says did not happen',
    { type: 'status_mismatch', kind: 'payment', ours: succeeded(100n), theirs: failed(100n) },
    100n,
  ],
  ['all of what the file lacks', { type: 'ours_only', kind: 'refund', ours: succeeded(100n) }, 100n],
  [
    'what lies between two files of the channel',
    { type: 'fund_mismatch', kind: 'fund_flow', ours: succeeded(100n), theirs: succeeded(90n) },
    10n,
  ],
  [
    'all of what one file of it has alone',
    { type: 'fund_only', kind: 'fund_flow', theirs: succeeded(9n) },
    9n,
  ],
  [
    'the fee that was charged, none of which is booked',
    { type: 'fee_mismatch', kind: 'payment', ours: succeeded(900n), theirs: succeeded(900n), feeFen: 78n },
    78n,
  ],
  [
    'the fee that is due where none was charged',
    { type: 'fee_mismatch', kind: 'payment', ours: succeeded(900n), theirs: succeeded(900n), feeFen: 0n },
    72n,
  ],
])('an adjustment can be of %s, and no more', (_, given, most) => {
  expect(largestFen(sides(given), 72n)).toBe(most);
});
