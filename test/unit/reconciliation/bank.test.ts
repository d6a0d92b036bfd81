import { bankDifferenceType, type BankDay } from '../../../src/reconciliation/bank/bank-day';
import { createBankRowReader } from '../../../src/reconciliation/bank/bank-entry';
import type { BankMapping } from '../../../src/reconciliation/bank/bank-mapping';

const day = (given: Partial<BankDay>): BankDay => ({
  channel: 'wechat',
  businessDay: '2026-03-31',
  grossFen: 2_000_000n,
  feeFen: 12_000n,
  creditFen: 0n,
  creditCount: 1,
  invoicedFen: 0n,
  isBankKnown: true,
  ...given,
});

describe('a credit of the bank (R27: fees are never netted)', () => {
  test.each<[string, Partial<BankDay>, string | null]>([
    ['19 880.00 of 20 000.00 at a rate of 0.6 %', { creditFen: 1_988_000n }, 'fee_netted'],
    ['20 000.00 and an invoice of 120.00', { creditFen: 2_000_000n, invoicedFen: 12_000n }, null],
    ['20 000.00 without an invoice', { creditFen: 2_000_000n }, 'fee_uninvoiced'],
    ['nothing at all', { creditCount: 0 }, 'bank_missing'],
    ['something else that is less', { creditFen: 1_990_000n }, 'bank_short'],
    ['more', { creditFen: 2_000_001n, invoicedFen: 12_000n }, 'bank_over'],
    ['less by a fee that there was not', { creditFen: 1_988_000n, feeFen: 0n }, 'bank_short'],
    ['nothing, for a day without money', { grossFen: 0n, feeFen: 0n, creditCount: 0 }, null],
    ['nothing, of a day of which the bank has said nothing', { creditCount: 0, isBankKnown: false }, null],
  ])('of %s', (_, given, type) => {
    expect(bankDifferenceType(day(given))).toBe(type);
  });
});

const mapping: BankMapping = {
  name: 'icbc',
  encoding: 'utf-8',
  delimiter: ',',
  skipLines: 0,
  dateFormat: 'YYYY-MM-DD',
  columns: {
    ...{ date: '日期', amount: null, credit: '贷方', debit: '借方', account: '账号' },
    ...{ counterAccount: '对方账号', reference: '摘要', balance: '余额', serial: null },
  },
  account: '1001',
  channels: { wechat: { counterAccount: 'TENPAY', settlesAfterDays: 1 } },
};
const cells = {
  日期: '2026-04-01',
  贷方: '20,000.00',
  借方: '',
  账号: '1001',
  对方账号: 'TENPAY',
  摘要: '结算',
  余额: '1',
};

describe('a row of a bank’s file', () => {
  const read = (given: Partial<typeof cells>, how = mapping) =>
    createBankRowReader(how, '2026-04-02').read({ line: 2, cells: { ...cells, ...given } });

  test('is a credit of the channel for the day before', () => {
    expect(read({})).toMatchObject({
      ...{
        direction: 'credit',
        amountFen: 2_000_000n,
        channel: 'wechat',
        settlesDay: '2026-03-31',
        balanceFen: 100n,
      },
    });
  });

  test.each([
    [
      { 贷方: '', 借方: '5.5' },
      { direction: 'debit', amountFen: 550n, channel: null },
    ],
    [
      { 贷方: '0.00', 借方: '5' },
      { direction: 'debit', amountFen: 500n },
    ],
    [{ 贷方: '-5.00' }, { direction: 'debit', amountFen: 500n, channel: null }],
    [{ 对方账号: 'X' }, { direction: 'credit', channel: null, settlesDay: null }],
    [{ 日期: '2026-02-30' }, { kind: 'row', column: '日期' }],
    [{ 日期: '20260401' }, { kind: 'row', column: '日期' }],
    [{ 贷方: '1e3' }, { kind: 'row', column: '贷方' }],
    [{ 贷方: '1.005' }, { kind: 'row', column: '贷方' }],
    [
      { 贷方: '', 借方: '' },
      { kind: 'row', column: '贷方' },
    ],
    [{ 借方: '1.00' }, { kind: 'row', column: '贷方' }],
    [{ 余额: 'x' }, { kind: 'row', column: '余额' }],
    [{ 账号: '9' }, { kind: 'account' }],
  ])('%j is %j', (given, expected) => {
    expect(read(given)).toMatchObject(expected);
  });

  test('with a signed amount, and another form of days', () => {
    const columns = { ...mapping.columns, amount: '贷方', credit: null, debit: null };
    const signed = { ...mapping, dateFormat: 'YYYYMMDD' as const, columns };
    expect(read({ 贷方: '-20,000.00', 日期: '20260401 08:00' }, signed)).toMatchObject({
      ...{ direction: 'debit', bookedOn: '2026-04-01' },
    });
  });

  test('that the bank tells of twice in the same words is two movements, and the same two in another file', () => {
    const keys = () => {
      const { read } = createBankRowReader(mapping, '2026-04-02');
      return [2, 3].map((line) => (read({ line, cells: { ...cells, 余额: '' } }) as { key: string }).key);
    };
    expect(new Set(keys()).size).toBe(2);
    expect(keys()).toEqual(keys());
  });

  test.each<[string, readonly (readonly [credit: string, debit: string, balance: string])[], number | null]>([
    [
      'follows itself at once',
      [
        ['5', '', '5'],
        ['5', '', '5'],
      ],
      3,
    ],
    [
      'is in a file that is there twice',
      [
        ['5', '', '5'],
        ['2', '', '7'],
        ['5', '', '5'],
        ['2', '', '7'],
      ],
      4,
    ],
    [
      'is in one that begins with the newest',
      [
        ['2', '', '7'],
        ['5', '', '5'],
        ['2', '', '7'],
        ['5', '', '5'],
      ],
      4,
    ],
    [
      'came, went and came again',
      [
        ['5', '', '5'],
        ['', '5', '0'],
        ['5', '', '5'],
      ],
      null,
    ],
    [
      'did so, the newest first',
      [
        ['5', '', '9'],
        ['', '5', '4'],
        ['5', '', '9'],
        ['4', '', '4'],
      ],
      null,
    ],
  ])('with a balance, that %s, is told twice or not', (_, rows, refused) => {
    const reader = createBankRowReader(mapping, '2026-04-02');
    const read = rows.map(([贷方, 借方, 余额], i) =>
      reader.read({ line: i + 2, cells: { ...cells, 贷方, 借方, 余额 } }),
    );
    const problem = read.findIndex((it) => 'problem' in it);
    expect(problem === -1 ? null : problem + 2).toBe(refused);
  });

  test('with a number of the bank is told once', () => {
    const how = { ...mapping, columns: { ...mapping.columns, serial: '流水号' } };
    const reader = createBankRowReader(how, '2026-04-02');
    const told = [2, 3].map((line) => reader.read({ line, cells: { ...cells, 余额: '', 流水号: 'S1' } }));
    expect(told[1]).toMatchObject({ problem: 'the same row twice' });
  });

  test('of a day to come is none', () => {
    expect(read({ 日期: '2026-04-03' })).toMatchObject({ kind: 'row', problem: 'a day to come' });
  });
});
