import { parseYuan } from '../../../src/kernel/money';
import { calendar, decision, plan, quoteOn, sentenceOf } from './decisions';
import { quote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { createCalendar } from '../../../src/kernel/calendar';

const fine = {
  amountFen: parseYuan('2000.00'),
  serviceOfProcess: { method: 'handed_over', on: '2026-02-26' },
  plan,
} as const;
const partPaid = (part: number, on: string) => ({ part, on, amountFen: parseYuan('500.00') });
const twoPaid = [partPaid(1, '2026-04-10'), partPaid(2, '2026-05-08')];

describe('a fine that is paid by instalments', () => {
  test('R18: only the missed part bears surcharge, and at most as much as itself', () => {
    const third = quoteOn('2026-06-15', { ...fine, received: twoPaid }, 1);
    expect(third.paidParts).toEqual([3]);
    expect(sentenceOf(third)).toBe('5 days: 500.00 + 75.00 = 575.00');
    expect(third.parts[2]?.capFen).toBe(50_000n);
    const muchLater = quoteOn('2026-12-01', { ...fine, received: twoPaid }, 1);
    expect(sentenceOf(muchLater)).toContain('500.00 + 500.00 = 1000.00');
  });

  test('R18: where the city has it so, a missed part bears no surcharge', () => {
    const request = { decision: decision({ ...fine, received: twoPaid }), onDay: '2026-06-15', partCount: 1 };
    const third = quote(request, { ...TRAFFIC_FINE_RULES, surchargeOnMissedPart: 'none' }, calendar);
    expect(third).toMatchObject({ surchargeFen: 0n, totalFen: 50_000n });
  });

  test('R18: all that is left can be paid at once', () => {
    const rest = quoteOn('2026-06-15', { ...fine, received: twoPaid });
    expect(rest.paidParts).toEqual([3, 4]);
    expect(sentenceOf(rest)).toBe('5 and 0 days: 1000.00 + 75.00 = 1075.00');
  });

  test('R18: without approval the whole fine is due, and before the approval it was', () => {
    const whole = quoteOn('2026-03-16', { ...fine, plan: { ...plan, approval: null } }, 1);
    expect(sentenceOf(whole)).toBe('3 days: 2000.00 + 180.00 = 2180.00');
    expect(quoteOn('2026-02-28', fine, 1).totalFen).toBe(parseYuan('2000.00'));
    expect(quoteOn('2026-03-01', fine, 1).totalFen).toBe(parseYuan('500.00'));
  });

  test('R18: a part that is due on a rest day rolls, unless the city has it otherwise', () => {
    const request = { decision: decision({ ...fine, received: twoPaid.slice(0, 1) }), partCount: 1 };
    const dueOnOf = (planDueDaysRoll: boolean) =>
      quote(
        { ...request, onDay: '2026-05-01' },
        { ...TRAFFIC_FINE_RULES, planDueDaysRoll },
        createCalendar([{ years: [2026], days: {} }]),
      ).parts[1]?.dueOn;
    expect([dueOnOf(true), dueOnOf(false)]).toEqual(['2026-05-11', '2026-05-10']);
  });

  test('a part in a year that is not published does not stop an earlier one', () => {
    const long = { ...plan, parts: [...plan.parts.slice(1), { ...plan.parts[0]!, dueOn: '2027-03-10' }] };
    expect(quoteOn('2026-05-01', { ...fine, plan: long }, 1).totalFen).toBe(parseYuan('500.00'));
    expect(() => quoteOn('2026-05-01', { ...fine, plan: long })).toThrow(
      expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING' }) as Error,
    );
  });

  test.each([
    ['together are not the fine', plan.parts.slice(1), []],
    ['are not in order', plan.parts.toReversed(), []],
    ['are paid where there is none', plan.parts, [partPaid(5, '2026-04-10')]],
    ['are negative', [...plan.parts, { dueOn: '2026-08-10', amountFen: -1n }], []],
  ])('parts that %s are refused', (_, parts, received) => {
    expect(() => quoteOn('2026-05-01', { ...fine, plan: { ...plan, parts }, received })).toThrow(
      expect.objectContaining({ code: 'DECISION_INCONSISTENT' }) as Error,
    );
  });
});
