import { quote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { businessDayOf } from '../../../src/kernel/business-day';
import { calendar, decision, handedOver, quoteOn, sentenceOf } from './decisions';

const review = { cause: 'review', from: '2026-01-25', to: '2026-03-10' } as const;

describe('the surcharge of a fine that is paid late', () => {
  test('R03: three percent a day, simple, from the day after the due day', () => {
    expect(sentenceOf(quoteOn('2026-02-10'))).toBe('21 days: 200.00 + 126.00 = 326.00');
  });

  test.each([
    ['2026-02-22', '198.00 = 398.00', false],
    ['2026-02-23', '200.00 = 400.00', true],
    ['2026-12-01', '200.00 = 400.00', true],
  ])('R04: paid %s it is %s, never above the fine itself', (onDay, sums, isCapped) => {
    const quoted = quoteOn(onDay);
    expect(sentenceOf(quoted)).toContain(`200.00 + ${sums}`);
    expect(quoted.parts[0]).toMatchObject({ capFen: 20_000n, isCapped });
  });

  test.each([
    ['2026-01-20T23:59:59+08:00', '0 days: 200.00 + 0.00 = 200.00'],
    ['2026-01-21T00:00:00+08:00', '1 days: 200.00 + 6.00 = 206.00'],
  ])('R05: it begins at midnight in Shanghai: %s', (time, sentence) => {
    expect(sentenceOf(quoteOn(businessDayOf(new Date(time))))).toBe(sentence);
  });

  test('R06: a due day that rolled is free of it, and so is every day before', () => {
    const on = (day: string) => sentenceOf(quoteOn(day, handedOver('2026-02-05')));
    expect(on('2026-02-21')).toBe('0 days: 200.00 + 0.00 = 200.00');
    expect(on('2026-02-24')).toBe('0 days: 200.00 + 0.00 = 200.00');
    expect(on('2026-02-25')).toBe('1 days: 200.00 + 6.00 = 206.00');
  });

  test('R07: days of a review are not counted, and the fine can be paid meanwhile', () => {
    const after = quoteOn('2026-03-15', { suspensions: [review] });
    expect(after.parts[0]).toMatchObject({ elapsedDays: 54, excludedDays: 45, countedDays: 9 });
    expect(sentenceOf(after)).toBe('9 days: 200.00 + 54.00 = 254.00');
    const meanwhile = quoteOn('2026-02-10', { suspensions: [{ ...review, to: null }] });
    expect(sentenceOf(meanwhile)).toBe('4 days: 200.00 + 24.00 = 224.00');
  });

  test('R07: whether the first and the last day are left out is a setting', () => {
    const request = { decision: decision({ suspensions: [review] }), onDay: '2026-03-15', partCount: null };
    const days = (suspensionIncludesFirstDay: boolean, suspensionIncludesLastDay: boolean) =>
      quote(
        request,
        { ...TRAFFIC_FINE_RULES, suspensionIncludesFirstDay, suspensionIncludesLastDay },
        calendar,
      ).parts[0]?.excludedDays;
    expect([days(true, true), days(true, false), days(false, true), days(false, false)]).toEqual([
      45, 44, 44, 43,
    ]);
  });

  test('R07: a litigation may begin on the day on which the review ends; that day is left out once', () => {
    const litigation = { cause: 'litigation', from: '2026-03-10', to: '2026-03-12' } as const;
    const quoted = quoteOn('2026-03-15', { suspensions: [litigation, review] });
    expect(quoted.parts[0]).toMatchObject({ elapsedDays: 54, excludedDays: 47 });
  });

  test.each([
    [{ from: '2026-03-09', to: '2026-03-12' }, 'SUSPENSIONS_OVERLAP'],
    [{ from: '2026-01-25', to: '2026-01-25' }, 'SUSPENSIONS_OVERLAP'],
    [{ from: '2026-01-10', to: null }, 'SUSPENSIONS_OVERLAP'],
    [{ from: '2026-05-10', to: '2026-05-09' }, 'DECISION_INCONSISTENT'],
  ])('a review of %j beside another one is refused', (period, code) => {
    const suspensions = [review, { cause: 'litigation', ...period } as const];
    expect(() => quoteOn('2026-03-15', { suspensions })).toThrow(expect.objectContaining({ code }) as Error);
  });

  test('the day count, not a running sum, is rounded: once, at the end', () => {
    const surcharge = (amountFen: bigint, onDay: string, rounding: 'half_up' | 'down') =>
      quote(
        { decision: decision({ amountFen }), onDay, partCount: null },
        { ...TRAFFIC_FINE_RULES, rounding },
        calendar,
      ).surchargeFen;
    // 0.03 and 0.51 fen.
    expect(surcharge(1n, '2026-01-21', 'half_up')).toBe(0n);
    expect(surcharge(1n, '2026-02-06', 'half_up')).toBe(1n);
    expect(surcharge(1n, '2026-02-06', 'down')).toBe(0n);
  });
});
