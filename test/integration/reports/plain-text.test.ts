import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { plainAccount } from '../../../src/reports/plain-account';
import {
  plainJournal,
  type PeriodBalances,
  type PlainBooks,
} from '../../../src/reports/plain-journal.service';
import { findReport } from '../../../src/reports/report-list';
import { testLedgerTools } from '../../support/ledger-tools';
import { Office } from './office';

const tools = testLedgerTools();
const whereToolsAre = tools ? describe : describe.skip;
type Format = PlainBooks['format'];
const FORMATS: readonly Format[] = ['hledger', 'beancount'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tongfu-plain-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the tool says of a file; empty where it takes it. */
async function complaintsOf(format: Format, text: string): Promise<string> {
  const file = path.join(folder, `books.${format}`);
  writeFileSync(file, text);
  const command = format === 'hledger' ? (tools?.hledger ?? '') : (tools?.beanCheck ?? '');
  const args = format === 'hledger' ? ['check', '--strict', '-f', file] : [file];
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return promisify(execFile)(command, args, { env }).then(
    ({ stdout }) => stdout,
    (error: { stderr?: string; message: string }) => error.stderr || error.message,
  );
}

interface Posted {
  source: string;
  order: string | null;
  debit: string;
  credit: string;
  fen: bigint;
}

/** As the general ledger gives them. */
function rowsOf(posted: readonly Posted[]) {
  const columns = findReport('general-ledger')?.columns ?? [];
  return posted.flatMap(({ source, order, debit, credit, fen }, i) =>
    [
      { line: '1', account: debit, dr: String(fen), cr: '0' },
      { line: '2', account: credit, dr: '0', cr: String(fen) },
    ].map((end) => {
      const cells: Record<string, string | null> = {
        ...end,
        day: '2026-11-24',
        voucher: `jrn_${i}`,
        kind: 'collection',
        summary: source,
        account_name: `名 ${end.account}`,
        order,
      };
      return columns.map(({ key }) => cells[key] ?? null);
    }),
  );
}

async function textOf(format: Format, posted: readonly Posted[], balances: PeriodBalances): Promise<string> {
  async function* batches() {
    yield rowsOf(posted);
  }
  let text = '';
  const period = { from: '2026-11-24', to: '2026-11-24' };
  for await (const part of plainJournal({ format, ...period, balances, batches: batches() })) text += part;
  return text;
}

const nasty = fc.oneof(
  fc.constantFrom(
    ...[
      'wechat',
      'WeChat',
      '310101',
      'a b',
      'a  b',
      'x-5',
      '-5',
      '',
      '(x)',
      '[x]',
      '; comment',
      'a"b\\',
      '=1+1',
      '@@ 1',
    ],
    ...[
      '市公安局',
      '𠮷',
      'a\nb',
      '2026-01-01 open X',
      '{1 CNY}',
      '*',
      '!',
      '#tag',
      'a,b',
      'Z',
      '\u2028',
      '\u200b',
    ],
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const postings = fc.array(
  fc.record({
    source: nasty,
    order: fc.option(nasty),
    debit: nasty.map((part) => `clearing:${part}`),
    credit: fc.tuple(nasty, nasty).map(([agency, item]) => `payable:${agency}:${item}`),
    fen: fc.bigInt({ min: 1n, max: 10n ** 15n }),
  }),
  { minLength: 60, maxLength: 60 },
);

describe('the name of an account', () => {
  test('keeps two accounts apart, whatever their codes are', () => {
    const codes = fc.tuple(nasty, nasty);
    fc.assert(
      fc.property(codes, ([a, b]) => {
        expect(plainAccount(`payable:${a}`) === plainAccount(`payable:${b}`)).toBe(a === b);
        expect(plainAccount(`payable:${a}`)).toMatch(/^Liabilities:Payable(:[A-Z0-9][A-Za-z0-9-]*)+$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is readable where the code is', () => {
    expect(plainAccount('payable:310101:10202')).toBe('Liabilities:Payable:310101:10202');
    expect(plainAccount('clearing:wechat')).toBe('Assets:Clearing:Wechat');
    expect(plainAccount('bank')).toBe('Assets:Bank');
  });
});

whereToolsAre('with the tools themselves', () => {
  const samples = fc.sample(postings, { numRuns: 4, seed: 20_261_125 });

  test.each(FORMATS)('%s takes journals with any names, with what was brought forward', async (format) => {
    for (const posted of samples) {
      const opening = [
        { account: posted[0]?.debit ?? '', fen: 700n },
        { account: posted[0]?.credit ?? '', fen: -700n },
      ];
      expect(await complaintsOf(format, await textOf(format, posted, { opening, closing: null }))).toBe('');
    }
  });

  test.each(FORMATS)('%s finds a balance at the end that the journals do not lead to', async (format) => {
    const posted = [{ source: 's', order: null, debit: 'clearing:wechat', credit: 'bank', fen: 100n }];
    const right = [
      { account: 'clearing:wechat', fen: 100n },
      { account: 'bank', fen: -100n },
    ];
    const wrong = [{ account: 'clearing:wechat', fen: 101n }];
    expect(await complaintsOf(format, await textOf(format, posted, { opening: [], closing: right }))).toBe(
      '',
    );
    expect(
      await complaintsOf(format, await textOf(format, posted, { opening: [], closing: wrong })),
    ).not.toBe('');
  });
});

(tools ? test : test.skip)(
  'the books of a town are taken by both, and their balances are those of the trial balance',
  async () => {
    const office = await Office.open();
    await office.counter.desk.paid('wechat');
    const { orderId } = await office.counter.desk.paid('alipay');
    await office.counter.desk.untilRefund(await office.counter.desk.approved(orderId, 4_000), 'succeeded');
    office.passDays(1);
    await office.counter.misfit('wechat', 12_345);
    for (const format of FORMATS) {
      const { http, bytes } = await office.download('general-ledger', format, { period: 'today' });
      expect(http).toBe(200);
      expect(await complaintsOf(format, bytes.toString())).toBe('');
      expect(bytes.toString()).toContain('243.45 CNY');
    }
    expect(await office.town.call('GET', '/v1/reports/payments.hledger')).toMatchObject({
      code: 'FORMAT_NOT_OFFERED',
    });
    await office.town.close();
  },
  60_000,
);
