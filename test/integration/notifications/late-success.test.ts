import { MovedClock } from '../../support/moved-clock';
import { Town, type Json } from './town';

/** 200.00 yuan, served on 16 November, so due on 1 December 2026. */
const items = [{ affair: 'traffic-fine', decision_no: '3101151900001234' }];
const BEFORE_MIDNIGHT = '2026-12-01T23:59:00+08:00';
const AFTER_MIDNIGHT = '2026-12-02T00:00:05+08:00';

let town: Town;
let clock: MovedClock;
beforeEach(async () => {
  clock = new MovedClock(BEFORE_MIDNIGHT);
  town = await Town.open({ clock });
  town.gateway.work(['notifications', 'payments', 'webhooks']);
});
afterEach(() => town.closeInOrder());

const quoteOf = (order: Json): Json => (order.items as { quote: Json }[])[0]!.quote;

test('R23: a success after midnight on the quote of the day before is kept, and 6.00 stays outstanding', async () => {
  const opened = await town.open('wechat', { items });
  expect(quoteOf(await town.order(opened.orderId))).toMatchObject({ result_code: null, outstanding: 0 });

  await town.gateway.pay(opened.content, { at: AFTER_MIDNIGHT, force: true });
  const order = await town.untilOrder(opened.orderId, 'paid');

  expect(order).toMatchObject({ amount: 20_000, paid_at: AFTER_MIDNIGHT });
  expect(quoteOf(order)).toMatchObject({ surcharge: 0, total: 20_000, result_code: 7, outstanding: 600 });
  expect(await town.booked(opened.paymentId)).toMatchObject([
    { amount_fen: '20000', disposition: 'settled', reason: null },
  ]);
  const [event] = await town.gateway.sql<{ body: string }>('select body from event where subject_id = $1', [
    opened.orderId,
  ]);
  expect(JSON.parse(event!.body)).toMatchObject({
    type: 'order.paid',
    data: { order: { amount: 20_000, outstanding: 600 } },
  });
});

test('R05: a success in the last second of the day of the quote leaves nothing open', async () => {
  const opened = await town.open('alipay', { items });
  await town.gateway.pay(opened.content, { at: '2026-12-01T23:59:59+08:00', force: true });
  const order = await town.untilOrder(opened.orderId, 'paid');
  expect(quoteOf(order)).toMatchObject({ result_code: 1, outstanding: 0 });
});

test('R23: where the city lets orders live past midnight, the quote does not grow, but what it leaves open shows', async () => {
  const lenient = await Town.open({ clock, environment: { ORDER_EXPIRES_WITH_QUOTE: 'false' } });
  lenient.gateway.work(['notifications', 'payments', 'webhooks']);
  try {
    const orderId = await lenient.createOrder({ items });
    expect((await lenient.order(orderId)).expires_at).toMatch(/^2026-12-02T01:59:0\d/);
    clock.moveTo(AFTER_MIDNIGHT);
    const opened = await lenient.openOn(orderId, 'wechat');
    await lenient.gateway.pay(opened.content);
    const order = await lenient.untilOrder(orderId, 'paid');
    expect(order.amount).toBe(20_000);
    expect(quoteOf(order)).toMatchObject({ total: 20_000, result_code: 7, outstanding: 600 });
  } finally {
    await lenient.closeInOrder();
  }
});
