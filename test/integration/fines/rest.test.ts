import { MovedClock } from '../../support/moved-clock';
import { Town, until, type Json } from '../notifications/town';

/** 200.00 yuan, served on 16 November, so due on 1 December 2026. */
const NO = '310115190000123';
const items = [{ affair: 'traffic-fine', decision_no: NO }];
const BEFORE_MIDNIGHT = '2026-12-01T23:59:00+08:00';
const AFTER_MIDNIGHT = '2026-12-02T00:00:05+08:00';

let town: Town;
let clock: MovedClock;
let police: string;
beforeEach(async () => {
  clock = new MovedClock(BEFORE_MIDNIGHT);
  town = await Town.open({ clock, withRegister: true });
  police = (await town.gateway.createKey('police', { scopes: ['fines'] })).key;
  town.gateway.work(['notifications', 'payments', 'webhooks', 'register']);
});
afterEach(() => town.closeInOrder());

const quoteOf = (order: Json): Json => (order.items as { quote: Json }[])[0]!.quote;

async function fine(): Promise<Json & { reports: Json[] }> {
  const headers = { authorization: `Bearer ${police}` };
  return (await (await fetch(`${town.gateway.url}/v1/fines/${NO}`, { headers })).json()) as Json & {
    reports: Json[];
  };
}

/** Pays on the quote of the due day when that is over. */
async function payLate(): Promise<string> {
  const opened = await town.open('wechat', { items });
  await town.gateway.pay(opened.content, { at: AFTER_MIDNIGHT, force: true });
  await town.untilOrder(opened.orderId, 'paid');
  clock.moveTo('2026-12-02T09:00:00+08:00');
  return opened.orderId;
}

const orderFine = (more: object = {}) =>
  town.call('POST', '/v1/orders', { external_ref: 'R', items: [{ ...items[0], ...more }] });

test('R23: what a late success left open is owed, can be ordered by itself, and then the fine is paid', async () => {
  await payLate();
  expect(await fine()).toMatchObject({ received: 20_000, outstanding: 600 });

  const rest = await orderFine();
  expect(rest).toMatchObject({ http: 201, amount: 600 });
  expect(quoteOf(rest)).toMatchObject({ principal: 20_000, surcharge: 600, received: 20_000, total: 600 });
  const opened = await town.openOn(String(rest.id), 'alipay');
  await town.gateway.pay(opened.content);
  const paid = await town.untilOrder(String(rest.id), 'paid');

  expect(quoteOf(paid)).toMatchObject({ result_code: 1, outstanding: 0 });
  expect(await fine()).toMatchObject({ received: 20_600, outstanding: 0 });
  expect(await orderFine()).toMatchObject({ http: 422, code: 'FINE_ALREADY_PAID' });
});

test('R23: the rest bears no surcharge of its own, however late it is paid', async () => {
  await payLate();
  clock.moveTo('2027-03-01T12:00:00+08:00');
  expect(await fine()).toMatchObject({ outstanding: 600 });
  expect(quoteOf(await orderFine())).toMatchObject({ surcharge: 600, total: 600, counted_days: 1 });
});

test('R17: of the rest, too, no other amount is taken', async () => {
  await payLate();
  expect(await orderFine({ amount: 599 })).toMatchObject({ http: 422, code: 'PARTIAL_NOT_ALLOWED' });
  expect(await orderFine({ amount: 20_600 })).toMatchObject({ http: 422, code: 'FINE_AMOUNT_DIFFERS' });
});

test('R20: of two payments of the rest one settles, and the other goes to suspense', async () => {
  await payLate();
  const orders = [await orderFine(), await orderFine()].map(({ id }) => String(id));
  const opened = await Promise.all(orders.map((id) => town.openOn(id, 'wechat')));
  for (const { content } of opened) await town.gateway.pay(content);
  const booked = await until(
    'both to be booked',
    () => town.booked(...opened.map(({ paymentId }) => paymentId)),
    (payments) => payments.length === 2,
  );
  expect(booked.map(({ disposition, reason }) => [disposition, reason]).sort()).toEqual([
    ['settled', null],
    ['suspense', 'fine_paid_already'],
  ]);
  expect(await fine()).toMatchObject({ received: 20_600, outstanding: 0 });
});

test('R20: a second payment of the whole on the old quote is no payment of the rest', async () => {
  const second = await town.open('alipay', { items });
  await payLate();
  clock.moveTo(BEFORE_MIDNIGHT);
  await town.gateway.pay(second.content, { at: AFTER_MIDNIGHT, force: true });
  await until(
    'it to be booked',
    () => town.booked(second.paymentId),
    (booked) => booked.length > 0,
  );
  expect(await town.booked(second.paymentId)).toMatchObject([{ disposition: 'suspense' }]);
  expect(await fine()).toMatchObject({ received: 20_000, outstanding: 600 });
});

test('R23: the register learns of both payments in their order: 7 with the first, 1 with the rest', async () => {
  await payLate();
  const rest = await orderFine();
  await town.gateway.pay((await town.openOn(String(rest.id), 'alipay')).content);
  const { reports } = await until(
    'both reports to be taken',
    fine,
    ({ reports: told }) => told.length === 2 && told.every(({ status }) => status === 'reported'),
  );
  expect(reports).toMatchObject([
    { amount: 20_000, last_code: 7, is_refund_due: false, reason: null },
    { amount: 600, last_code: 1, is_refund_due: false },
  ]);
});

test('a fine that was paid in time stays paid when the department corrects its service afterwards', async () => {
  const opened = await town.open('wechat', { items });
  await town.gateway.pay(opened.content);
  await town.untilOrder(opened.orderId, 'paid');
  clock.moveTo('2026-12-20T12:00:00+08:00');
  const facts = (await fine()).fine as Json;
  const { decision_no: _, check_digit: __, ...told } = facts;
  const body = JSON.stringify({ ...told, served: { method: 'handed_over', on: '2026-10-01' } });
  const headers = { authorization: `Bearer ${police}`, 'content-type': 'application/json' };
  expect((await fetch(`${town.gateway.url}/v1/fines/${NO}`, { method: 'PUT', headers, body })).status).toBe(
    200,
  );
  expect(await fine()).toMatchObject({ received: 20_000, outstanding: 0 });
});
