import { DECISION, put } from './support/fines';
import { lines, openImportStage, outcomesOf, row, type ImportStage } from './support/imports';
import { expectProblem, expectStatus } from './support/stage';

const TODAY = '2026-02-10';

let stage: ImportStage;
beforeAll(async () => {
  stage = await openImportStage(`${TODAY}T12:00:00+08:00`);
});
afterAll(() => stage.gateway.close());

const newNo = (): string => stage.newNo();
const send: ImportStage['send'] = (content, options) => stage.send(content, options);
const storedOf: ImportStage['storedOf'] = (nos) => stage.storedOf(nos);

describe('a file of decisions', () => {
  test('is kept row by row, and the same file again changes nothing', async () => {
    const nos = [newNo(), newNo(), newNo()];
    const file = lines([
      row(`${nos[0]}7`),
      row(nos[1]!, {
        suspensions: [
          { cause: 'litigation', from: '2026-01-20', to: null },
          { cause: 'review', from: '2026-01-10', to: '2026-01-20' },
        ],
        revision: { kind: 'reduced', on: '2026-02-01', to: 10_000 },
        served: { method: 'electronic', sent_on: '2026-01-05', proven_arrival_on: '2026-01-08' },
      }),
      row(nos[2]!, { served: null, licence_tail: '123X' }),
    ]);
    const first = await send(file);
    expect(first.status).toBe(200);
    expect(first.results).toEqual(
      nos.map((decision_no, i) => ({ row: i + 1, decision_no, result: 'created' })),
    );
    const stored = await storedOf(nos);
    stage.clock.moveTo(`${TODAY}T13:00:00+08:00`);
    expect(outcomesOf(await send(file))).toEqual([1, 2, 3].map((n) => [n, 'unchanged']));
    expect(await storedOf(nos)).toEqual(stored);
    expect(stored.map(({ check_digit }) => check_digit)).toEqual(['7', null, null]);
  });

  test('only what is told otherwise is written', async () => {
    const nos = [newNo(), newNo(), newNo()];
    await send(lines(nos.map((no) => row(no))));
    const before = await storedOf(nos);
    const again = lines([
      row(nos[0]!),
      row(nos[1]!, { revision: { kind: 'revoked', on: TODAY } }),
      row(nos[2]!, { licence_tail: '1234' }),
    ]);
    expect(outcomesOf(await send(again))).toEqual([
      [1, 'unchanged'],
      [2, 'updated'],
      [3, 'updated'],
    ]);
    const after = await storedOf(nos);
    expect(after.map(({ version }, i) => version === before[i]!.version)).toEqual([true, false, false]);
    expect(after[1]).toMatchObject({ revision_kind: 'revoked' });
  });

  test('a number that stands in it twice counts once: the first row', async () => {
    const no = newNo();
    const file = lines([row(no), row(`${no}4`, { amount: 100 })]);
    for (const result of ['created', 'unchanged']) {
      const answer = await send(file);
      expect(outcomesOf(answer)).toEqual([
        [1, result],
        [2, 'rejected', 'DUPLICATE_ROW'],
      ]);
      expect(answer.results[1]!.problem!.details).toEqual({ first_row: 1 });
    }
    expect(await storedOf([no])).toMatchObject([{ amount_fen: '20000' }]);
  });

  test('of more rows than one batch has a result for each, in their order', async () => {
    const nos = Array.from({ length: 1_203 }, newNo);
    const answer = await send(lines(nos.map((no) => row(no))));
    expect(answer.results.map(({ decision_no }) => decision_no)).toEqual(nos);
    expect(await storedOf(nos)).toHaveLength(nos.length);
  });
});

describe('a row is refused as a single decision would be, and the others are kept', () => {
  const served = (on: string) => ({ served: { method: 'handed_over', on } });
  test.each<[what: string, no: string, facts: object]>([
    ['R11: of 14 digits', '31010413900001', {}],
    ['R11: of 17 digits', '31010413900000123', {}],
    ['R11: with letters', '31010413900000A', {}],
    ['R11: with full-width digits', '３１０１０４１３９００００１２', {}],
    ['R11: with a space', '31010413900 0012', {}],
    ['R13: above 200 yuan under the simple procedure', '310104139000001', { amount: 20_100 }],
    ['handed over tomorrow', '310104139000002', served('2026-02-11')],
    ['handed over on a day that is none', '310104139000003', served('2026-02-30')],
    [
      'R07: with reviews that overlap',
      '310104139000004',
      {
        suspensions: [
          { cause: 'review', from: '2026-01-10', to: '2026-01-20' },
          { cause: 'review', from: '2026-01-15', to: null },
        ],
      },
    ],
    ['of an affair that is no fine', '310104139000005', { affair: 'passport' }],
    ['of an unknown kind', '310104139000006', { document_type: 'letter' }],
    ['with a field that is not known', '310104139000007', { points: 6 }],
    ['without an obligor', '310104139000008', { obligor: undefined }],
  ])('%s', async (_, no, facts) => {
    const good = [newNo(), newNo()];
    const answer = await send(lines([row(good[0]!), row(no, facts), row(good[1]!)]));
    expect(answer.results.map(({ result }) => result)).toEqual(['created', 'rejected', 'created']);
    const single = await put(stage.police, encodeURIComponent(no), { ...DECISION, ...facts });
    const withoutPlace = (problem: unknown): unknown =>
      JSON.parse(JSON.stringify(problem).replaceAll('"in":"path"', '"in":"body"'));
    expect(answer.results[1]!.problem).toEqual(withoutPlace(single.json));
    expect(await storedOf([no])).toEqual([]);
  });

  test('R11: with another check digit than the one that is known', async () => {
    const no = newNo();
    await send(lines([row(`${no}4`)]));
    const { results } = await send(lines([row(`${no}5`)]));
    expect(results[0]!.problem).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ in: 'body', pointer: '/decision_no' }],
    });
  });

  test('R12: one of a kind that cannot be paid is kept, and cannot be ordered', async () => {
    const no = newNo();
    expect(outcomesOf(await send(lines([row(no, { document_type: 'handling_notice' })])))).toEqual([
      [1, 'created'],
    ]);
    expectProblem(await stage.orderOn(`${TODAY}T14:00:00+08:00`, [no]), 422, 'NOT_A_DECISION');
  });

  test.each([
    ['no JSON', '{"decision_no": '],
    ['not UTF-8', Buffer.from('{"obligor":{"name":"张三"}}', 'utf16le')],
    ['longer than a decision can be', JSON.stringify({ name: 'x'.repeat(70_000) })],
  ])('%s', async (_, broken) => {
    const good = [newNo(), newNo()];
    const [first, last] = good.map((no) => Buffer.from(lines([row(no)])));
    const file = Buffer.concat([first!, Buffer.from(broken), Buffer.from('\n\n'), last!]);
    expect(outcomesOf(await send(file))).toEqual([
      [1, 'created'],
      [2, 'rejected', 'ROW_UNREADABLE'],
      [4, 'created'],
    ]);
  });

  test('a line that is JSON but no object', async () => {
    expect(outcomesOf(await send('[]\nnull\n7\n{}\n'))).toEqual(
      [1, 2, 3, 4].map((n) => [n, 'rejected', 'REQUEST_INVALID']),
    );
  });
});

describe('who may import, and what', () => {
  test('decisions of the own agency only: others are refused on their row', async () => {
    const { gateway } = stage;
    const { key } = await gateway.createKey('city', { scopes: ['fines'], agencyCode: '310301' });
    const [known, unknown] = [newNo(), newNo()];
    await send(lines([row(known)]));
    const { results } = await send(lines([row(known, { amount: 100 }), row(unknown)]), { key });
    expect(results.map(({ problem }) => problem!.code)).toEqual(['AGENCY_MISMATCH', 'AGENCY_MISMATCH']);
    expect(await storedOf([known, unknown])).toMatchObject([{ decision_no: known, amount_fen: '20000' }]);
  });

  test.each([
    ['a key that speaks for no agency', { scopes: ['fines'], agencyCode: null }, 403, 'AGENCY_MISMATCH'],
    ['a key without the scope', { scopes: ['orders'] }, 403, 'SCOPE_MISSING'],
  ] as const)('%s imports nothing', async (name, terms, status, code) => {
    const { key } = await stage.gateway.createKey(name, terms);
    const answer = await send(lines([row(newNo())]), { key });
    expect(answer).toMatchObject({ status, results: [{ code }] });
  });

  test('nor does whoever has no key', async () => {
    expect(await send('', { key: 'none' })).toMatchObject({
      status: 401,
      results: [{ code: 'KEY_INVALID' }],
    });
  });

  test.each([
    ['application/json', 400, 'IMPORT_FILE_EXPECTED'],
    ['application/x-ndjson; charset=gbk', 415, 'CHARSET_UNSUPPORTED'],
    ['text/csv; charset=big5', 415, 'CHARSET_UNSUPPORTED'],
  ])('%s is not taken', async (type, status, code) => {
    expect(await send('{}\n', { type })).toMatchObject({ status, results: [{ code }] });
  });

  test('a fine that was paid keeps what was owed', async () => {
    const no = newNo();
    await send(lines([row(no)]));
    const { json } = expectStatus(await stage.orderOn(`${TODAY}T15:00:00+08:00`, [no]), 201);
    await stage.gateway.sql("update orders set status = 'paid', paid_at = now() where id = $1", [json.id]);
    expect(outcomesOf(await send(lines([row(no, { amount: 100 }), row(newNo())])))).toEqual([
      [1, 'rejected', 'PAID_FINE_UNCHANGEABLE'],
      [2, 'created'],
    ]);
    expect(outcomesOf(await send(lines([row(no)])))).toEqual([[1, 'unchanged']]);
  });
});
