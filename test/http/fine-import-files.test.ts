import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { encode } from 'iconv-lite';
import { DECISION, put } from './support/fines';
import { lines, openImportStage, outcomesOf, row, type ImportStage } from './support/imports';
import { expectStatus } from './support/stage';

const TODAY = '2026-02-10';

let stage: ImportStage;
beforeAll(async () => {
  stage = await openImportStage(`${TODAY}T12:00:00+08:00`);
});
afterAll(() => stage.gateway.close());

const newNo = (): string => stage.newNo();
const send: ImportStage['send'] = (content, options) => stage.send(content, options);
const storedOf: ImportStage['storedOf'] = (nos) => stage.storedOf(nos);

describe('a CSV', () => {
  const HEAD =
    'decision_no,affair,document_type,amount,obligor.name,served.method,served.on,suspensions.0.cause,suspensions.0.from,suspensions.0.to';
  const csv = (rows: readonly string[]) => `${[HEAD, ...rows].join('\r\n')}\r\n`;
  const csvRow = (no: string) => `${no},traffic-fine,simple_decision,20000,张三,handed_over,2026-01-05,,,`;

  test.each<[string, (text: string) => Uint8Array<ArrayBuffer>, string]>([
    ['in UTF-8', (text) => Buffer.from(text), 'text/csv'],
    [
      'in UTF-8 with the mark of the byte order',
      (text) => Buffer.from(`\uFEFF${text}`),
      'text/csv; charset=utf-8',
    ],
    ['in GB18030', (text) => Uint8Array.from(encode(text, 'gb18030')), 'text/csv; charset=GB18030'],
  ])('%s is read like JSON lines', async (_, bytesOf, type) => {
    const nos = [newNo(), newNo(), newNo()];
    const file = csv([
      csvRow(nos[0]!),
      `"${nos[1]}","traffic-fine","simple_decision",20000,"张 ""三"", 李",,,,,`,
      ',,,,,,,,,',
      `${nos[2]},traffic-fine,simple_decision,20000,张三,handed_over,2026-01-05,review,2026-01-10,`,
    ]);
    expect(outcomesOf(await send(bytesOf(file), { type }))).toEqual([
      [2, 'created'],
      [3, 'created'],
      [5, 'created'],
    ]);
    expect(await storedOf(nos)).toMatchObject([
      { obligor_name: '张三', service_method: 'handed_over' },
      { obligor_name: '张 "三", 李', service_method: null },
      { obligor_name: '张三' },
    ]);
    const told = row(nos[2]!, { suspensions: [{ cause: 'review', from: '2026-01-10', to: null }] });
    expect(outcomesOf(await send(lines([told])))).toEqual([[1, 'unchanged']]);
  });

  test('a broken row is reported by its line and its column, and the rest is kept', async () => {
    const answer = await send(
      csv([
        csvRow(newNo()),
        `"${csvRow(newNo())}`,
        csvRow(newNo()).replace('20000', '200.00'),
        `${csvRow(newNo())},`,
        csvRow('3.10104E+14'),
        csvRow(newNo()).replace('2026-01-05', '2026/1/5'),
        csvRow(newNo()),
      ]),
      { type: 'text/csv' },
    );
    expect(outcomesOf(answer)).toEqual([
      [2, 'created'],
      [3, 'rejected', 'ROW_UNREADABLE'],
      [4, 'rejected', 'REQUEST_INVALID'],
      [5, 'rejected', 'ROW_UNREADABLE'],
      [6, 'rejected', 'REQUEST_INVALID'],
      [7, 'rejected', 'REQUEST_INVALID'],
      [8, 'created'],
    ]);
    const pointers = answer.results.flatMap(
      ({ problem }) => (problem?.errors ?? []) as { pointer: string }[],
    );
    expect(pointers.map(({ pointer }) => pointer)).toEqual(['/amount', '/decision_no', '/served/on']);
  });

  test('what is wrong with a row is said in Chinese, too', async () => {
    const type = 'text/csv';
    const language = 'zh-CN';
    const rows = [`"${csvRow(newNo())}`, `${csvRow(newNo())},`, csvRow(newNo()).replace('20000', '二百')];
    const broken = await send(csv(rows), { type, language });
    expect(broken.results.map(({ problem }) => problem?.detail)).toEqual([
      '这一行无法读取：有一个引号的位置不对，字段中不能换行。',
      '这一行无法读取：字段数与列数不一致。',
      '请求中有不正确的字段。没有任何改动。',
    ]);
    expect(broken.results[1]?.problem?.details).toEqual({ fields: 11, columns: 10 });
    const encoded = await send(Buffer.from([0xd5, 0xc5]), { language });
    expect(encoded.results[0]?.problem?.detail).toBe('这一行无法读取：不是 UTF-8 编码。');
    const unreadable = await send('{"decision_no":', { language });
    expect(unreadable.results[0]?.problem?.detail).toBe('这一行无法读取：不是 JSON。');
    const { results } = await send(csv([]).replace('obligor.name', 'name'), { type, language });
    expect(results[0]).toMatchObject({ errors: [{ message: '没有这一列，或者这一列重复。' }] });
  });

  test('with a column that nobody knows is refused as a whole', async () => {
    const no = newNo();
    const file = csv([csvRow(no)])
      .replace('obligor.name', 'name')
      .replace('decision_no', 'affair');
    const { status, results } = await send(file, { type: 'text/csv' });
    expect({ status, results }).toMatchObject({
      status: 422,
      results: [
        {
          code: 'REQUEST_INVALID',
          errors: [{ pointer: '/affair' }, { pointer: '/name' }, { pointer: '/decision_no' }],
        },
      ],
    });
    expect(await storedOf([no])).toEqual([]);
  });
});

describe('a file that does not come as a whole', () => {
  const open = (headers: Record<string, string> = {}) =>
    httpRequest(`${stage.gateway.url}/v1/fines/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.policeKey}`,
        'content-type': 'application/x-ndjson',
        ...headers,
      },
    });

  test('keeps what was answered, and can be sent again', async () => {
    const nos = Array.from({ length: 700 }, newNo);
    const file = lines(nos.map((no) => row(no)));
    const upload = open();
    upload.on('error', () => undefined);
    const answered = new Promise<string>((resolve) => {
      upload.on('response', (response) => {
        response.on('error', () => undefined).once('data', (data) => resolve(String(data)));
      });
    });
    upload.write(file.slice(0, file.length - 50));
    const first = (await answered).split('\n')[0];
    upload.destroy();
    expect(JSON.parse(first!)).toEqual({ row: 1, decision_no: nos[0], result: 'created' });
    expect(await storedOf(nos)).toHaveLength(500);
    const results = (await send(file)).results.map(({ result }) => result);
    expect(results).toEqual(nos.map((_, i) => (i < 500 ? 'unchanged' : 'created')));
  });

  test('one that is said to be larger than 64 MB is refused before it is read', async () => {
    const upload = open({ 'content-length': String(65 * 1024 * 1024) });
    upload.on('error', () => undefined);
    const response = await new Promise<IncomingMessage>((resolve) => {
      upload.on('response', resolve);
      upload.write('{');
    });
    expect(response.statusCode).toBe(413);
    expect(JSON.parse(await text(response))).toMatchObject({ code: 'BODY_TOO_LARGE' });
    upload.destroy();
  });

  test('one that turns out to be larger stops there', async () => {
    const no = newNo();
    const filler = ' '.repeat(1024 * 1024 - 1);
    const file = lines(Array.from({ length: 500 }, () => row(no))) + `${filler}\n`.repeat(64);
    const upload = open({ 'transfer-encoding': 'chunked' });
    const response = await new Promise<IncomingMessage>((resolve) => {
      upload.on('response', resolve);
      upload.end(file);
    });
    const results = (await text(response))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toHaveLength(501);
    expect(results.at(-1)).toMatchObject({
      row: null,
      result: 'stopped',
      problem: { code: 'BODY_TOO_LARGE' },
    });
  });

  test('other routes keep their 64 kB', async () => {
    const answer = await put(stage.police, newNo(), { ...DECISION, obligor: { name: 'x'.repeat(70_000) } });
    expectStatus(answer, 413);
  });
});
