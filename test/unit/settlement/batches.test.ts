import { createHash } from 'node:crypto';
import {
  planBatch,
  type DayAmount,
  type RemittanceDetails,
  type RemittanceTarget,
} from '../../../src/settlement/remittance';
import { remittanceFile } from '../../../src/settlement/remittance-file';
import { payeesOf } from '../../../src/settlement/remittance-payee';

const day = (
  item: string,
  businessDay: string,
  [collected, refunded]: readonly [number, number],
): DayAmount => ({
  ...{ agencyCode: '310101', incomeItemCode: item, businessDay },
  ...{ collectedFen: BigInt(collected), refundedFen: BigInt(refunded) },
});
const target = (incomeItemCode: string, more: Partial<RemittanceTarget> = {}): RemittanceTarget => ({
  ...{
    agencyCode: '310101',
    incomeItemCode,
    destination: 'treasury',
    accountName: '国库',
    accountNo: '6222',
  },
  bankName: null,
  ...more,
});
const rules = (targets: RemittanceTarget[]) => ({
  ...{ destination: 'treasury' as const, targets },
  splits: new Map([
    [
      'A',
      [
        { level: 'central', parts: 1 },
        { level: 'city', parts: 2 },
      ],
    ],
  ]),
});

test('days of an item add up; one on which more went back than came is a line below zero', () => {
  const days = [day('A', '2026-11-01', [1_000, 0]), day('A', '2026-11-02', [0, 400])];
  expect(planBatch(days, rules([target('A')]))).toMatchObject({
    ...{ amountFen: 600n, leftOut: [] },
    lines: [{ amountFen: 1_000n }, { amountFen: -400n, refundedFen: 400n }],
    shares: [
      { level: 'central', amountFen: 200n },
      { level: 'city', amountFen: 400n },
    ],
  });
});

test('an item that cannot be paid is left out and named, and stops no other', () => {
  const days = ['A', 'B', 'C', 'D', 'E'].map((item) =>
    day(item, '2026-11-01', item === 'C' ? [10, 30] : [100, 0]),
  );
  const targets = [
    target('A'),
    target('B', { accountNo: null }),
    target('C'),
    target('E', { destination: 'special' }),
  ];
  const plan = planBatch(days, rules(targets));
  expect(plan.lines.map(({ incomeItemCode }) => incomeItemCode)).toEqual(['A']);
  expect(plan.leftOut).toMatchObject([
    { incomeItemCode: 'B', reason: 'no_account', amountFen: 100n },
    { incomeItemCode: 'C', reason: 'more_refunded_than_collected', amountFen: -20n },
    { incomeItemCode: 'D', reason: 'no_target', amountFen: 100n },
  ]);
});

test.each([{ accountNo: '' }, { accountName: ' ' }, { accountName: null }])(
  'an item whose account is %j is left out: the bank would be told to pay to nobody',
  (blank) => {
    const plan = planBatch([day('A', '2026-11-01', [100, 0])], rules([target('A', blank)]));
    expect(plan).toMatchObject({ lines: [], leftOut: [{ reason: 'no_account', amountFen: 100n }] });
  },
);

test('items that go to one account are one payee, with what it gets in all', () => {
  const plan = planBatch(
    [day('A', '2026-11-01', [1_000, 1]), day('A', '2026-11-02', [0, 9]), day('B', '2026-11-01', [5, 0])],
    rules([target('A'), target('B')]),
  );
  const payee = { accountName: '国库', accountNo: '6222', bankName: null, amountFen: 995n };
  expect(payeesOf(plan.lines)).toMatchObject([
    { ...payee, items: [{ amountFen: 990n }, { incomeItemCode: 'B', amountFen: 5n }] },
  ]);
});

test('the file has a row for each level, a total and the hash of what stands before it, and is no formula', () => {
  const plan = planBatch(
    [day('A', '2026-11-01', [1_000, 1]), day('B', '2026-11-01', [5, 0])],
    rules([
      target('A', { accountName: '=1+1', accountNo: '6222021234567890123' }),
      target('B', { accountName: '财政,"局"' }),
    ]),
  );
  const batch = { ...plan, id: 'rmt_1', destination: 'treasury' } as unknown as RemittanceDetails;
  const { text, sha256 } = remittanceFile(batch);
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  const lines = text.split('\r\n');
  expect(lines[0]).toBe('\uFEFF批次,去向,执收单位,收入项目,级次,户名,账号,开户行,金额');
  expect(lines.slice(1, 6)).toEqual([
    `rmt_1,国库,310101,A,central,'=1+1,"6222021234567890123\t",,3.33`,
    `rmt_1,国库,310101,A,city,'=1+1,"6222021234567890123\t",,6.66`,
    `rmt_1,国库,310101,B,,"财政,""局""",6222,,0.05`,
    '合计 Total,,,,,,,,10.04',
    '行数 Rows,3',
  ]);
  const body = `${lines.slice(0, 6).join('\r\n')}\r\n`;
  expect(lines[6]).toBe(
    `SHA-256（本行之前的全部字节，含 BOM）,${createHash('sha256').update(body).digest('hex')}`,
  );
});
