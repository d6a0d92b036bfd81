import { MovableClock } from '../integration/sandbox/movable-clock';
import { listOf, type Answer, type Json } from './support/api';
import {
  createOrder,
  expectProblem,
  expectStatus,
  openPayment,
  openStage,
  type Stage,
} from './support/stage';

const clock = new MovableClock();
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ clock });
});
afterAll(() => stage.gateway.close());
beforeEach(() => {
  clock.offsetMs = 0;
});
afterEach(() => stage.gateway.control('DELETE', '/faults'));

const open = (order: Json, channel = 'wechat'): Promise<Answer> =>
  stage.portal.post(`/v1/orders/${order.id}/payments`, { channel, scene: 'qr' });

const tradesOf = async (outTradeNo: unknown): Promise<Json[]> =>
  listOf(((await stage.gateway.control('GET', `/trades?out_trade_no=${outTradeNo}`)) as Json).data);

const paymentsOf = (order: Json): Promise<{ id: string; status: string }[]> =>
  stage.gateway.sql('select id, status from payment where order_id = $1 order by id', [order.id]);

test.each([
  ['wechat', /^weixin:\/\/wxpay\//],
  ['alipay', /^https?:\/\//],
])('a payment on %s has a QR code, our number at the channel and an end', async (channel, content) => {
  const order = await createOrder(stage.portal, { expires_in: 600 });
  const payment = await openPayment(stage.portal, order, channel);
  expect(payment).toMatchObject({
    id: expect.stringMatching(/^pay_[0-9a-z]+$/),
    order_id: order.id,
    channel,
    scene: 'qr',
    out_trade_no: payment.id,
    status: 'pending',
    amount: 12_000,
    action: { type: 'qr_code', content: expect.stringMatching(content) },
    expires_at: order.expires_at,
    paid_at: null,
    transaction_id: null,
  });
  expect(await tradesOf(payment.out_trade_no)).toMatchObject([{ channel, ordered_amount: 12_000 }]);
  expect((await stage.portal.get(`/v1/payments/${payment.id}`)).json).toEqual(payment);
});

test('a QR code is good for two hours, though the order is open for longer', async () => {
  const order = await createOrder(stage.portal, { expires_in: 86_400 });
  const payment = await openPayment(stage.portal, order);
  const lifeMs = Date.parse(String(payment.expires_at)) - Date.parse(String(payment.created_at));
  expect(lifeMs).toBe(7_200_000);
});

test('asked again, the open payment comes back; another channel has its own', async () => {
  const order = await createOrder(stage.portal);
  const first = await openPayment(stage.portal, order);
  expect(await openPayment(stage.portal, order)).toEqual(first);
  const other = await openPayment(stage.portal, order, 'alipay');
  expect(other.id).not.toBe(first.id);
  expect(await openPayment(stage.portal, order, 'wechat')).toEqual(first);
  expect(await openPayment(stage.portal, order, 'alipay')).toEqual(other);
  expect(await paymentsOf(order)).toHaveLength(2);
});

test('ten calls at the same time open one payment', async () => {
  const order = await createOrder(stage.portal);
  const answers = await Promise.all(Array.from({ length: 10 }, () => open(order)));
  for (const answer of answers) expectStatus(answer, 201);
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  expect(await paymentsOf(order)).toHaveLength(1);
});

test('a QR code that has nearly run out is replaced by a fresh one', async () => {
  const order = await createOrder(stage.portal, { expires_in: 86_400 });
  const first = await openPayment(stage.portal, order);
  clock.offsetMs = 7_200_000 - 3_000;
  const second = await openPayment(stage.portal, order);
  expect(second.id).not.toBe(first.id);
  expect(Date.parse(String(second.expires_at))).toBeGreaterThan(Date.parse(String(first.expires_at)));
});

test('in the last seconds of an order its payment comes back all the same: a fresh one would end as soon', async () => {
  const order = await createOrder(stage.portal, { expires_in: 600 });
  const first = await openPayment(stage.portal, order);
  clock.offsetMs = 597_000;
  expect((await openPayment(stage.portal, order)).id).toBe(first.id);
  expect(await paymentsOf(order)).toHaveLength(1);
});

test('an order whose time is over cannot be paid any more', async () => {
  const order = await createOrder(stage.portal, { expires_in: 60 });
  clock.offsetMs = 60_000;
  const answer = await open(order);
  expectProblem(answer, 409, 'ORDER_NOT_OPEN');
  expect(answer.json.details).toEqual({ status: 'expired' });
  expect(await paymentsOf(order)).toEqual([]);
});

test('a closed order cannot be paid', async () => {
  const order = await createOrder(stage.portal);
  await stage.portal.post(`/v1/orders/${order.id}/close`);
  const answer = await open(order);
  expectProblem(answer, 409, 'ORDER_NOT_OPEN');
  expect(answer.json.details).toEqual({ status: 'closed' });
});

test.each([
  ['an unknown channel', { channel: 'paypal', scene: 'qr' }, '/channel'],
  ['a channel in capitals', { channel: 'WeChat', scene: 'qr' }, '/channel'],
  ['no channel', { scene: 'qr' }, '/channel'],
  ['a channel that is a list', { channel: ['wechat'], scene: 'qr' }, '/channel'],
  ['the name of a part of every object', { channel: 'constructor', scene: 'qr' }, '/channel'],
  ['an unknown scene', { channel: 'wechat', scene: 'app' }, '/scene'],
  ['an amount', { channel: 'wechat', scene: 'qr', amount: 1 }, '/amount'],
])('%s is refused, and pointed at', async (_, body, pointer) => {
  const order = await createOrder(stage.portal);
  const answer = await stage.portal.post(`/v1/orders/${order.id}/payments`, body);
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
  expect(await paymentsOf(order)).toEqual([]);
});

describe('when the channel gives no answer that can be trusted', () => {
  test.each([
    ['wechat', 'reset'],
    ['wechat', 'bad_signature'],
    ['wechat', 'unsigned'],
    ['wechat', 'html_502'],
    ['alipay', 'reset'],
    ['alipay', 'bad_signature'],
    ['alipay', 'truncated_json'],
  ])('%s (%s): the caller is to ask again, and gets the same payment', async (channel, kind) => {
    const order = await createOrder(stage.portal);
    await stage.gateway.control('POST', '/faults', { channel, target: 'create', kind });
    const failed = await open(order, channel);
    expectProblem(failed, 503, 'PAYMENT_OUTCOME_UNKNOWN');
    expect(failed.headers['retry-after']).toBe('5');
    const id = String((failed.json.details as Json).payment);
    const waiting = await stage.portal.get(`/v1/payments/${id}`);
    expect(waiting.json).toMatchObject({ status: 'unknown', action: null, order_id: order.id });
    const retried = expectStatus(await open(order, channel), 201);
    expect(retried.json).toMatchObject({
      id,
      out_trade_no: id,
      status: 'pending',
      action: { type: 'qr_code' },
    });
    expect(await paymentsOf(order)).toEqual([{ id, status: 'pending' }]);
  });

  test('a channel that is busy is said to be away, and the same payment is opened later', async () => {
    const order = await createOrder(stage.portal);
    await stage.gateway.control('POST', '/faults', {
      channel: 'wechat',
      target: 'create',
      kind: 'rate_limited',
    });
    const failed = await open(order);
    expectProblem(failed, 503, 'CHANNEL_UNAVAILABLE');
    expect(failed.headers['retry-after']).toBe('5');
    const [payment] = await paymentsOf(order);
    expect((await openPayment(stage.portal, order)).id).toBe(payment?.id);
  });
});

test('a payment that the channel refuses is failed, and another channel can be tried', async () => {
  // More than Alipay takes at once.
  const items = [{ affair: 'court-fee-property', amount: 2_000_000_000, quantity: 6 }];
  const order = await createOrder(stage.portal, { items });
  const refused = await open(order, 'alipay');
  expectProblem(refused, 422, 'PAYMENT_REFUSED');
  expect(refused.json.details).toMatchObject({ channel_code: expect.any(String) });
  const id = String((refused.json.details as Json).payment);
  expect((await stage.portal.get(`/v1/payments/${id}`)).json).toMatchObject({
    status: 'failed',
    action: null,
  });
  expect((await stage.portal.get(`/v1/orders/${order.id}`)).json.status).toBe('open');
});
