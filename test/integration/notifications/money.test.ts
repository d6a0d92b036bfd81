import { digits, Messages, send } from './messages';
import { Town, until, type Channel, type Opened } from './town';

const PASSPORT_FEN = 12_000;

let town: Town;
let messages: Messages;
beforeAll(async () => {
  [town, messages] = await Promise.all([Town.open(), Messages.load()]);
  town.gateway.work(['notifications', 'payments', 'webhooks']);
});
afterAll(() => town.closeInOrder());

const notify = (channel: Channel, opened: Opened, content: object) =>
  channel === 'wechat'
    ? send(town.gateway.url, channel, messages.wechatPayment(opened.paymentId, { ...content }))
    : send(town.gateway.url, channel, messages.alipay(opened.paymentId, { ...content }));

describe('R21: another amount than was asked for', () => {
  test.each<[Channel, string, number]>([
    ['wechat', 'one fen too little', PASSPORT_FEN - 1],
    ['wechat', 'one fen too much', PASSPORT_FEN + 1],
    ['wechat', 'yuan taken for fen', PASSPORT_FEN / 100],
    ['alipay', 'one fen too little', PASSPORT_FEN - 1],
    ['alipay', 'fen taken for yuan', PASSPORT_FEN * 100],
  ])('on %s, %s: the channel is asked, the money waits in suspense', async (channel, _, amount) => {
    const opened = await town.open(channel);
    const before = await town.balance(`suspense:${channel}`);
    await town.gateway.pay(opened.content, { amount });
    const payment = await town.untilPayment(opened.paymentId, 'failed');
    expect(payment).toMatchObject({ disposition: 'suspense', reason: 'amount_mismatch' });
    expect(await town.facts(opened.paymentId)).toMatchObject([
      { origin: 'notification', outcome: 'asked' },
      { origin: 'query', outcome: 'suspense' },
    ]);
    expect(await town.booked(opened.paymentId)).toMatchObject([
      { amount_fen: String(amount), disposition: 'suspense', reason: 'amount_mismatch' },
    ]);
    expect(await town.balance(`suspense:${channel}`)).toBe(before - BigInt(amount));
    expect((await town.order(opened.orderId)).status).toBe('open');
    expect((await town.events(opened.orderId)).map(({ type }) => type)).toEqual(['payment.suspended']);
  });

  test.each<Channel>(['wechat', 'alipay'])(
    'that only a message of %s names is not believed: what the channel answers is booked',
    async (channel) => {
      const opened = await town.open(channel);
      await town.fault(channel, opened, { kind: 'lose', times: null });
      await town.gateway.pay(opened.content);
      const wrong =
        channel === 'wechat' ? { amount: { total: 1, currency: 'CNY' } } : { total_amount: '0.01' };
      await notify(channel, opened, wrong);
      await town.untilOrder(opened.orderId, 'paid');
      expect(await town.booked(opened.paymentId)).toMatchObject([
        { amount_fen: String(PASSPORT_FEN), disposition: 'settled' },
      ]);
    },
  );

  test('that a message names while nobody has paid leaves the payment open for the payer', async () => {
    const opened = await town.open('wechat');
    await notify('wechat', opened, { amount: { total: PASSPORT_FEN - 1, currency: 'CNY' } });
    await town.drained();
    expect((await town.payment(opened.paymentId)).status).toBe('pending');
    expect(await town.booked(opened.paymentId)).toEqual([]);
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
  });

  test.each(['1e2', '100.0', '12000', 12_000.5, 0, -1, 2 ** 53, null, [12_000], true, { total: 1 }])(
    'WeChat Pay: the amount %p is no amount',
    async (total) => {
      const opened = await town.open('wechat');
      const reply = await notify('wechat', opened, { amount: { total, currency: 'CNY' } });
      expect(reply.status).toBe(401);
      expect(await town.facts(opened.paymentId)).toEqual([]);
    },
  );

  test.each([
    '1e2',
    '120',
    '120.0',
    '120.000',
    '0x78',
    '-120.00',
    '0.00',
    '1,200.00',
    ' 120.00',
    '１２０.00',
  ])('Alipay: the amount "%s" is no amount', async (total_amount) => {
    const opened = await town.open('alipay');
    expect(await notify('alipay', opened, { total_amount })).toMatchObject({ status: 400, body: 'failure' });
    expect(await town.facts(opened.paymentId)).toEqual([]);
  });
});

describe('money that is not yuan', () => {
  test('is not booked, and whoever pays the order in yuan afterwards pays it', async () => {
    const opened = await town.open('wechat');
    await notify('wechat', opened, { amount: { total: PASSPORT_FEN, currency: 'USD' } });
    await town.drained();
    expect(await town.facts(opened.paymentId)).toMatchObject([
      { outcome: 'set_aside', reason: 'currency USD' },
    ]);
    expect(await town.booked(opened.paymentId)).toEqual([]);
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
  });
});

describe('money whose order we do not know', () => {
  test.each<Channel>(['wechat', 'alipay'])(
    'on %s waits in suspense; no order is made for it',
    async (channel) => {
      const stranger = { orderId: '', paymentId: `pay_${digits(20)}`, content: '' };
      const orders = () => town.gateway.sql('select id from orders');
      const before = (await orders()).length;
      const reply = await notify(channel, stranger, {});
      expect(reply.status).toBeLessThan(300);
      await town.drained();
      expect(await town.booked(stranger.paymentId)).toMatchObject([
        { amount_fen: String(PASSPORT_FEN), disposition: 'suspense', reason: 'unknown_order' },
      ]);
      expect(await orders()).toHaveLength(before);
    },
  );

  test('includes the number of a payment that was opened on another channel', async () => {
    const opened = await town.open('alipay');
    await notify('wechat', opened, {});
    await town.drained();
    expect(await town.booked(opened.paymentId)).toMatchObject([{ reason: 'unknown_order' }]);
    expect((await town.order(opened.orderId)).status).toBe('open');
    expect((await town.payment(opened.paymentId)).status).toBe('pending');
  });
});

describe('the second payment of an order', () => {
  test.each<[Channel, Channel]>([
    ['wechat', 'alipay'],
    ['alipay', 'wechat'],
  ])('when %s was first and %s second, waits in suspense and is told of', async (first, second) => {
    const opened = await town.open(first);
    const other = await town.openOn(opened.orderId, second);
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
    await town.gateway.pay(other.content);
    const payment = await town.untilPayment(other.paymentId, 'succeeded');
    expect(payment).toMatchObject({ disposition: 'suspense', reason: 'order_paid_already' });
    expect(await town.booked(opened.paymentId)).toMatchObject([{ disposition: 'settled' }]);
    expect(await town.booked(other.paymentId)).toMatchObject([{ disposition: 'suspense' }]);
    const told = await until(
      'both webhooks',
      async () => town.webhooks(opened.orderId),
      (types) => types.includes('order.paid') && types.includes('payment.suspended'),
    );
    // The second payment goes back by itself, which may have been told as well by now.
    const ofPayments = told.filter((type) => !type.startsWith('refund.'));
    expect(ofPayments.sort()).toEqual(['order.paid', 'payment.suspended']);
  });

  test('on an attempt that is older than the current one pays the order all the same', async () => {
    const older = await town.open('wechat');
    await town.openOn(older.orderId, 'alipay');
    await town.gateway.pay(older.content);
    expect(await town.untilOrder(older.orderId, 'paid')).toMatchObject({ status: 'paid' });
  });

  test.each([
    ['at the same moment', '3101151900001234', 0],
    ['later', '3101151900001242', 1],
  ])('of the same fine on another order, %s, waits in suspense: a fine is paid once', async (_, no, wait) => {
    const items = [{ affair: 'traffic-fine', decision_no: no }];
    const [one, other] = [await town.open('wechat', { items }), await town.open('alipay', { items })];
    await town.gateway.pay(one.content);
    if (wait) await town.untilOrder(one.orderId, 'paid');
    await town.gateway.pay(other.content);
    await town.untilPayment(one.paymentId, 'succeeded');
    await town.untilPayment(other.paymentId, 'succeeded');
    const statuses = [await town.order(one.orderId), await town.order(other.orderId)].map((o) => o.status);
    expect(statuses.sort()).toEqual(['open', 'paid']);
    const payments = await town.booked(one.paymentId, other.paymentId);
    expect(payments.map(({ reason }) => reason).sort()).toEqual(['fine_paid_already', null]);
    const again = await town.call('POST', '/v1/orders', { external_ref: 'again', items });
    expect(again.code).toBe('FINE_ALREADY_PAID');
  });
});

test.each([
  ['the last second of a day', '2026-11-23T23:59:59+08:00', '2026-11-23'],
  [
    'the first second of a day, which is still the day before elsewhere',
    '2026-11-24T00:00:00+08:00',
    '2026-11-24',
  ],
])('money of %s in Beijing is booked on that day', async (_, success_time, day) => {
  const opened = await town.open('wechat');
  await notify('wechat', opened, { success_time });
  const order = await town.untilOrder(opened.orderId, 'paid');
  expect(order.paid_at).toBe(success_time);
  const days = await town.gateway.sql<{ day: string }>(
    `select business_day::text as day from journal where order_id = $1
     union all select business_day::text from channel_transaction where out_trade_no = $2`,
    [opened.orderId, opened.paymentId],
  );
  expect(days).toEqual([{ day }, { day }]);
});
