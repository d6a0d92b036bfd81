import type { Express } from 'express';
import request from 'supertest';
import { createApp } from '../../../src/http/app';
import { KeyInvalid } from '../../../src/services/service.errors';
import { reconciliationEndpoints } from '../../../src/reconciliation/reconciliation.routes';
import { differencePage, reconciliationOut } from '../../../src/reconciliation/reconciliation.schema';
import { beijing, line, openWorld, type World } from './world';

const DAY = '2026-03-31';

let world: World;
let app: Express;
beforeEach(async () => {
  world = await openWorld();
  app = createApp({
    endpoints: reconciliationEndpoints(world.reconciliations),
    routers: [],
    authenticate: async (authorization) => {
      const scope = authorization?.replace('Bearer ', '');
      if (scope !== 'finance' && scope !== 'orders') throw KeyInvalid();
      return { id: 'svc_1', name: 'a service', scopes: [scope], agencyCode: null, returnOrigins: [] };
    },
    noteRefusal: () => Promise.resolve(),
    translateError: (error) => error,
    logRequest: () => undefined,
    reportBug: (error) => {
      throw error;
    },
  });
});
afterEach(() => world.close());

const post = (body: object, scope = 'finance') =>
  request(app).post('/v1/reconciliations').set('authorization', `Bearer ${scope}`).send(body);
const get = (path: string, scope = 'finance') =>
  request(app).get(path).set('authorization', `Bearer ${scope}`);

test('a reconciliation is accepted, done and read', async () => {
  const accepted = await post({ channel: 'wechat', business_day: DAY }).expect(202);
  const { id } = reconciliationOut.parse(accepted.body);
  expect(accepted.headers.location).toBe(`/v1/reconciliations/${id}`);
  expect(accepted.body).toMatchObject({
    status: 'queued',
    statement: null,
    matched_count: null,
    reason: null,
  });

  await world.bookPayment('A', { amountFen: 15_000n });
  world.channel.put(DAY, [line('A', { amountFen: 10_500n }), line('R', { kind: 'refund', amountFen: 300n })]);
  await world.reconciliations.run(id);
  const { body } = await get(`/v1/reconciliations/${id}`).expect(200);
  expect(reconciliationOut.parse(body)).toEqual(body);
  expect(body).toMatchObject({
    channel: 'wechat',
    business_day: DAY,
    status: 'differences',
    matched_count: 0,
    statement: { version: 1, is_whole: true, line_count: 2, paid_amount: 10_500, refunded_amount: 300 },
    created_at: '2026-04-02T10:00:00+08:00',
  });
  expect(body.difference_counts).toMatchObject({ amount_mismatch: 1, channel_only: 1, ours_only: 0 });
});

test('its differences are read page by page', async () => {
  await world.bookPayment('A', { amountFen: 15_000n, occurredAt: beijing(DAY, '12:00:00') });
  world.channel.put(DAY, [line('A', { amountFen: 10_500n }), line('B'), line('C')]);
  const { id } = await world.reconcile(DAY);
  const path = `/v1/reconciliations/${id}/differences`;
  const first = await get(`${path}?limit=2`).expect(200);
  const second = await get(`${path}?limit=2&cursor=${first.body.next_cursor}`).expect(200);
  expect(second.body.next_cursor).toBeNull();
  const all = [...differencePage.parse(first.body).data, ...differencePage.parse(second.body).data];
  expect(all.map(({ out_trade_no }) => out_trade_no).sort()).toEqual(['pay_A', 'pay_B', 'pay_C']);
  expect(all.find(({ type }) => type === 'amount_mismatch')).toEqual({
    id: expect.stringMatching(/^dif_/),
    business_day: DAY,
    type: 'amount_mismatch',
    kind: 'payment',
    transaction_id: 'tx_A',
    out_trade_no: 'pay_A',
    ours: { amount: 15_000, status: 'succeeded' },
    theirs: { amount: 10_500, status: 'succeeded' },
    first_seen_at: '2026-04-02T10:00:00+08:00',
    closed_at: null,
  });
});

test.each([
  [{ channel: 'paypal', business_day: DAY }, '/channel'],
  [{ channel: 'wechat', business_day: '2026-04-03' }, '/business_day'],
  [{ channel: 'wechat', business_day: '2026-02-30' }, '/business_day'],
  [{ channel: 'wechat' }, '/business_day'],
  [{ channel: 'wechat', business_day: DAY, day: DAY }, '/day'],
])('a request %j is refused at %s', async (body, pointer) => {
  const refused = await post(body).expect(422);
  expect(refused.body.errors ?? refused.body.details?.errors).toMatchObject([{ pointer }]);
});

test('only a key with the finance scope may ask', async () => {
  await post({ channel: 'wechat', business_day: DAY }, 'orders').expect(403);
  await post({ channel: 'wechat', business_day: DAY }, 'nobody').expect(401);
  await get('/v1/reconciliations/rec_1', 'orders').expect(403);
  await get('/v1/reconciliations/rec_1/differences', 'orders').expect(403);
});

test('what does not exist is not found', async () => {
  await get('/v1/reconciliations/rec_none').expect(404);
  await get('/v1/reconciliations/rec_none/differences').expect(404);
});
