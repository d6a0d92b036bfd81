import { createHash } from 'node:crypto';
import type { ChannelStatementLine } from '../../../src/providers/provider';
import { countsOf, dueDays, isActive, nextFetchAt } from '../../../src/reconciliation/reconciliation';
import { addLines, EMPTY_SHA256, NO_LINES } from '../../../src/reconciliation/statement';

describe('the days that are reconciled by schedule', () => {
  test.each([
    ['2026-04-02T09:59:59+08:00', ['2026-03-31', '2026-03-30']],
    ['2026-04-02T10:00:00+08:00', ['2026-04-01', '2026-03-31', '2026-03-30']],
    ['2026-04-02T23:59:59+08:00', ['2026-04-01', '2026-03-31', '2026-03-30']],
    ['2026-03-01T12:00:00+08:00', ['2026-02-28', '2026-02-27', '2026-02-26']],
  ])('at %s are those whose statements should be there', (now, days) => {
    expect(dueDays(new Date(now), '10:00')).toEqual(days);
  });
});

test('a file that is not ready is asked for again in half an hour', () => {
  const next = nextFetchAt(new Date('2026-04-02T10:00:00+08:00'));
  expect(next).toEqual(new Date('2026-04-02T10:30:00+08:00'));
});

test('a run is under way until it has a result', () => {
  const active = (['queued', 'waiting', 'balanced', 'differences', 'failed'] as const).filter((status) =>
    isActive({ status }),
  );
  expect(active).toEqual(['queued', 'waiting']);
});

test('counts name every type, also those that were not found', () => {
  expect(countsOf(new Map([['ours_only', 2]]))).toEqual({
    ...{ duplicate: 0, channel_only: 0, ours_only: 2, amount_mismatch: 0 },
    ...{ status_mismatch: 0, fee_mismatch: 0, cutoff_pending: 0 },
  });
});

test('the totals of a statement are those of all its lines, by kind', () => {
  const lineOf = (kind: ChannelStatementLine['kind'], amountFen: bigint): ChannelStatementLine => ({
    ...{ kind, amountFen, transactionId: 't', outTradeNo: 'o', feeFen: 0n, feeDueFen: null },
    ...{ status: 'succeeded', occurredAt: new Date(0) },
  });
  const first = addLines(NO_LINES, [lineOf('payment', 100n), lineOf('refund', 30n)]);
  expect(addLines(first, [lineOf('payment', 5n)])).toEqual({ lineCount: 3, paidFen: 105n, refundedFen: 30n });
});

test('a day without a file has the digest of nothing', () => {
  expect(EMPTY_SHA256).toBe(createHash('sha256').digest('hex'));
});
