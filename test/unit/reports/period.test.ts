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
    const row = ['2026-11-25', 'wechat', '4200', ...Array.from({ length: 7 }, () => null)];
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
