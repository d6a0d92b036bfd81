import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createVerifyProgram } from '../../../src/cli/verify-program';
import { sealHash } from '../../../src/days/seal';
import { runHere } from '../cli/run-command';
import { Books, PUBLIC_KEY } from './books';

const DAYS = ['2026-03-30', '2026-03-31', '2026-04-01'] as const;
const [FIRST, SECOND, THIRD] = DAYS;

let books: Books;
beforeEach(async () => {
  books = await Books.open();
  await books.collect('before', '2026-03-29', 700n);
  for (const [i, day] of DAYS.entries()) {
    await books.collect(`a\\${i}`, day, 10_000n);
    await books.suspend(`b${i}`, day, 500n);
    await books.close(day);
  }
});
afterEach(() => books.world.close());

const folder = mkdtempSync(path.join(tmpdir(), 'tongfu-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(key: KeyObject): string {
  const file = path.join(folder, `${Math.random()}.pem`);
  writeFileSync(file, key.export({ type: 'spki', format: 'pem' }));
  return file;
}

const verify = (from: string, ...more: string[]) =>
  runHere(books.url, createVerifyProgram(), '--from', from, '--json', ...more);
const verified = async (from: string, ...more: string[]) =>
  JSON.parse((await verify(from, ...more)).stdout) as {
    status: string;
    broken: { day: string; faults: string[] };
  };

test('closed days that nobody touched are found intact, from the first or from any other', async () => {
  const key = fileOf(PUBLIC_KEY);
  for (const [from, days] of [
    [FIRST, 3],
    ['2020-01-01', 3],
    [SECOND, 2],
    ['2026-05-01', 0],
  ] as const) {
    const { exitCode, stdout } = await verify(from, '--public-key', key);
    expect({ exitCode, ...JSON.parse(stdout) }).toMatchObject({
      ...{ exitCode: 0, status: 'intact', days, signatures_checked: true, broken: null },
    });
  }
  const { stdout } = await runHere(books.url, createVerifyProgram(), '--from', FIRST);
  expect(stdout).toContain('not checked');
});

const spoil = (text: string) => books.sql(text, { tampering: true });

test.each([
  [
    'a posting of another amount',
    () =>
      spoil(`update posting set amount_fen = 1
     from journal j where j.id = journal_id and j.source like '%a_1'`),
    'not those that were sealed',
  ],
  [
    'a posting that is gone',
    () =>
      spoil(`delete from posting using journal j
     where j.id = journal_id and j.source like '%b1'`),
    'has 1',
  ],
  [
    'a journal of another time',
    () =>
      spoil(`update journal set occurred_at = occurred_at + interval '1 ms'
     where source like '%b1'`),
    'not those that were sealed',
  ],
  [
    'a journal that was slipped in',
    () =>
      spoil(`insert into journal
     values ('jrn_x', 'fee', '${SECOND}', now(), 'x', null, now())`),
    'has 3',
  ],
  [
    'a posting of another day',
    () =>
      spoil(`update posting set business_day = '2026-05-01'
     from journal j where j.id = journal_id and j.source like '%b1'`),
    'not those that were sealed',
  ],
  [
    'a seal of another content',
    () =>
      spoil(`update sealed_day set content = replace(content, '10000', '10001')
     where day = '${SECOND}'`),
    'its hash',
  ],
  [
    'a statement that is gone',
    () => spoil(`delete from statement where business_day = '${SECOND}'`),
    'statement',
  ],
  [
    'a signature of another day',
    () =>
      spoil(`update sealed_day set signature = (select signature from sealed_day
     where day = '${FIRST}') where day = '${SECOND}'`),
    'signature',
  ],
])('%s: the day is named', async (_, tamper, reason) => {
  await tamper();
  const { exitCode } = await verify(FIRST, '--public-key', fileOf(PUBLIC_KEY));
  expect(exitCode).toBe(1);
  const { broken } = await verified(FIRST, '--public-key', fileOf(PUBLIC_KEY));
  expect(broken.day).toBe(SECOND);
  expect(broken.faults.join()).toContain(reason);
  // What comes before it is not blamed.
  expect(await verified(THIRD, '--public-key', fileOf(PUBLIC_KEY))).toMatchObject({ status: 'intact' });
});

test('a day that was taken out, or sealed anew without the key, breaks the chain', async () => {
  const [seal] = await books.sql<{ previous_hash: string; content: string }>(
    `select previous_hash, content from sealed_day where day = '${SECOND}'`,
  );
  const content = String(seal?.content).replace('stf_lead', 'stf_thief');
  const hash = sealHash(String(seal?.previous_hash), content);
  await spoil(`update sealed_day set content = '${content}', hash = '${hash}', closed_by = 'stf_thief'
    where day = '${SECOND}'`);
  expect((await verified(FIRST)).broken).toEqual({
    day: THIRD,
    faults: [`it does not carry the hash of ${SECOND}`],
  });
  expect((await verified(FIRST, '--public-key', fileOf(PUBLIC_KEY))).broken.day).toBe(SECOND);
  await spoil(`delete from sealed_day where day = '${SECOND}'`);
  expect((await verified(FIRST)).broken.day).toBe(THIRD);
});

test('a posting that is slipped under a closed day from a day after it is found', async () => {
  await books.collect('later', '2026-04-10', 1_000n);
  await spoil(`update posting set business_day = '${SECOND}' where business_day = '2026-04-10'`);
  const { broken } = await verified(FIRST);
  expect(broken).toEqual({ day: SECOND, faults: [expect.stringContaining('of other days')] });
});

test('a signature by another key is not trusted', async () => {
  const { broken } = await verified(FIRST, '--public-key', fileOf(generateKeyPairSync('ed25519').publicKey));
  expect(broken).toEqual({ day: FIRST, faults: [expect.stringContaining('not known')] });
});

test.each([
  [['--from', 'yesterday'], 1, 'is not a day'],
  [['--from', FIRST, '--public-key', '/nonexistent'], 1, 'is not a public key'],
  [[], 2, '--from'],
])('%j is refused', async (args, exitCode, reason) => {
  const ended = await runHere(books.url, createVerifyProgram(), ...args);
  expect(ended).toMatchObject({ exitCode, stderr: expect.stringContaining(reason) });
});
