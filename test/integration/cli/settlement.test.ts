import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedCatalogue } from '../../../prisma/seeding';
import { createSettlementProgram } from '../../../src/cli/settlement-program';
import { createDatabase } from '../../../src/db/database';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { jsonOf, runHere } from './run-command';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const opened = createDatabase({ url: database.url, poolSize: 2 });
  await seedCatalogue(opened).finally(() => opened.close());
});
afterAll(() => database.drop());

const folder = mkdtempSync(path.join(tmpdir(), 'tongfu-treasury-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settlement = (...args: string[]) => runHere(database.url, createSettlementProgram(), ...args);

async function entriesOf(subjects: readonly string[]) {
  const opened = createDatabase({ url: database.url, poolSize: 1 });
  const entries = await opened.stores.audit.readChain(0n, 100).finally(() => opened.close());
  return entries.filter(({ subject }) => subjects.includes(subject));
}

function csv(text: string): string {
  const file = path.join(folder, `${Math.random()}.csv`);
  writeFileSync(file, text);
  return file;
}

test('where money goes and how it is divided is said, said otherwise, and listed', async () => {
  expect((await settlement('targets')).stdout).toContain('Nothing is known');
  await settlement('target', '310101', '10101', 'special');
  await settlement(
    'target',
    '310101',
    '10101',
    'treasury',
    '--account-name',
    '国库',
    '--account-no',
    '62220000',
  );
  await settlement('split', '10101', 'central=60', 'city=40');
  expect(jsonOf(await settlement('targets', '--json'))).toMatchObject({
    data: [
      {
        ...{ agencyCode: '310101', incomeItemCode: '10101', destination: 'treasury', accountNo: '62220000' },
        split: [
          { level: 'central', parts: 60 },
          { level: 'city', parts: 40 },
        ],
      },
    ],
  });
  await settlement('split', '10101');
  expect((await settlement('targets')).stdout).not.toContain('central');
});

test('whoever changes where money goes, or how it is divided, leaves an entry in the audit log', async () => {
  await settlement(
    'target',
    '310101',
    '10201',
    'treasury',
    '--account-name',
    '国库',
    '--account-no',
    '62220000',
  );
  await settlement('target', '310101', '10201', 'special', '--account-no', ' ');
  await settlement('split', '10201', 'central=60', 'city=40');
  await settlement('split', '10201');
  const known = '国库, 62220000, no bank';
  expect(await entriesOf(['310101/10201', '10201'])).toMatchObject([
    {
      ...{ action: 'remittance_target.changed', actorId: 'system', actorName: 'npm run settlement' },
      details: { before: 'nothing', after: `treasury, ${known}` },
    },
    {
      details: {
        before: `treasury, ${known}`,
        after: 'special, no account name, no account number, no bank',
      },
    },
    {
      action: 'split_rule.changed',
      details: { before: 'not divided', after: 'central=60 city=40' },
    },
    { details: { before: 'central=60 city=40', after: 'not divided' } },
  ]);
});

test('what the treasury says is compared, and a difference ends with 1', async () => {
  const file = csv('\uFEFFincome_item,amount\r\nA,1200.00\r\n');
  const first = await settlement('compare', '2024-11', '--file', file, '--json');
  expect(first.exitCode).toBe(1);
  expect(jsonOf(first)).toEqual({
    ...{ period: '2024-11', items: 1, not_confirmed: 1 },
    differences: [{ income_item: 'A', ours: 0, theirs: 120_000 }],
  });
  await settlement('compare', '2024-11', '--file', csv('income_item,amount\nA,0.00\n'));
  expect((await entriesOf(['2024-11'])).map(({ details }) => details)).toEqual([
    { items: '1', amount: '1200.00', figures: 'A=1200.00' },
    { items: '1', amount: '0.00', figures: 'A=0.00' },
  ]);
  expect(await settlement('compare', '2024-11')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/0 differ[\s\S]*1 are not confirmed by another person/),
  });
});

test.each([
  [['target', 'nobody', '10101', 'treasury'], 'There is no agency nobody'],
  [['target', '310101', '10101', 'pocket'], 'neither treasury nor special'],
  [
    ['target', '310101', '20201', 'treasury'],
    'There is no income item 20201. There are: 10101, 10201, 10202.',
  ],
  [['split', '1O101', 'central=1'], 'There is no income item 1O101'],
  [['split', '10101', 'city=1', 'central=2', 'city=3'], 'city is there twice'],
  [['split', '10101', 'central'], 'is not a level'],
  [['split', '10101', 'central=0'], 'is not a level'],
  [['compare', '2026-13'], 'is neither a month'],
  [['compare', '9999-11', '--file', csv('income_item,amount\nA,12.00\n')], 'has not begun'],
  [['compare', '2024-11', '--file', csv('income_item,amount\nA,12\n')], 'Row 1'],
  [['compare', '2024-11', '--file', csv('income_item,amount\nA,12.00\nA,1.00\n')], 'Row 2: A is there twice'],
  [['compare', '2024-11', '--file', csv('income_item,amount\n')], 'has no rows'],
])('%j is refused', async (args, reason) => {
  expect(await settlement(...args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(reason) });
});

test.each([
  [
    'a file that is not there',
    () => '/nowhere/figures.csv',
    /^There is no file \/nowhere\/figures\.csv that can be read\./,
  ],
  ['a quote that does not end', () => csv('income_item,amount\n"A,1.00\n'), /csv: Quote/],
])('%s is said in words, and nothing is changed', async (_what, file, words) => {
  const refused = await settlement('compare', '2024-10', '--file', file());
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(words);
  expect(refused.stderr).toMatch(/Nothing was changed\.\n$/);
});
