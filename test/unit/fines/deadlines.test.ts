import { courtFrom, handOverBy, reminderFrom } from '../../../src/fines/deadlines';
import { excludedPeriods } from '../../../src/fines/surcharge';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { calendar, quoteOn } from './decisions';

const reminder = (...suspensions: { from: string; to: string | null }[]) =>
  reminderFrom(
    '2026-01-20',
    excludedPeriods(
      suspensions.map((period) => ({ cause: 'review', ...period })),
      TRAFFIC_FINE_RULES,
    ),
  );

describe('dates around a fine', () => {
  test('R14: money taken on the spot is handed on within two working days, twice', () => {
    expect(handOverBy('2026-09-18', calendar)).toBe('2026-09-21');
    expect(handOverBy('2026-09-21', calendar)).toBe('2026-09-23');
  });

  test('R37: a reminder may be served on the 31st day of surcharge', () => {
    expect(reminder()).toBe('2026-02-20');
  });

  test.each([
    ['2026-01-25', '2026-03-10'],
    ['2026-01-10', '2026-01-22'],
    ['2026-02-20', '2026-02-20'],
    ['2026-02-21', '2026-03-10'],
    ['2025-12-01', '2025-12-31'],
  ])('R37: with a review from %s to %s it is the first day with 31 counted days', (from, to) => {
    const day = reminder({ from, to })!;
    const suspensions = [{ cause: 'review', from, to } as const];
    expect(quoteOn(day, { suspensions }).parts[0]).toMatchObject({ countedDays: 31 });
  });

  test('R37: while the review goes on there is no such day, unless it had come before', () => {
    expect(reminder({ from: '2026-02-20', to: null })).toBeNull();
    expect(reminder({ from: '2026-02-21', to: null })).toBe('2026-02-20');
  });

  test('R37: a review that leaves out no day changes nothing', () => {
    const rules = {
      ...TRAFFIC_FINE_RULES,
      suspensionIncludesFirstDay: false,
      suspensionIncludesLastDay: false,
    };
    const oneDay = { cause: 'review', from: '2026-02-01', to: '2026-02-01' } as const;
    expect(reminderFrom('2026-01-20', excludedPeriods([oneDay], rules))).toBe('2026-02-20');
  });

  test('R37: the court may be asked after ten working days', () => {
    expect(courtFrom('2026-03-02', calendar)).toBe('2026-03-17');
  });

  test('no date is worked out beyond the years that are published', () => {
    expect(() => handOverBy('2026-12-31', calendar)).toThrow(
      expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING' }) as Error,
    );
  });
});
