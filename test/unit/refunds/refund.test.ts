import fc from 'fast-check';
import { nextRefundAskAt, sendStep, sharesOf } from '../../../src/refunds/refund';

const DAY_MS = 86_400_000;
const PAID = new Date('2026-05-01T02:00:00Z');
const RULES = { windowDays: 365, maxPerPayment: 50, spacingSeconds: 60 };
const none = { count: 0, lastSentAt: null };
const after = (ms: number): Date => new Date(PAID.getTime() + ms);

describe('an approved refund', () => {
  test('of a payment of less than a year ago goes back on its way, of an older one by bank (R31)', () => {
    const paid = { paidAt: PAID, earlier: none };
    expect(sendStep(RULES, paid, new Date('2026-11-24T02:00:00Z'))).toEqual({ kind: 'send' });
    expect(sendStep(RULES, paid, after(365 * DAY_MS))).toEqual({ kind: 'send' });
    const late = { kind: 'manual', detail: 'too_old_for_channel' };
    expect(sendStep(RULES, paid, after(365 * DAY_MS + 1))).toEqual(late);
  });

  test('is the fiftieth of its payment at the most, where the channel counts', () => {
    const earlier = (count: number) => ({ paidAt: PAID, earlier: { count, lastSentAt: PAID } });
    expect(sendStep(RULES, earlier(49), after(DAY_MS))).toEqual({ kind: 'send' });
    const over = { kind: 'manual', detail: 'too_many_for_channel' };
    expect(sendStep(RULES, earlier(50), after(DAY_MS))).toEqual(over);
    expect(sendStep({ ...RULES, maxPerPayment: null }, earlier(50), after(DAY_MS))).toEqual({ kind: 'send' });
  });

  test('waits for a minute after the one before, where the channel wants that', () => {
    const paid = { paidAt: PAID, earlier: { count: 1, lastSentAt: after(1_000) } };
    expect(sendStep(RULES, paid, after(60_999))).toEqual({ kind: 'wait', until: after(61_000) });
    expect(sendStep(RULES, paid, after(61_000))).toEqual({ kind: 'send' });
  });

  test('is asked about with gaps that grow with its age', () => {
    const gaps = [0, 11, 120, 1_200, 86_400].map(
      (age) => (nextRefundAskAt(PAID, after(age * 1_000)).getTime() - after(age * 1_000).getTime()) / 1_000,
    );
    expect(gaps).toEqual([2, 10, 60, 600, 3_600]);
  });
});

describe('the shares of a refund', () => {
  test('are split by what is left of each line, exactly (R35)', () => {
    const thirds = [1, 2, 3].map((line) => ({ line, amountFen: 10_000n }));
    expect(sharesOf(thirds, 10_000n).map(({ amountFen }) => amountFen)).toEqual([3_334n, 3_333n, 3_333n]);
    const lines = [
      { line: 1, amountFen: 20_000n },
      { line: 2, amountFen: 0n },
    ];
    expect(sharesOf(lines, 7n)).toEqual([{ line: 1, amountFen: 7n }]);
  });

  test('of any refunds one after the other take each line to the fen and never more', () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 99_999n }), { minLength: 1, maxLength: 5 });
    const parts = fc.array(fc.bigInt({ min: 1n, max: 60_000n }), { maxLength: 10 });
    fc.assert(
      fc.property(amounts, parts, (items, wanted) => {
        const left = items.map((amountFen, i) => ({ line: i + 1, amountFen }));
        const sum = () => left.reduce((fen, line) => fen + line.amountFen, 0n);
        for (const want of [...wanted, sum()]) {
          const amountFen = want < sum() ? want : sum();
          const before = sum();
          for (const share of sharesOf(left, amountFen)) {
            const line = left.find((it) => it.line === share.line);
            if (line) line.amountFen -= share.amountFen;
          }
          expect(before - sum()).toBe(amountFen);
          expect(left.every((line) => line.amountFen >= 0n)).toBe(true);
        }
        expect(sum()).toBe(0n);
      }),
    );
  });
});
