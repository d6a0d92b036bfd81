import { daysDue } from '../../../src/reports/schedule';
import { periodOf, type PeriodName } from '../../../src/reports/period';
import { findReport, REPORTS } from '../../../src/reports/report-list';
import { cursorOf, readCursor, readFilters } from '../../../src/reports/report.schema';

test.each<[PeriodName, string, string, string]>([
  ['today', '2027-01-01', '2027-01-01', '2027-01-01'],
  ['yesterday', '2027-01-01', '2026-12-31', '2026-12-31'],
  ['last_7_days', '2026-03-03', '2026-02-24', '2026-03-02'],
  ['this_month', '2026-03-03', '2026-03-01', '2026-03-03'],
  ['last_month', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['last_month', '2026-01-15', '2025-12-01', '2025-12-31'],
  ['this_year', '2026-03-03', '2026-01-01', '2026-03-03'],
  ['last_year', '2028-03-03', '2027-01-01', '2027-12-31'],
])('%s on %s is %s to %s', (name, today, from, to) => {
  expect(periodOf(name, today)).toEqual({ from, to });
});

const context = { today: '2026-11-25', part: 'query' } as const;
const payments = findReport('payments');
const statement = findReport('account-statement');
if (!payments || !statement) throw new Error('they are in the list');

describe('filters', () => {
  test('are yesterday where no day is said', () => {
    expect(readFilters(payments, {}, context)).toEqual({ from: '2026-11-24', to: '2026-11-24' });
  });

  test.each([
    ['one end of a period', { from: '2026-11-01' }],
    ['an end before the beginning', { from: '2026-11-02', to: '2026-11-01' }],
    ['a name and days', { period: 'today', from: '2026-11-01', to: '2026-11-01' }],
    ['no day of the calendar', { from: '2026-02-30', to: '2026-03-01' }],
    ['a filter that the report does not have', { affair: 'passport' }],
    ['a status that it does not know', { status: 'paid' }],
    ['more days than anybody reads', { from: '1990-01-01', to: '2026-01-01' }],
    ['a filter said twice', { channel: ['wechat', 'alipay'] }],
  ])('%s is refused', (_, written) => {
    expect(() => readFilters(payments, written, context)).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });

  test('that a report cannot do without are asked for', () => {
    expect(() => readFilters(statement, {}, context)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });
});

describe('a cursor', () => {
  test('is read again as the key of its row', () => {
    const row = ['2026-11-25', 'wechat', '4200', ...Array.from({ length: 8 }, () => null)];
    expect(readCursor(payments, cursorOf(payments, row))).toEqual(['2026-11-25', 'wechat', '4200']);
  });

  test.each(['', 'W10', 'bm8', Buffer.from('["2026-02-30","a","b"]').toString('base64url')])(
    'that is none is refused: %j',
    (cursor) => {
      expect(() => readCursor(payments, cursor)).toThrow(
        expect.objectContaining({ code: 'REQUEST_INVALID' }),
      );
    },
  );
});

describe('the definitions', () => {
  test.each(REPORTS.map((report) => [report.code, report] as const))(
    'of %s agree with themselves',
    (_, report) => {
      const keys = report.columns.map(({ key }): string => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(expect.arrayContaining([...report.order]));
      expect(report.columns.every(({ heading }) => heading.zh && heading.en)).toBe(true);
    },
  );
});

describe('a schedule', () => {
  const at = (text: string) => new Date(`${text}:00+08:00`);
  const daily = { every: 'day' as const, timeOfDay: '06:30', createdAt: at('2026-11-20T12:00') };

  test('is due once its time has come, from the first time after it was made', () => {
    expect(daysDue(daily, null, at('2026-11-21T06:29'))).toEqual([]);
    expect(daysDue(daily, null, at('2026-11-21T06:30'))).toEqual(['2026-11-21']);
    expect(daysDue(daily, '2026-11-21', at('2026-11-21T23:00'))).toEqual([]);
    const monthly = { ...daily, every: 'month' as const };
    expect(daysDue(monthly, null, at('2026-11-30T12:00'))).toEqual([]);
    expect(daysDue(monthly, null, at('2026-12-03T12:00'))).toEqual(['2026-12-01']);
  });

  test('makes up for the days that no worker saw, a week at the most', () => {
    expect(daysDue(daily, '2026-11-21', at('2026-11-24T01:00'))).toEqual(['2026-11-22', '2026-11-23']);
    expect(daysDue(daily, '2026-11-21', at('2027-01-10T07:00'))).toHaveLength(8);
  });
});
