import type { Revision } from '../../../src/fines/decision';
import { checkTender, measureReceived } from '../../../src/fines/tender';
import { quote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { businessDayOf } from '../../../src/kernel/business-day';
import { formatYuan, parseYuan } from '../../../src/kernel/money';
import { calendar, decision, plan, quoteOn, sentenceOf } from './decisions';

const paid = (on: string, yuan: string) => ({ part: 1, on, amountFen: parseYuan(yuan) });
const revoked = { kind: 'revoked', on: '2026-03-20' } as const;
const reduced = { kind: 'reduced', on: '2026-03-20', toFen: parseYuan('100.00') } as const;

describe('what a payer may offer', () => {
  const owed = quoteOn('2026-02-10');

  test.each([
    ['200.00', 'PARTIAL_NOT_ALLOWED'],
    ['325.99', 'PARTIAL_NOT_ALLOWED'],
    ['326.01', 'FINE_AMOUNT_DIFFERS'],
  ])('R17: with 326.00 due, %s is refused', (yuan, code) => {
    expect(() => checkTender(owed, parseYuan(yuan))).toThrow(
      expect.objectContaining({ kind: 'rejected', code }) as Error,
    );
  });

  test('R17: exactly what is due is taken, by a plan also a part', () => {
    expect(() => checkTender(owed, parseYuan('326.00'))).not.toThrow();
    const part = quoteOn('2026-04-01', { amountFen: parseYuan('2000.00'), plan }, 1);
    expect(() => checkTender(part, parseYuan('500.00'))).not.toThrow();
    expect(() => checkTender(part, parseYuan('400.00'))).toThrow(
      expect.objectContaining({ code: 'PARTIAL_NOT_ALLOWED' }) as Error,
    );
  });

  test.each([
    ['paid', { received: [paid('2026-01-10', '200.00')] }],
    ['revoked', { revision: revoked }],
  ])('a fine that was %s takes no money', (_, given) => {
    expect(() => checkTender(quoteOn('2026-04-01', given), parseYuan('200.00'))).toThrow(
      expect.objectContaining({ code: 'NOTHING_OWED' }) as Error,
    );
  });
});

describe('money that comes after the day of its quote', () => {
  const shown = quoteOn('2026-01-20');
  const at = (time: string, receivedFen: bigint) =>
    measureReceived(shown.input, { on: businessDayOf(new Date(time)), receivedFen });

  test('R23: 200.00 quoted on the due day and paid five seconds into the next leaves 6.00, code 7', () => {
    expect(at('2026-01-21T00:00:05+08:00', shown.totalFen)).toEqual({
      code: 7,
      owedFen: 20_600n,
      receivedFen: 20_000n,
      outstandingFen: 600n,
      surplusFen: 0n,
    });
    expect(at('2026-01-20T23:59:59+08:00', shown.totalFen)).toMatchObject({ code: 1, outstandingFen: 0n });
  });

  test('R23: what is missing stays as it is and can be paid later', () => {
    const later = quoteOn('2026-06-01', { received: [paid('2026-01-21', '200.00')] });
    expect(later).toMatchObject({ surchargeFen: 600n, receivedFen: 20_000n, totalFen: 600n });
    const received = [paid('2026-06-01', '6.00'), paid('2026-01-21', '200.00')];
    expect(quoteOn('2026-06-01', { received })).toMatchObject({ totalFen: 0n, surplusFen: 0n });
  });

  test('a fine that was paid twice is measured by the first payment', () => {
    const received = [paid('2026-06-01', '200.00'), paid('2026-01-21', '200.00')];
    expect(formatYuan(quoteOn('2026-06-01', { received }).surplusFen)).toBe('194.00');
  });

  test('R23: an amount below the fine itself is code 4, one above what is owed leaves a surplus', () => {
    expect(at('2026-01-21T00:00:05+08:00', 19_999n)).toMatchObject({ code: 4, outstandingFen: 601n });
    expect(at('2026-01-20T12:00:00+08:00', 20_001n)).toMatchObject({ code: 1, surplusFen: 1n });
  });
});

describe('a fine that was changed after it had been paid', () => {
  const received = [paid('2026-02-10', '326.00')];
  const surplus = (given: Parameters<typeof decision>[0]) =>
    formatYuan(quoteOn('2026-03-20', { received, ...given }).surplusFen);

  test('R32: revoked, everything goes back', () => {
    expect(surplus({ revision: revoked })).toBe('326.00');
  });

  test('R32: reduced to 100.00, the difference goes back with its surcharge', () => {
    expect(surplus({ revision: reduced })).toBe('163.00');
  });

  test('R32: where the city leaves the surcharge as it was, only a revocation gives it back', () => {
    const rules = { ...TRAFFIC_FINE_RULES, surchargeAfterReduction: 'on_decided_amount' } as const;
    const surplusAfter = (revision: Revision) => {
      const request = { decision: decision({ received, revision }), onDay: '2026-03-20', partCount: null };
      return formatYuan(quote(request, rules, calendar).surplusFen);
    };
    expect([surplusAfter(reduced), surplusAfter(revoked)]).toEqual(['100.00', '326.00']);
  });

  test('R32: before the day of the change nothing goes back', () => {
    expect(quoteOn('2026-03-19', { received, revision: revoked }).surplusFen).toBe(0n);
  });

  test('R32: a reduced fine that is not paid yet bears surcharge on the reduced amount', () => {
    expect(sentenceOf(quoteOn('2026-03-20', { revision: reduced }))).toContain('100.00 + 100.00 = 200.00');
  });

  test('R32: a revoked fine by instalments gives all of them back', () => {
    const parts = [1, 2].map((part) => ({ part, on: '2026-03-10', amountFen: parseYuan('500.00') }));
    expect(surplus({ amountFen: parseYuan('2000.00'), plan, received: parts, revision: revoked })).toBe(
      '1000.00',
    );
  });

  test('a reduction that does not reduce is refused', () => {
    const revision = { ...reduced, toFen: parseYuan('200.00') };
    expect(() => quoteOn('2026-03-20', { revision })).toThrow(
      expect.objectContaining({ code: 'DECISION_INCONSISTENT' }) as Error,
    );
  });
});
