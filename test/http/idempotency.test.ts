import { Client } from 'pg';
import { newKey, type Answer } from './support/api';
import { eventually, expectProblem, expectStatus, openStage, PASSPORT, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

const post = (key: string, body: unknown, api = stage.portal): Promise<Answer> =>
  api.post('/v1/orders', body, { 'idempotency-key': key });

/** The view shows the whole server; other test files work in other databases of it. */
const WAITING_HERE = `select 1 from pg_locks where locktype = 'advisory' and not granted
  and database = (select oid from pg_database where datname = current_database())`;

const countOrders = async (ref: string): Promise<number> =>
  (
    await stage.gateway.sql<{ count: number }>('select count(*)::int from orders where external_ref = $1', [
      ref,
    ])
  )[0]?.count ?? -1;

test('an order without an Idempotency-Key is refused with what would be right', async () => {
  const answer = await stage.portal.call('POST', '/v1/orders', { body: PASSPORT });
  expectProblem(answer, 400, 'IDEMPOTENCY_KEY_MISSING');
});

test.each(['', '   ', 'a key', 'x'.repeat(256), 'schlüssel', 'a, b'])(
  '%j is no Idempotency-Key',
  async (key) => {
    const headers = { 'idempotency-key': key };
    const answer = await stage.portal.call('POST', '/v1/orders', { body: PASSPORT, headers });
    expectProblem(answer, 400, 'IDEMPOTENCY_KEY_MISSING');
  },
);

test('the same call again gets the same bytes and creates nothing', async () => {
  const key = newKey();
  const body = { ...PASSPORT, external_ref: 'REPLAY', payer: { name: '李四' }, metadata: { a: '1', b: '2' } };
  const first = expectStatus(await post(key, body), 201);
  expect(first.headers).not.toHaveProperty('idempotent-replayed');
  const again = expectStatus(await post(key, body), 201);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(again.text).toBe(first.text);
  expect(again.headers['content-type']).toBe(first.headers['content-type']);
  expect(await countOrders('REPLAY')).toBe(1);
});

test('the order of the fields, and a default that is written out, make no other intent', async () => {
  const key = newKey();
  const first = await post(key, {
    external_ref: 'SAME',
    items: [{ affair: 'passport' }],
    metadata: { a: '1', b: '2' },
  });
  const again = await post(key, {
    metadata: { b: '2', a: '1' },
    expires_in: 7_200,
    items: [{ quantity: 1, affair: 'passport' }],
    external_ref: 'SAME',
  });
  expect(again.text).toBe(first.text);
  expect(again.headers['idempotent-replayed']).toBe('true');
});

test('the replay is what was answered, even when the order has changed since', async () => {
  const key = newKey();
  const first = await post(key, PASSPORT);
  expectStatus(await stage.portal.post(`/v1/orders/${first.json.id}/close`), 200);
  expect((await post(key, PASSPORT)).text).toBe(first.text);
});

test.each([
  ['another amount', { items: [{ affair: 'passport', quantity: 2 }] }],
  ['another reference', { external_ref: 'OTHER' }],
  ['the items in another order', { items: [{ affair: 'passport-endorsement' }, { affair: 'passport' }] }],
])('the same key with %s is refused and changes nothing', async (_, change) => {
  const key = newKey();
  const body = { ...PASSPORT, items: [{ affair: 'passport' }, { affair: 'passport-endorsement' }] };
  const first = expectStatus(await post(key, body), 201);
  const before = await stage.gateway.sql('select id from orders');
  expectProblem(await post(key, { ...body, ...change }), 422, 'IDEMPOTENCY_KEY_REUSED');
  expect(await stage.gateway.sql('select id from orders')).toHaveLength(before.length);
  expect((await post(key, body)).text).toBe(first.text);
});

test('a refused call leaves its key free', async () => {
  const key = newKey();
  expectProblem(await post(key, { ...PASSPORT, items: [{ affair: 'parking' }] }), 422, 'REQUEST_INVALID');
  const answer = expectStatus(await post(key, PASSPORT), 201);
  expect(answer.headers).not.toHaveProperty('idempotent-replayed');
});

test('two services with the same key text do not meet', async () => {
  const key = newKey();
  const mine = expectStatus(await post(key, PASSPORT), 201);
  const theirs = expectStatus(await post(key, { ...PASSPORT, external_ref: 'THEIRS' }, stage.stranger), 201);
  expect(theirs.headers).not.toHaveProperty('idempotent-replayed');
  expect(theirs.json.id).not.toBe(mine.json.id);
  expectProblem(await stage.stranger.get(`/v1/orders/${mine.json.id}`), 404, 'ORDER_NOT_FOUND');
});

test('while the first call is under way the second is told to come again, and then gets its answer', async () => {
  const key = newKey();
  const body = { ...PASSPORT, items: [{ affair: 'pedestrian-fine', decision_no: '310104190000088' }] };
  // Somebody is settling this very decision: the first call has to wait for him inside of its transaction.
  const settler = new Client({ connectionString: stage.gateway.databaseUrl });
  await settler.connect();
  try {
    await settler.query('begin');
    await settler.query("select pg_advisory_xact_lock(hashtextextended('decision 310104190000088', 0))");
    const first = post(key, body);
    await eventually(
      () => stage.gateway.sql(WAITING_HERE),
      (waiting) => waiting.length === 1,
    );
    const second = await post(key, body);
    expectProblem(second, 409, 'IDEMPOTENCY_KEY_IN_FLIGHT');
    expect(second.headers['retry-after']).toBe('1');
    const other = await post(key, PASSPORT);
    expectProblem(other, 409, 'IDEMPOTENCY_KEY_IN_FLIGHT');
    expectStatus(await post(key, PASSPORT, stage.stranger), 201);
    await settler.query('commit');
    const done = expectStatus(await first, 201);
    const replay = expectStatus(await post(key, body), 201);
    expect(replay.text).toBe(done.text);
    expect(replay.headers['idempotent-replayed']).toBe('true');
  } finally {
    await settler.end();
  }
});

test('fifty identical calls at the same time make one order, and all get to know it', async () => {
  const key = newKey();
  const body = { ...PASSPORT, external_ref: 'FIFTY' };
  const call = async (): Promise<Answer> => {
    for (;;) {
      const answer = await post(key, body);
      if (answer.status !== 409) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const answers = await Promise.all(Array.from({ length: 50 }, call));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
  expect(await countOrders('FIFTY')).toBe(1);
});
