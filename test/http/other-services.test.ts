import type { Answer, Api } from './support/api';
import {
  createOrder,
  expectProblem,
  expectStatus,
  openPayment,
  openStage,
  type Stage,
} from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

/** All that a client can see of an answer, but for the time of day. */
const seen = ({ status, text, headers: { date: _, ...headers } }: Answer): unknown => ({
  status,
  text,
  headers,
});

/** An id of the same form that nobody has. */
const nobodys = (id: unknown): string => String(id).replace(/.{6}$/, 'zzzzzz');

const routes: [name: string, call: (api: Api, ids: { order: string; payment: string }) => Promise<Answer>][] =
  [
    ['reading the order', (api, { order }) => api.get(`/v1/orders/${order}`)],
    ['closing the order', (api, { order }) => api.post(`/v1/orders/${order}/close`)],
    [
      'opening a payment of it',
      (api, { order }) => api.post(`/v1/orders/${order}/payments`, { channel: 'wechat', scene: 'qr' }),
    ],
    ['reading its payment', (api, { payment }) => api.get(`/v1/payments/${payment}`)],
    ['reading its journals', (api, { order }) => api.get(`/v1/ledger/journals?order=${order}`)],
  ];

test.each(routes)('%s of another service answers exactly as if it did not exist', async (_, call) => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  const ids = { order: String(order.id), payment: String(payment.id) };
  const theirs = await call(stage.stranger, ids);
  const missing = await call(stage.stranger, { order: nobodys(ids.order), payment: nobodys(ids.payment) });
  expect(seen(theirs)).toEqual(seen(missing));
  expectProblem(
    theirs,
    404,
    ids.payment && /payments\//.test(call.toString()) ? 'PAYMENT_NOT_FOUND' : 'ORDER_NOT_FOUND',
  );
  const untouched = await stage.portal.get(`/v1/payments/${payment.id}`);
  expect(untouched.json.status).toBe('pending');
});

test.each(['%00', 'ord_%00', '..%2f..', "'%20or%201=1", 'x'.repeat(2_000), '%F0%9F%92%B0', '%ED%A0%80'])(
  'an id like %s belongs to nobody',
  async (id) => {
    const status = id === '%ED%A0%80' ? 400 : 404;
    expectStatus(await stage.portal.get(`/v1/orders/${id}`), status);
    expectStatus(await stage.portal.get(`/v1/payments/${id}`), status);
    expectStatus(await stage.portal.post(`/v1/orders/${id}/close`), status);
    expectStatus(await stage.finance.get(`/v1/reconciliations/${id}`), status);
    expectStatus(await stage.finance.get(`/v1/reconciliations/${id}/differences`), status);
  },
);

test('the page of an order does not lead to its id, nor the id of a payment to an order', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  expectProblem(await stage.portal.get(`/v1/orders/${payment.id}`), 404, 'ORDER_NOT_FOUND');
  expectProblem(await stage.portal.get(`/v1/payments/${order.id}`), 404, 'PAYMENT_NOT_FOUND');
  const token = String(order.cashier_url).split('/').at(-1);
  expectProblem(await stage.portal.get(`/v1/orders/${token}`), 404, 'ORDER_NOT_FOUND');
});

test('the finance office reads the journals of every service, but not its orders', async () => {
  const order = await createOrder(stage.portal);
  const { json } = expectStatus(await stage.finance.get(`/v1/ledger/journals?order=${order.id}`), 200);
  expect(json).toEqual({ data: [], next_cursor: null });
  expectProblem(await stage.finance.get(`/v1/orders/${order.id}`), 404, 'ORDER_NOT_FOUND');
});
