import { readPublishedHolidays } from '../../../src/fines/holidays.service';
import { createCalendar } from '../../../src/kernel/calendar';

const published = readPublishedHolidays();
const calendar = createCalendar([published]);

describe('the published working days', () => {
  test('2026 is as the State Council arranged it', () => {
    const of2026 = Object.entries(published.days).filter(([day]) => day.startsWith('2026'));
    const those = (kind: string) => of2026.filter(([, is]) => is === kind).map(([day]) => day.slice(5));
    expect(those('workday')).toEqual(['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']);
    expect(those('holiday')).toHaveLength(33);
    expect(those('holiday')).toEqual(
      expect.arrayContaining(['01-01', '02-15', '02-23', '04-06', '05-05', '06-19', '09-25', '10-07']),
    );
  });

  test.each([
    ['2026-02-14', 'workday'],
    ['2026-02-20', 'holiday'],
    ['2026-10-08', 'workday'],
    ['2026-11-21', 'weekend'],
    ['2026-11-24', 'workday'],
  ])('%s is a %s', (day, kind) => {
    expect(calendar.kindOf(day)).toBe(kind);
    expect(calendar.isRestDay(day)).toBe(kind !== 'workday');
  });

  test('a year is known as a whole or not at all', () => {
    const last = calendar.years.at(-1)!;
    expect(calendar.years).toContain(2026);
    expect(calendar.covers(`${last}-12-31`)).toBe(true);
    expect(calendar.covers(`${last + 1}-01-01`)).toBe(false);
    expect(() => calendar.isRestDay(`${last + 1}-01-01`)).toThrow(
      expect.objectContaining({ kind: 'rejected', code: 'CALENDAR_YEAR_MISSING' }) as Error,
    );
  });

  test('what was loaded by hand comes first', () => {
    const corrected = createCalendar([
      published,
      { years: [], days: { '2026-11-24': 'holiday', '2026-11-21': 'workday' } },
    ]);
    expect([corrected.kindOf('2026-11-24'), corrected.kindOf('2026-11-21')]).toEqual(['holiday', 'workday']);
  });
});
