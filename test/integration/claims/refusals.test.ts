import { digits, Messages, send } from '../notifications/messages';
import { until, type Json } from '../notifications/town';
import { Counter, type Waiting } from './counter';

type Answer = Json & { http: number };

let counter: Counter;
let messages: Messages;
beforeAll(async () => {
  [counter, messages] = await Promise.all([Counter.open(), Messages.load()]);
});
afterAll(() => counter.desk.town.closeInOrder());

/** Money under a number that is none of ours. */
const unknownMoney = async (): Promise<Waiting> => {
  const transactionId = `42000020261124${digits(14)}`;
  const amount = { total: 24_000, payer_total: 24_000, currency: 'CNY', payer_currency: 'CNY' };
  const paid = messages.wechatPayment(`pay_${digits(20)}`, { transaction_id: transactionId, amount });
  expect((await send(counter.desk.town.gateway.url, 'wechat', paid)).status).toBe(204);
  const found = await until(
    'it to wait',
    async () => (await counter.waiting()).find((it) => it.transaction_id === transactionId),
    (it) => it !== undefined,
  );
  return found as Waiting;
};

const paidOrder = async () =>
  (await counter.desk.paid('wechat', { items: [{ affair: 'passport', quantity: 2 }] })).orderId;

const closedOrder = async () => {
  const orderId = await counter.order(2);
  await counter.desk.town.call('POST', `/v1/orders/${orderId}/close`);
  return orderId;
};

const expiredOrder = async () => {
  const items = [{ affair: 'passport', quantity: 2 }];
  const orderId = await counter.desk.town.createOrder({ items, expires_in: 1 });
  await counter.desk.town.untilOrder(orderId, 'expired');
  return orderId;
};

/** An order of a fine that another order has paid meanwhile. */
const orderOfPaidFine = async () => {
  const items = [{ affair: 'traffic-fine', decision_no: '310115190006001', amount: 24_000 }];
  const orderId = await counter.desk.town.createOrder({ items });
  await counter.desk.paid('alipay', { items });
  return orderId;
};

/** Money that has paid its order is not in suspense. */
const settledMoney = async (): Promise<Waiting> => {
  const { paymentId } = await counter.desk.paid('wechat');
  const { transaction_id } = await counter.desk.town.payment(paymentId);
  return { channel: 'wechat', transaction_id: String(transaction_id) };
};

const boundMoney = async (): Promise<Waiting> => {
  const money = await counter.misfit('wechat', 24_000);
  await counter.bound(money, await counter.order(2));
  return money;
};

describe('a claim is refused, and the books stay as they are:', () => {
  // What is refused leaves the money where it is, for the next one.
  let misfit: Promise<Waiting> | undefined;
  const ofMisfit = () => (misfit ??= counter.misfit('wechat', 24_000));
  const twoPassports = () => counter.order(2);
  test.each<
    [
      what: string,
      money: () => Promise<Waiting>,
      order: () => Promise<string | null>,
      more: object,
      status: number,
      code: string,
    ]
  >([
    [
      'with a reason of 201 characters',
      ofMisfit,
      twoPassports,
      { reason: '因'.repeat(201) },
      422,
      'CLAIM_REASON_TOO_LONG',
    ],
    [
      'with one of 10,000',
      ofMisfit,
      twoPassports,
      { reason: '因'.repeat(10_000) },
      422,
      'CLAIM_REASON_TOO_LONG',
    ],
    ['without a reason', ofMisfit, twoPassports, { reason: '' }, 422, 'REQUEST_INVALID'],
    ['for an order of another amount', ofMisfit, () => counter.order(1), {}, 422, 'CLAIM_AMOUNT_DIFFERS'],
    ['for an order that is paid', ofMisfit, paidOrder, {}, 409, 'CLAIM_ORDER_PAID'],
    ['for an order that is closed', ofMisfit, closedOrder, {}, 409, 'CLAIM_ORDER_CLOSED'],
    ['for an order that has run out', ofMisfit, expiredOrder, {}, 409, 'CLAIM_ORDER_EXPIRED'],
    ['for a fine that is paid', ofMisfit, orderOfPaidFine, {}, 409, 'CLAIM_FINE_PAID'],
    ['for an order that there is not', ofMisfit, async () => 'ord_none', {}, 404, 'ORDER_NOT_FOUND'],
    [
      'to money that there is not',
      async () => ({ channel: 'wechat', transaction_id: '1' }),
      twoPassports,
      {},
      404,
      'SUSPENSE_NOT_FOUND',
    ],
    ['to money that has paid its order', settledMoney, twoPassports, {}, 404, 'SUSPENSE_NOT_FOUND'],
    ['to money that is bound already', boundMoney, twoPassports, {}, 409, 'SUSPENSE_CLAIMED'],
    [
      'that it goes back where no payment of ours has brought it',
      unknownMoney,
      async () => null,
      {},
      409,
      'SUSPENSE_PAYMENT_UNKNOWN',
    ],
  ])('%s', async (_, money, order, more, status, code) => {
    const [claimed, orderId] = [await money(), await order()];
    const before = await counter.books();
    expect(await counter.claim(claimed, orderId, more)).toMatchObject({ http: status, code });
    expect(await counter.books()).toEqual(before);
  });

  test('where what was true when it was made has changed before it is approved', async () => {
    const money = await counter.misfit('wechat', 24_000);
    const orderId = await counter.order(2);
    const claim = await counter.claim(money, orderId);
    await counter.desk.town.call('POST', `/v1/orders/${orderId}/close`);
    const before = await counter.books();
    expect(await counter.decide(claim, 'approve')).toMatchObject({ http: 409, code: 'CLAIM_ORDER_CLOSED' });
    expect(await counter.books()).toEqual(before);
    const { id } = claim;
    const { status, decided_by } = await counter.desk.town.call('GET', `/v1/claims/${String(id)}`);
    expect({ status, decided_by }).toEqual({ status: 'requested', decided_by: null });
  });

  test('by whoever made it, and by a key without the scope', async () => {
    const { town } = counter.desk;
    const { key } = await town.gateway.createKey('both', { scopes: ['finance', 'refunds:approve'] });
    const own = Object.assign(Object.create(town) as typeof town, { key });
    const { channel, transaction_id } = await counter.misfit('alipay', 24_000);
    const body = { channel, transaction_id, order_id: await counter.order(2), reason: '来函' };
    const { id } = await own.call('POST', '/v1/claims', body);
    const before = await counter.books();
    const path = `/v1/claims/${String(id)}`;
    const refused = { http: 403, code: 'CLAIM_OWN_APPROVAL' };
    expect(await own.call('POST', `${path}/approve`)).toMatchObject(refused);
    expect(await own.call('POST', `${path}/reject`, { note: '不' })).toMatchObject(refused);
    expect(await town.call('POST', `${path}/approve`)).toMatchObject({ http: 403 });
    expect(await counter.books()).toEqual(before);
    const { data } = await town.call('GET', '/v1/claims?status=requested');
    expect((data as Answer[]).map((it) => it.id)).toContain(id);
  });

  test('under a key that was used for another order', async () => {
    const { town } = counter.desk;
    const { channel, transaction_id } = await counter.misfit('wechat', 24_000);
    const claim = async (order_id: string) => {
      const response = await fetch(`${town.gateway.url}/v1/claims`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${town.key}`,
          'content-type': 'application/json',
          'idempotency-key': 'claim-1',
        },
        body: JSON.stringify({ channel, transaction_id, order_id, reason: '来函' }),
      });
      return { http: response.status, ...((await response.json()) as Json) };
    };
    const orderId = await counter.order(2);
    const first = await claim(orderId);
    expect(first).toMatchObject({ http: 201 });
    expect(await claim(orderId)).toEqual(first);
    expect(await claim(await counter.order(2))).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

test('money under a number that is none of ours pays an order too', async () => {
  const money = await unknownMoney();
  expect(money).toMatchObject({ reason: 'unknown_order', payment_id: null, order_id: null });
  const orderId = await counter.order(2);
  expect(await counter.bound(money, orderId)).toMatchObject({ http: 200, status: 'approved' });
  expect((await counter.desk.town.order(orderId)).status).toBe('paid');
});

test('the list goes on from page to page', async () => {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await counter.desk.town.call('GET', `/v1/suspense?limit=2${cursor && `&cursor=${cursor}`}`);
    found.push(...(page.data as Waiting[]).map((it) => it.transaction_id));
    if (page.next_cursor === null) break;
    cursor = String(page.next_cursor);
  }
  expect(found).toEqual((await counter.waiting()).map((it) => it.transaction_id));
  expect(new Set(found).size).toBe(found.length);
});
