import * as fc from 'fast-check';
import { csvText } from '../../../src/kernel/csv-text';
import { csvCells, describeFilters, sheetCells, totalsRow } from '../../../src/reports/cell';
import { column, RunningTotals } from '../../../src/reports/report';
import { anyText } from '../../support/any-text';

const COLUMNS = [
  column.text('id', '编号', 'Id'),
  column.fen('amount', '金额', 'Amount'),
  column.balance('balance', '余额', 'Balance'),
  column.count('lines', '行数', 'Lines'),
];

describe('a text of a CSV', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1+1',
    '－1',
    '\u200b=1',
    '=cmd|calc!A0',
  ])('that a spreadsheet would run stays a text: %j', (text) => {
    expect(csvText(text)).toBe(`'${text}`);
  });

  test.each([
    '31000026000000123458',
    '310115190000123',
    '0012',
    '12e19',
    '1.50',
    '2026-11-25',
    '3/4',
    '10:30',
    '5%',
    '1.23E+19',
    '1e-5',
    '.5',
    'MAR1',
    'Sept-26',
    '1 Dec 2026',
    '3-nov',
    '2026年11月',
    '11月5日',
    '10:30 pm',
    '¥1,200',
    '(120)',
  ])('that a spreadsheet would take for a number or a day stays as it is: %s', (id) => {
    expect(csvText(id)).toBe(`${id}\t`);
  });

  test.each([
    '护照',
    'ord_1m882x6jqw',
    '310101',
    '12',
    '',
    'a=b',
    '2026-11-25T01:02:03+08:00',
    'wechat',
    'Marie 1x',
    '12号',
  ])('is left alone: %j', (text) => {
    expect(csvText(text)).toBe(text);
  });

  test('never begins with a sign of a formula, whatever it was', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(csvText(text)).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

describe('a row', () => {
  const row = ['=1', '-12345', '5', '3'];

  test('has amounts in yuan with two decimals; a negative one is no formula', () => {
    expect(csvCells(COLUMNS, row)).toEqual(["'=1", '-123.45', '0.05', '3']);
  });

  test('has numbers in a spreadsheet, and texts that are texts there', () => {
    expect(sheetCells(COLUMNS, row)).toEqual(['=1', -123.45, 0.05, 3]);
    expect(sheetCells(COLUMNS, [null, null, null, null])).toEqual([null, null, null, null]);
    expect(sheetCells(COLUMNS, ['a\u0000b\ud800', '1', '1', '1'])[0]).toBe('a\ufffdb\ufffd');
  });

  test('has an amount beyond what a spreadsheet counts exactly as a text', () => {
    expect(sheetCells(COLUMNS, ['a', '9007199254740993', '1', '1'])[1]).toBe('90071992547409.93');
  });

  test('every amount that is a number there is that amount again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -99_999_999_999_999n, max: 999_999_999_999_999n }), (fen) => {
        const [, amount] = sheetCells(COLUMNS, ['a', String(fen), '0', '0']);
        expect(Math.round(Number(amount) * 100)).toBe(Number(fen));
      }),
    );
  });
});

test('what is added up stands under its column, a balance is not added up', () => {
  const totals = new RunningTotals(COLUMNS);
  totals.add(['a', '100', '7', '1']);
  totals.add(['b', '-30', '7', null]);
  expect(totalsRow(COLUMNS, totals.current())).toEqual(['合计 Total', '70', null, '1']);
  expect(totals.current().rowCount).toBe(2);
});

test('filters that are set are said, others are not', () => {
  expect(
    describeFilters('payments', {
      from: '2026-01-01',
      to: '2026-01-31',
      channel: 'wechat',
      agency: undefined,
    }),
  ).toBe('from=2026-01-01; to=2026-01-31; channel=wechat');
});
