import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'csv-parse/sync';
import { createReportsProgram } from '../../../src/cli/reports-program';
import { createStreamRows } from '../../../src/db/row-stream';
import { businessDayOf } from '../../../src/kernel/business-day';
import { runHere } from '../cli/run-command';
import { until } from '../notifications/town';
import { Office } from './office';

const REFS = [
  '=HYPERLINK("http://x")',
  '+86 21',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '31000026000000123458',
  '引号",换\r\n行',
  '𠮷田',
];

let office: Office;
let day: string;
beforeAll(async () => {
  office = await Office.open();
  day = businessDayOf(office.now());
  await office.counter.desk.paid('wechat');
  await office.counter.misfit('alipay', 12_345);
  // The API refuses control characters, an older import may not have.
  for (const [i, ref] of REFS.entries()) {
    const { orderId } = await office.town.open('wechat');
    await office.town.gateway.sql('update orders set external_ref = $1, pay_code = $2 where id = $3', [
      ref,
      `3100002600000012345${i}`,
      orderId,
    ]);
  }
}, 60_000);
afterAll(() => office.town.close());

const linesOf = (bytes: Buffer): string[][] => parse(bytes, { bom: true, relax_column_count: true });

/** The rows of the first sheet as another reader of the format sees them: cells with their types. */
function sheetOf(bytes: Buffer): { type: string; value: string; style: string }[][] {
  const files = unzipSync(bytes);
  const xml = strFromU8(files['xl/worksheets/sheet1.xml'] as Uint8Array);
  return [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes = '', content = '']) => ({
      type: /t="(\w+)"/.exec(attributes)?.[1] ?? 'n',
      style: /s="(\d+)"/.exec(attributes)?.[1] ?? '',
      value: content
        .replace(/<[^>]+>/g, '')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&'),
    })),
  );
}

describe('a CSV', () => {
  test('begins with a byte order mark, and its footer is what its rows say', async () => {
    const { http, bytes, headers } = await office.download('orders', 'csv', { period: 'today' });
    expect(http).toBe(200);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="orders_${day}.csv"`);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = bytes.toString();
    const lines = linesOf(bytes);
    const rowCount = lines.findIndex(([first]) => first === '合计 Total') - 1;
    const rows = lines.slice(1, 1 + rowCount);
    const footer = new Map(lines.slice(1 + rowCount).map(([name = '', value = '']) => [name, value]));
    expect(footer.get('行数 Rows')).toBe(String(rowCount));
    expect(footer.get('筛选 Filters')).toBe(`from=${day}; to=${day}`);
    expect(footer.get('状态 State')).toContain('反映生成时的状态');
    const body = text.slice(text.indexOf('\r\n') + 2, text.indexOf('合计 Total'));
    expect(footer.get('SHA-256')).toBe(createHash('sha256').update(body).digest('hex'));
    const fen = rows.reduce((sum, row) => sum + Math.round(Number(row[5]) * 100), 0);
    expect(lines[1 + rowCount]?.[5]).toBe((fen / 100).toFixed(2));
  });

  test('runs nothing in a spreadsheet, and shows long numbers as they are', async () => {
    const { bytes } = await office.download('orders', 'csv', { period: 'today' });
    const lines = linesOf(bytes);
    const refs = lines.map((line) => line[1]);
    for (const ref of REFS.slice(0, 5)) expect(refs).toContain(`'${ref}`);
    expect(refs).toEqual(expect.arrayContaining(['31000026000000123458\t', '引号",换\r\n行', '𠮷田']));
    expect(lines.map((line) => line[2])).toContain('31000026000000123450\t');
    for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+@\t\r]/);
  });

  test('has only what the screen shows under the same filter', async () => {
    const filters = { period: 'today', status: 'suspense' };
    const { totals } = await office.read('payments', filters);
    expect(totals).toEqual({ rows: 1, sums: { amount: 12_345 } });
    const { bytes, headers } = await office.download('payments', 'csv', filters);
    expect(headers.get('content-disposition')).toContain(`payments_${day}_status-suspense.csv`);
    const lines = linesOf(bytes);
    expect(lines.slice(1, 3).map((line) => line[7])).toEqual(['123.45', '123.45']);
    expect(lines.find(([name]) => name === '筛选 Filters')?.[1]).toContain('status=suspense');
  });

  test('of nothing has its heading and sums of nothing', async () => {
    const { http, bytes } = await office.download('payments', 'csv', {
      from: '2020-01-01',
      to: '2020-01-01',
    });
    expect(http).toBe(200);
    expect(linesOf(bytes)[1]?.slice(0, 8)).toEqual(['合计 Total', '', '', '', '', '', '', '0.00']);
  });
});

describe('an Excel file', () => {
  test('has amounts that are numbers, ids that are texts, and the footer of the CSV', async () => {
    const sheet = sheetOf((await office.download('orders', 'xlsx', { period: 'today' })).bytes);
    const row = sheet.find((cells) => cells.some(({ value }) => value === '31000026000000123458'));
    expect(row?.[1]).toMatchObject({ type: 'inlineStr' });
    expect(row?.[2]).toMatchObject({ type: 'inlineStr', value: expect.stringMatching(/^\d{20}$/) });
    expect(row?.[5]).toMatchObject({ type: 'n', value: '120' });
    expect(row?.[7]).toMatchObject({ type: 'inlineStr', value: expect.stringMatching(/\+08:00$/) });
    const formula = sheet.flat().find(({ value }) => value.includes('HYPERLINK'));
    expect(formula).toMatchObject({ type: 'inlineStr', value: REFS[0] });
    const csv = linesOf((await office.download('orders', 'csv', { period: 'today' })).bytes);
    const hashOf = (rows: { value: string }[][]) => rows.at(-1)?.[1]?.value;
    expect(hashOf(sheet)).toBe(csv.at(-1)?.[1]);
    expect(sheet.length).toBe(csv.length);
  });

  test('in words, as its CSV is, leaves amounts numbers and has a hash of its own', async () => {
    const asked = { period: 'today', lang: 'en' };
    const sheet = sheetOf((await office.download('payments', 'xlsx', asked)).bytes);
    expect(sheet.flat()).toContainEqual(expect.objectContaining({ value: 'WeChat Pay' }));
    expect(sheet.flat()).toContainEqual(expect.objectContaining({ type: 'n', value: '123.45' }));
    const told = linesOf((await office.download('payments', 'csv', asked)).bytes);
    const codes = linesOf((await office.download('payments', 'csv', { period: 'today' })).bytes);
    expect(sheet.at(-1)?.[1]?.value).toBe(told.at(-1)?.[1]);
    expect(told.at(-1)?.[1]).not.toBe(codes.at(-1)?.[1]);
    expect((await office.download('payments', 'csv', { lang: 'de' })).http).toBe(422);
  });

  test('shows amounts with two decimals', async () => {
    const { bytes } = await office.download('payments', 'xlsx', { period: 'today' });
    const styles = strFromU8(unzipSync(bytes)['xl/styles.xml'] as Uint8Array);
    expect(styles).toContain('#,##0.00');
    const amount = sheetOf(bytes)
      .flat()
      .find(({ value }) => value === '123.45');
    expect(amount).toMatchObject({ type: 'n', style: expect.stringMatching(/[1-9]/) });
  });
});

describe('who may take a file', () => {
  test('needs a key with the scope finance; who took it stands in the audit log', async () => {
    const { key } = await office.town.gateway.createKey('other', { scopes: ['orders'] });
    const refused = await fetch(`${office.town.gateway.url}/v1/reports/orders.csv`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect([refused.status, (await refused.json()) as object]).toEqual([
      403,
      expect.objectContaining({ code: 'SCOPE_MISSING' }),
    ]);
    await office.download('fees', 'csv', { period: 'last_month', channel: 'wechat' });
    const [entry] = await office.town.gateway.sql(
      `select actor_name, details from audit_entry where action = 'report.exported' and subject = 'fees'`,
    );
    expect(entry).toMatchObject({ actor_name: 'portal', details: { format: 'csv', channel: 'wechat' } });
  });

  test.each([
    ['an unknown report', '/v1/reports/nothing.csv', 'REPORT_UNKNOWN'],
    ['an unknown filter', '/v1/reports/orders.csv?colour=red', 'REQUEST_INVALID'],
    ['a day that is not reconciled', '/v1/reports/bank-daily.csv?period=today', 'DAY_NOT_RECONCILED'],
  ])('%s is said before the file begins', async (_, path, code) => {
    expect(await office.town.call('GET', path)).toMatchObject({ code });
  });
});

test('a command writes the books to a file', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'tongfu-books-')), 'books.beancount');
  const args = ['write', 'general-ledger', file, '--format', 'beancount', '--filter', 'period=today'];
  const { exitCode } = await runHere(office.town.gateway.databaseUrl, createReportsProgram(), ...args);
  expect(exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('option "operating_currency" "CNY"');
  rmSync(path.dirname(file), { recursive: true });
});

test('a reader who goes ends the query', async () => {
  const left = new AbortController();
  const query = {
    text: 'select g::text, pg_sleep(0.001)::text from generate_series(1, 1000000) g',
    values: [],
  };
  const rows = createStreamRows(office.town.gateway.databaseUrl)(query, left.signal);
  const running = () =>
    office.town.gateway.sql<{ count: string }>(
      `select count(*) from pg_stat_activity where query like 'fetch%from rows' and datname = current_database()`,
    );
  const first = rows.next();
  await until('the query to run', running, ([row]) => row?.count === '1');
  left.abort();
  await expect(first).rejects.toThrow();
  await until('the query to end', running, ([row]) => row?.count === '0');
});
