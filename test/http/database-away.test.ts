import { databaseErrorOf } from '../../src/db/client';
import { createDatabase } from '../../src/db/database';
import { createGatewayDatabase, onServer, type TestDatabase } from '../support/database';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { createApi, newKey, type Api, type Json } from './support/api';
import { expectProblem, expectStatus, PASSPORT } from './support/stage';
import { startGateway, type Gateway } from '../support/gateway';

let database: TestDatabase;
let wire: TcpProxy;
let gateway: Gateway;
let portal: Api;
let nobody: Api;
let reported: string[];

beforeAll(async () => {
  database = await createGatewayDatabase();
  const real = new URL(database.url);
  wire = await startTcpProxy(() => Number(real.port));
  const url = new URL(database.url);
  url.port = String(wire.port);
  gateway = await startGateway({ databaseUrl: url.href, environment: { DATABASE_POOL_SIZE: '4' } });
  const { key } = await gateway.createKey('portal', { scopes: ['orders', 'finance'] });
  portal = createApi(gateway, key);
  nobody = createApi(gateway, null);
  await nobody.get('/healthz');
  reported = [];
  jest
    .spyOn(gateway.log, 'error')
    .mockImplementation((...args: unknown[]) => void reported.push(String(args.at(-1))));
});
afterAll(async () => {
  await gateway.close();
  await wire.close();
  await database.drop();
});
afterEach(() => expect(reported).not.toContain('bug'));

describe('while the database is away', () => {
  beforeAll(() => wire.cut());
  afterAll(() => wire.mend());

  test.each([
    ['GET', '/v1/affairs', undefined],
    ['GET', '/v1/orders', undefined],
    ['GET', '/v1/orders/ord_x', undefined],
    ['POST', '/v1/orders', PASSPORT],
    ['POST', '/v1/orders/ord_x/payments', { channel: 'wechat', scene: 'qr' }],
    ['POST', '/v1/orders/ord_x/close', undefined],
    ['GET', '/v1/payments/pay_x', undefined],
    ['GET', '/v1/ledger/accounts', undefined],
    ['POST', '/v1/reconciliations', { channel: 'wechat', business_day: '2026-11-01' }],
    ['GET', '/readyz', undefined],
  ])('%s %s says so, and when to come again', async (method, path, body) => {
    const headers = { 'idempotency-key': newKey() };
    const answer = await portal.call(method, path, { headers, ...(body && { body }) });
    expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.text).not.toMatch(/127\.0\.0\.1|postgres|ECONN|prisma/i);
  });

  test('the process lives, and what needs no database is answered as always', async () => {
    expectStatus(await nobody.get('/healthz'), 200);
    expectProblem(await nobody.get('/v1/orders'), 401, 'KEY_MISSING');
    expectProblem(await portal.get('/nothing'), 404, 'NOT_FOUND');
  });
});

test('when the database is back, the same process works on without a restart', async () => {
  await wire.cut();
  expectProblem(await portal.post('/v1/orders', PASSPORT), 503, 'DATABASE_UNAVAILABLE');
  await wire.mend();
  expectStatus(await nobody.get('/readyz'), 200);
  expectStatus(await portal.post('/v1/orders', PASSPORT), 201);
});

test('a server that lets nobody into the database is a database that is away, not a fault of ours', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await onServer(`alter database ${name} allow_connections false`);
  await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  try {
    expectProblem(await portal.post('/v1/orders', PASSPORT), 503, 'DATABASE_UNAVAILABLE');
    expectProblem(await nobody.get('/readyz'), 503, 'DATABASE_UNAVAILABLE');
  } finally {
    await onServer(`alter database ${name} allow_connections true`);
  }
  expectStatus(await portal.post('/v1/orders', PASSPORT), 201);
});

test.each([
  ['whose password is another', (url: URL) => (url.username = 'nobody_of_that_name')],
  ['that is not there', (url: URL) => (url.pathname = '/no_such_database')],
])('a database %s is away until somebody sees to it', async (_what, spoil) => {
  const url = new URL(database.url);
  spoil(url);
  const other = createDatabase({ url: url.href, poolSize: 1 });
  const error: unknown = await other.ping().catch((thrown: unknown) => thrown);
  await other.close();
  expect(databaseErrorOf(error)?.code).toBe('DATABASE_UNAVAILABLE');
});

test('a refusal for want of a database leaves no order and no used key behind', async () => {
  const key = newKey();
  const body = { ...PASSPORT, external_ref: 'AWAY' };
  await wire.cut();
  expectStatus(await portal.post('/v1/orders', body, { 'idempotency-key': key }), 503);
  await wire.mend();
  expect((await portal.get('/v1/orders?external_ref=AWAY')).json.data).toEqual([]);
  const created = expectStatus(await portal.post('/v1/orders', body, { 'idempotency-key': key }), 201);
  expect(created.headers).not.toHaveProperty('idempotent-replayed');
});

test('an order whose confirmation was lost at the last moment is there, and the retry finds it', async () => {
  const key = newKey();
  const body = { ...PASSPORT, external_ref: 'LAST-MOMENT' };
  wire.loseReplyTo('COMMIT');
  const lost = await portal.post('/v1/orders', body, { 'idempotency-key': key });
  expectProblem(lost, 503, 'DATABASE_UNAVAILABLE');
  expect(lost.json.detail).not.toMatch(/nothing was changed/i);
  const found = expectStatus(await portal.post('/v1/orders', body, { 'idempotency-key': key }), 201);
  expect(found.headers['idempotent-replayed']).toBe('true');
  const { json } = await portal.get('/v1/orders?external_ref=LAST-MOMENT');
  expect(json.data).toEqual([found.json]);
});

test('a connection that ends in the middle of a call costs that call and no other', async () => {
  wire.loseReplyTo('insert into outbox');
  const body = { ...PASSPORT, external_ref: 'MIDDLE' };
  const key = newKey();
  expectProblem(
    await portal.post('/v1/orders', body, { 'idempotency-key': key }),
    503,
    'DATABASE_UNAVAILABLE',
  );
  expect((await portal.get('/v1/orders?external_ref=MIDDLE')).json.data).toEqual([]);
  const retried = expectStatus(await portal.post('/v1/orders', body, { 'idempotency-key': key }), 201);
  expect(retried.headers).not.toHaveProperty('idempotent-replayed');
});

test('a payment whose confirmation was lost is opened by the retry, under the same number', async () => {
  const order = expectStatus(await portal.post('/v1/orders', PASSPORT), 201).json;
  const open = () => portal.post(`/v1/orders/${order.id}/payments`, { channel: 'wechat', scene: 'qr' });
  wire.loseReplyTo('COMMIT');
  expectProblem(await open(), 503, 'DATABASE_UNAVAILABLE');
  const opened = expectStatus(await open(), 201);
  const payments = await gateway.sql<{ id: string }>('select id from payment where order_id = $1', [
    order.id,
  ]);
  expect(payments.map(({ id }) => id)).toEqual([opened.json.id]);
});

test('a notification that cannot be kept is not acknowledged, and the channel brings it again', async () => {
  const order = expectStatus(await portal.post('/v1/orders', PASSPORT), 201).json;
  const path = `/v1/orders/${order.id}/payments`;
  const payments: Json[] = [];
  for (const channel of ['wechat', 'alipay']) {
    payments.push(expectStatus(await portal.post(path, { channel, scene: 'qr' }), 201).json);
  }
  await wire.cut();
  for (const { action } of payments) await gateway.pay(String(action?.content));
  const answersOf = async (id: unknown) => {
    const { data } = (await gateway.control('GET', `/deliveries?out_trade_no=${id}`)) as {
      data: { status: number | null; body: string | null }[];
    };
    return data.filter(({ status }) => status !== null).map(({ status, body }) => [status, body]);
  };
  await waitFor(async () =>
    (await Promise.all(payments.map(({ id }) => answersOf(id)))).every((it) => it.length > 0),
  );
  expect((await answersOf(payments[0]?.id))[0]).toEqual([503, '{"code":"FAIL","message":"失败"}']);
  expect((await answersOf(payments[1]?.id))[0]).toEqual([503, 'failure']);
  await wire.mend();
  await waitFor(async () => {
    const rows = await gateway.sql<{ out_trade_no: string }>('select out_trade_no from inbox');
    return payments.every(({ id }) => rows.some((row) => row.out_trade_no === String(id)));
  });
});

test('a database that takes a question and never answers counts as away, and is used again when it is back', async () => {
  const url = new URL(database.url);
  url.port = String(wire.port);
  const impatient = createDatabase({ url: url.href, poolSize: 2, answerTimeoutMs: 200 });
  try {
    await impatient.ping();
    wire.stall();
    for (const ask of [
      () => impatient.ping(),
      () => impatient.stores.affairs.listAffairs(),
      () => impatient.transact((stores) => stores.orders.lockOrders(['ord_x'])),
    ]) {
      const error: unknown = await ask().catch((thrown: unknown) => thrown);
      expect(databaseErrorOf(error)?.code).toBe('DATABASE_UNAVAILABLE');
    }
    await wire.cut();
    await wire.mend();
    await impatient.ping();
    expect(await impatient.stores.affairs.listAffairs()).not.toEqual([]);
  } finally {
    await impatient.close();
  }
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('did not happen');
}
