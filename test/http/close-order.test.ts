import { systemClock } from '../../src/kernel/clock';
import { createCalendar } from '../../src/kernel/calendar';
import type { PaymentCloser } from '../../src/orders/order-ending.service';
import { createOrderService } from '../../src/orders/order.service';
import { listOf, type Answer, type Json } from './support/api';
import {
  createOrder,
  eventually,
  expectProblem,
  expectStatus,
  openPayment,
  openStage,
  type Stage,
} from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  stage.gateway.work(['notifications']);
});
afterAll(() => stage.gateway.close());
afterEach(() => stage.gateway.control('DELETE', '/faults'));

const close = (order: Json): Promise<Answer> => stage.portal.post(`/v1/orders/${order.id}/close`);
const read = async (path: string): Promise<Json> => (await stage.portal.get(path)).json;
const contentOf = (payment: Json): string => String((payment.action as Json).content);

const tradeOf = async (payment: Json): Promise<Json | undefined> =>
  listOf(((await stage.gateway.control('GET', `/trades?out_trade_no=${payment.id}`)) as Json).data)[0];

/** The order service of the product with another way of closing payments. */
const ordersClosedBy = (closer: PaymentCloser) =>
  createOrderService({
    database: stage.gateway.database,
    closer,
    clock: systemClock,
    fines: {
      learnFines: () => Promise.resolve(),
      loadCalendar: () => Promise.resolve(createCalendar([])),
      quoteFine: () => {
        throw new Error('nothing is quoted here');
      },
    },
    expiresWithQuote: true,
    payCodeRegion: '310000',
    isProduction: false,
    keepPhone: null,
  });

test('an order without a payment is closed, and closing it again changes nothing', async () => {
  const order = await createOrder(stage.portal);
  const closed = expectStatus(await close(order), 200);
  expect(closed.json).toEqual({ ...order, status: 'closed' });
  const again = expectStatus(await close(order), 200);
  expect(again.text).toBe(closed.text);
  expect(await read(`/v1/orders/${order.id}`)).toEqual(closed.json);
});

test('an open payment is closed at the channel first: the QR code cannot be paid any more', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  expectStatus(await close(order), 200);
  expect((await tradeOf(payment))?.status).toBe('closed');
  expect(await read(`/v1/payments/${payment.id}`)).toMatchObject({ status: 'closed' });
  await expect(stage.gateway.pay(contentOf(payment))).rejects.toThrow('409');
});

test.each(['reset', 'html_502', 'rate_limited'])(
  'while the channel does not confirm the closing (%s) the order stays open',
  async (kind) => {
    const order = await createOrder(stage.portal);
    const payment = await openPayment(stage.portal, order);
    await stage.gateway.control('POST', '/faults', { channel: 'wechat', target: 'close', kind });
    const failed = await close(order);
    expectStatus(failed, 503);
    expect(failed.headers['retry-after']).toBe('5');
    expect(await read(`/v1/orders/${order.id}`)).toMatchObject({ status: 'open' });
    expectStatus(await close(order), 200);
    expect((await tradeOf(payment))?.status).toBe('closed');
  },
);

test('a paid order cannot be closed', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  await stage.gateway.pay(contentOf(payment));
  await eventually(
    () => read(`/v1/orders/${order.id}`),
    ({ status }) => (status as unknown) === 'paid',
  );
  const refused = await close(order);
  expectProblem(refused, 409, 'ORDER_NOT_OPEN');
  expect(refused.json.details).toEqual({ status: 'paid' });
});

test('an order that was paid without our knowing is found paid, booked, and not closed', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  await stage.gateway.control('POST', '/faults', {
    channel: 'wechat',
    target: 'notification',
    kind: 'lose',
    times: null,
  });
  await stage.gateway.pay(contentOf(payment));
  const refused = await close(order);
  expectProblem(refused, 409, 'ORDER_NOT_OPEN');
  expect(refused.json.details).toEqual({ status: 'paid' });
  expect(await read(`/v1/payments/${payment.id}`)).toMatchObject({
    status: 'succeeded',
    disposition: 'settled',
  });
  expect(listOf((await read(`/v1/ledger/journals?order=${order.id}`)).data)).toHaveLength(1);
});

test('a QR code that nobody has scanned yet is no obstacle; money that comes on it all the same is set aside', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order, 'alipay');
  expectStatus(await close(order), 200);
  await stage.gateway.pay(contentOf(payment));
  const paid = await eventually(
    () => read(`/v1/payments/${payment.id}`),
    ({ status }) => (status as unknown) === 'succeeded',
  );
  expect(paid).toMatchObject({ disposition: 'suspense', reason: expect.any(String) });
  expect(await read(`/v1/orders/${order.id}`)).toMatchObject({ status: 'closed', paid_at: null });
  const [journal] = listOf((await read(`/v1/ledger/journals?order=${order.id}`)).data);
  expect(journal).toMatchObject({ kind: 'suspense' });
});

test('an Alipay trade that was scanned but not paid is closed at the channel', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order, 'alipay');
  await stage.gateway.control('POST', '/scan', { content: contentOf(payment) });
  expectStatus(await close(order), 200);
  expect((await tradeOf(payment))?.status).toBe('closed');
});

test('two calls at the same time close it once', async () => {
  const order = await createOrder(stage.portal);
  await openPayment(stage.portal, order);
  const answers = await Promise.all([close(order), close(order), close(order)]);
  for (const answer of answers) expectStatus(answer, 200);
  const events = await stage.gateway.sql(
    "select 1 from event where type = 'order.closed' and subject_id = $1",
    [order.id],
  );
  expect(events).toHaveLength(1);
});

test('a payment that is opened while the others are being closed is closed too, before its order', async () => {
  const order = await createOrder(stage.portal);
  const { service } = await stage.gateway.createKey('portal');
  const closed: unknown[] = [];
  const closePaymentsOf = async (orderId: string): Promise<string[]> => {
    closed.push(
      await stage.gateway.sql("update payment set status = 'closed' where order_id = $1 returning id", [
        orderId,
      ]),
    );
    if (closed.length === 1) await openPayment(stage.portal, order);
    return [];
  };
  const orders = ordersClosedBy({ closePaymentsOf });
  expect(await orders.closeOrder(service, String(order.id))).toMatchObject({ status: 'closed' });
  expect(closed).toMatchObject([[], [{ id: expect.any(String) }]]);
});

test('an order of which one payment is being made at this moment is not closed', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  const { service } = await stage.gateway.createKey('portal');
  const closer = { closePaymentsOf: () => Promise.resolve([]) };
  const orders = ordersClosedBy(closer);
  await expect(orders.closeOrder(service, String(order.id))).rejects.toMatchObject({
    code: 'ORDER_BEING_PAID',
  });
  expect(await orders.expireOrder(String(order.id))).toBe(false);
  expect(await read(`/v1/orders/${order.id}`)).toMatchObject({ status: 'open' });
  expect(await read(`/v1/payments/${payment.id}`)).toMatchObject({ status: 'pending' });
});

test('a payment that the channel opens only after its order was closed is closed there and never shown', async () => {
  const order = await createOrder(stage.portal);
  await stage.gateway.control('POST', '/faults', {
    channel: 'wechat',
    target: 'create',
    kind: 'delay',
    ms: 1_000,
  });
  const opening = stage.portal.post(`/v1/orders/${order.id}/payments`, { channel: 'wechat', scene: 'qr' });
  const payments = () =>
    stage.gateway.sql<{ id: string }>('select id from payment where order_id = $1', [order.id]);
  await eventually(payments, ({ length }) => length === 1);
  expectStatus(await close(order), 200);
  const opened = expectStatus(await opening, 201).json;
  expect(opened).toMatchObject({ status: 'closed', action: null });
  expect((await tradeOf(opened))?.status).toBe('closed');
});
