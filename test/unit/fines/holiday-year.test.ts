import { readHolidayFile } from '../../../src/fines/holiday-file.service';
import { missingYears, yearProblem } from '../../../src/fines/holiday';
import { CSV_2027, YEAR_2027 } from '../../support/year-2027';

const without = (day: string) => YEAR_2027.filter((one) => one.day !== day);
const also = (day: string) => ({ day, isWorkday: false, name: '元旦', source: 'a notice' });

describe('the arrangement of a year', () => {
  test('is taken as a whole, with a December day before it', () => {
    expect(yearProblem(2027, YEAR_2027)).toBeNull();
    expect(yearProblem(2027, [...YEAR_2027, also('2026-12-31')])).toBeNull();
  });

  test.each([
    ['of another year', 2028, YEAR_2027, { kind: 'outside', day: '2027-01-01' }],
    ['with a day twice', 2027, [...YEAR_2027, also('2027-01-01')], { kind: 'twice', day: '2027-01-01' }],
    ['without a National Day', 2027, without('2027-10-02'), { kind: 'not_a_holiday', day: '2027-10-02' }],
    ['of nothing', 2027, [], { kind: 'not_a_holiday', day: '2027-01-01' }],
    [
      'of the days alone that never move',
      2027,
      YEAR_2027.filter(({ day }) => /-(01-01|05-0[12]|10-0[123])$/.test(day)),
      { kind: 'too_few' },
    ],
  ])('%s is refused', (_, year, days, problem) => {
    expect(yearProblem(year, days)).toEqual(problem);
  });

  test('is missed from 1 October of the year before it', () => {
    const known = [2025, 2026];
    expect(missingYears('2026-09-30', known)).toEqual([]);
    expect(missingYears('2026-10-01', known)).toEqual([2027]);
    expect(missingYears('2026-12-31', [...known, 2027])).toEqual([]);
    expect(missingYears('2027-01-01', known)).toEqual([2027]);
  });
});

describe('the file of a year', () => {
  test('is a CSV, and the document is said beside it', () => {
    const source = YEAR_2027[0]!.source;
    expect(readHolidayFile(`\uFEFF${CSV_2027}`, source)).toEqual({ days: YEAR_2027, source });
    expect(readHolidayFile(CSV_2027, null)).toEqual({
      problem: 'it names no document; say which with --source',
    });
  });

  test('is JSON in the form of the public data set, which names its document', () => {
    const file = {
      $schema: 'https://example.org/schema.json',
      year: 2027,
      papers: ['https://www.gov.cn/notice'],
      days: [
        { name: '元旦', date: '2027-01-01', isOffDay: true },
        { name: '春节', date: '2027-02-20', isOffDay: false },
      ],
    };
    expect(readHolidayFile(JSON.stringify(file), null)).toEqual({
      source: 'https://www.gov.cn/notice',
      days: [
        { day: '2027-01-01', isWorkday: false, name: '元旦', source: 'https://www.gov.cn/notice' },
        { day: '2027-02-20', isWorkday: true, name: '春节', source: 'https://www.gov.cn/notice' },
      ],
    });
  });

  test.each([
    ['a day that is none', 'day,is_workday,name\n2027-02-30,false,春节\n', '0.day: '],
    ['a word for yes that nobody knows', 'day,is_workday,name\n2027-02-05,no,春节\n', '0.is_workday: '],
    ['another column', 'day,kind,name\n2027-02-05,rest,春节\n', '0'],
    ['JSON that is none', '{"days": ', ''],
    ['JSON of another form', '{"days": {"2027-01-01": true}}', 'days: '],
  ])('with %s is refused', (_, text, where) => {
    expect(readHolidayFile(text, 'a notice')).toEqual({ problem: expect.stringContaining(where) });
  });
});
