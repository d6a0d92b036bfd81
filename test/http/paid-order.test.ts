import { MovedClock } from '../support/moved-clock';
import { listOf, type Json } from './support/api';
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
let orders: Json[];
let payments: Json[];
beforeAll(async () => {
  stage = await openStage({ clock: new MovedClock('2026-11-24T10:00:00+08:00') });
  stage.gateway.work(['notifications']);
  orders = [
    await createOrder(stage.portal, { items: [{ affair: 'traffic-fine', decision_no: '310115190000123' }] }),
    await createOrder(stage.portal, { items: [{ affair: 'passport' }, { affair: 'passport-endorsement' }] }),
  ];
  payments = [
    await openPayment(stage.portal, orders[0]!, 'wechat'),
    await openPayment(stage.portal, orders[1]!, 'alipay'),
  ];
  for (const payment of payments) await stage.gateway.pay(String((payment.action as Json).content));
  for (const order of orders) {
    await eventually(
      () => stage.portal.get(`/v1/orders/${order.id}`),
      ({ json }) => (json.status as unknown) === 'paid',
    );
  }
});
afterAll(() => stage.gateway.close());

test('a paid order says when it was paid, and that its fine is settled, and is otherwise what it was', async () => {
  for (const order of orders) {
    const { json } = await stage.portal.get(`/v1/orders/${order.id}`);
    const items = listOf(order.items).map((item) => ({
      ...item,
      quote: item.quote && { ...item.quote, result_code: 1 },
    }));
    expect(json).toEqual({ ...order, items, status: 'paid', paid_at: expect.stringMatching(/\+08:00$/) });
  }
});

test("a paid payment has the channel's number and the time of the channel", async () => {
  for (const payment of payments) {
    const { json } = await stage.portal.get(`/v1/payments/${payment.id}`);
    const books = (await stage.gateway.control('GET', `/trades?out_trade_no=${payment.id}`)) as Json;
    const [trade] = listOf(books.data);
    expect(json).toMatchObject({
      status: 'succeeded',
      disposition: 'settled',
      reason: null,
      transaction_id: trade?.transaction_id,
      paid_at: trade?.paid_at,
    });
  }
});

test('a service reads what was booked for its order: from the channel to each agency and income item', async () => {
  const { json } = expectStatus(await stage.portal.get(`/v1/ledger/journals?order=${orders[1]?.id}`), 200);
  const [journal, ...more] = listOf(json.data);
  expect(more).toEqual([]);
  expect(journal).toMatchObject({ kind: 'collection', order: orders[1]?.id });
  const postings = listOf(journal?.postings);
  expect(postings.reduce((sum, posting) => sum + Number(posting.amount), 0)).toBe(14_000);
  expect(postings.every(({ debit }) => String(debit).includes('alipay'))).toBe(true);
});

test('the finance office reads all accounts: they balance, and hold what was paid', async () => {
  const { json } = expectStatus(await stage.finance.get('/v1/ledger/accounts'), 200);
  const accounts = listOf(json.data);
  const sumOf = (name: string) => accounts.reduce((sum, account) => sum + Number(account[name]), 0);
  expect(sumOf('debit')).toBe(34_000);
  expect(sumOf('credit')).toBe(34_000);
  expect(sumOf('balance')).toBe(0);
  const clearing = accounts.filter(({ kind }) => (kind as unknown) === 'clearing');
  expect(clearing.map(({ channel, balance }) => [channel, balance]).sort()).toEqual([
    ['alipay', 14_000],
    ['wechat', 20_000],
  ]);
});

test('a paid order cannot be paid again, nor its fine be ordered again', async () => {
  const again = await stage.portal.post(`/v1/orders/${orders[0]?.id}/payments`, {
    channel: 'alipay',
    scene: 'qr',
  });
  expectProblem(again, 409, 'ORDER_NOT_OPEN');
  expect(again.json.details).toEqual({ status: 'paid' });
  const items = [{ affair: 'traffic-fine', decision_no: '310115190000123' }];
  const twice = await stage.stranger.post('/v1/orders', { external_ref: 'X', items });
  expectProblem(twice, 422, 'FINE_ALREADY_PAID');
});

test('the channels were answered exactly as they demand', async () => {
  const { data } = (await stage.gateway.control('GET', '/deliveries')) as Json;
  const answers = listOf(data).map(({ channel, status, body }) => ({ channel, status, body: body || '' }));
  expect(answers).toEqual(
    expect.arrayContaining([
      { channel: 'wechat', status: 204, body: '' },
      { channel: 'alipay', status: 200, body: 'success' },
    ]),
  );
});

test.each([
  ['no order', '', '/order'],
  ['an empty order', '?order=', '/order'],
  ['an order with a NUL', '?order=%00', '/order'],
  ['an unknown field', '?order=ord_x&account=1', '/account'],
])('journals of %s are refused, and pointed at', async (_, query, pointer) => {
  const answer = await stage.portal.get(`/v1/ledger/journals${query}`);
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toContain(pointer);
});
