import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHolidaysProgram } from '../../../src/cli/holidays-program';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { CSV_2027, YEAR_2027 } from '../../support/year-2027';
import { jsonOf, runCommand, runHere } from './run-command';

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(path.join(tmpdir(), 'tongfu-holidays-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

const holidays = (...args: string[]) => runHere(database.url, createHolidaysProgram(), ...args);
const fileOf = (text: string): string => {
  const file = path.join(directory, 'year.csv');
  writeFileSync(file, text);
  return file;
};
const listed = async () =>
  jsonOf(await holidays('list', '--json')) as { data: object[]; loaded_years: number[] };

test('R02: a year is loaded from its file, and loading it again changes nothing', async () => {
  const file = fileOf(CSV_2027);
  const args = ['import', '2027', file, '--source', 'a notice'];
  const first = await runCommand(database.url, 'src/cli/holidays.ts', ...args);
  expect(first).toEqual({ exitCode: 0, stderr: '', stdout: '2027 is loaded: 25 days, from a notice.\n' });
  const before = await listed();
  expect(before.loaded_years).toEqual([2027]);
  expect(before.data).toHaveLength(YEAR_2027.length);
  expect(await holidays(...args)).toMatchObject({ exitCode: 0 });
  expect(await listed()).toEqual(before);
});

test('a corrected file takes the place of what was loaded', async () => {
  const corrected = CSV_2027.replace('2027-02-20,true', '2027-02-21,true');
  await holidays('import', '2027', fileOf(corrected), '--source', 'a second notice');
  const { stdout } = await holidays('list', '2027');
  expect(stdout).toContain('2027-02-21\twork\t春节\ta second notice\n');
  expect(stdout).not.toContain('2027-02-20');
  expect(stdout).toMatch(/Known years: 2004 to \d{4}; loaded here: 2027\.\n$/);
});

test('what is not a whole year changes nothing', async () => {
  const before = await listed();
  const refused = await holidays(
    'import',
    '2027',
    fileOf(CSV_2027.replaceAll('2027-10', '2027-11')),
    '--source',
    'x',
  );
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toContain('2027-10-01 is no rest day in it. Nothing was changed.');
  expect(await listed()).toEqual(before);
});

test('one day is set, set otherwise, and taken back', async () => {
  const facts = ['--name', '抗战胜利纪念日', '--source', 'a decision'];
  await holidays('set', '2026-09-03', 'rest', ...facts);
  expect((await holidays('list', '2026')).stdout).toContain('2026-09-03\trest\t抗战胜利纪念日\ta decision\n');
  await holidays('set', '2026-09-03', 'work', ...facts);
  expect((await holidays('list', '2026')).stdout).toContain('2026-09-03\twork\t');
  expect((await holidays('remove', '2026-09-03')).stdout).toContain('published table says again');
  expect((await holidays('remove', '2026-09-03')).stdout).toBe('Nothing was set for 2026-09-03.\n');
  expect((await holidays('list', '2026')).stdout).not.toContain('2026-09-03');
});

test.each([
  ['a day that is none', ['set', '2027-02-30', 'rest', '--name', 'x', '--source', 'x'], 'It is a day'],
  ['another kind', ['set', '2027-02-05', 'half', '--name', 'x', '--source', 'x'], 'It is rest or work.'],
  ['a day without its document', ['set', '2027-02-05', 'rest', '--name', 'x'], '--source'],
  ['a year that is none', ['import', '27', 'x'], 'It is a year'],
])('%s is refused', async (_, args, reason) => {
  const refused = await holidays(...args);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain(reason);
});
