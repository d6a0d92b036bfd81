import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, type Gateway } from '../../support/gateway';
import { Messages, send } from './messages';
import { Town, until, type Channel, type Json } from './town';

let town: Town;
let messages: Messages;
/** Other processes on the same database. */
const others: Gateway[] = [];
beforeAll(async () => {
  [town, messages] = await Promise.all([Town.open(), Messages.load()]);
  town.gateway.work(['notifications', 'payments', 'webhooks']);
});
afterEach(() => Promise.all(others.splice(0).map((other) => other.close())));
afterAll(() => town.closeInOrder());

const startAnother = async (): Promise<Gateway> => {
  const other = await startGateway({ databaseUrl: town.gateway.databaseUrl });
  others.push(other);
  return other;
};

/** The trade that came into being last on a channel: the test knows no number of ours yet. */
const newestTrade = async (channel: Channel, known: ReadonlySet<unknown>): Promise<Json> => {
  const read = async () =>
    ((await town.gateway.control('GET', `/trades?channel=${channel}`)) as { data: Json[] }).data.find(
      (trade) => !known.has(trade.out_trade_no),
    );
  return (await until('a new trade', read, (trade) => trade !== undefined)) as Json;
};
const tradeNumbers = async (channel: Channel) => {
  const { data } = (await town.gateway.control('GET', `/trades?channel=${channel}`)) as { data: Json[] };
  return new Set<unknown>(data.map((trade) => trade.out_trade_no));
};

describe('messages that come at the wrong moment', () => {
  test.each<[Channel, string, string]>([
    ['wechat', 'before the answer to the opening', 'delay'],
    ['alipay', 'before the answer to the opening', 'delay'],
    ['wechat', 'while the answer to the opening was lost', 'reset'],
    ['alipay', 'while the answer to the opening was lost', 'reset'],
  ])('on %s, a payment %s is booked, and the late answer changes nothing', async (channel, _, kind) => {
    const known = await tradeNumbers(channel);
    await town.gateway.control('POST', '/faults', { channel, target: 'create', kind, ms: 700 });
    const orderId = await town.createOrder();
    const opening = town.openPayment(orderId, channel);
    const trade = await newestTrade(channel, known);
    await town.gateway.pay(String(trade.code));
    await town.untilOrder(orderId, 'paid');
    const answer = await opening;
    if (kind === 'delay') expect(answer).toMatchObject({ http: 201, status: 'succeeded' });
    else expect(answer).toMatchObject({ http: 503, code: 'PAYMENT_OUTCOME_UNKNOWN' });
    expect(await town.payment(String(trade.out_trade_no))).toMatchObject({
      status: 'succeeded',
      disposition: 'settled',
    });
  });

  test('a stale "not paid" that arrives after the payment does not take it back', async () => {
    const opened = await town.open('wechat');
    await town.fault('wechat', opened, { target: 'query', kind: 'delay', ms: 600 });
    // A message with another amount makes the worker ask; its answer was given before the payer paid.
    const doubtful = { amount: { total: 1, currency: 'CNY' } };
    await send(town.gateway.url, 'wechat', messages.wechatPayment(opened.paymentId, doubtful));
    const faults = async () => ((await town.gateway.control('GET', '/faults')) as { data: Json[] }).data;
    await until('the question to be on its way', faults, (left) => left.length === 0);
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
    await sleep(700);
    expect(await town.payment(opened.paymentId)).toMatchObject({ status: 'succeeded' });
    const moves = await town.gateway.sql('select from status_change where subject_id = $1', [
      opened.paymentId,
    ]);
    expect(moves).toHaveLength(1);
  });

  test('messages that overtake each other are each booked', async () => {
    const [one, other] = [await town.open('wechat'), await town.open('wechat')];
    await town.fault('wechat', one, { kind: 'reorder' });
    await town.gateway.pay(one.content);
    await town.gateway.pay(other.content);
    await town.untilOrder(one.orderId, 'paid');
    await town.untilOrder(other.orderId, 'paid');
  });
});

describe('closing and paying', () => {
  test('money that arrives after the order was closed waits in suspense and is told of', async () => {
    const opened = await town.open('wechat');
    expect(await town.call('POST', `/v1/orders/${opened.orderId}/close`)).toMatchObject({ status: 'closed' });
    await town.gateway.pay(opened.content, { force: true });
    const payment = await town.untilPayment(opened.paymentId, 'succeeded');
    expect(payment).toMatchObject({ disposition: 'suspense', reason: 'order_closed' });
    expect((await town.order(opened.orderId)).status).toBe('closed');
    expect(await town.booked(opened.paymentId)).toMatchObject([
      { amount_fen: '12000', disposition: 'suspense', reason: 'order_closed' },
    ]);
    const types = (await town.events(opened.orderId)).map(({ type }) => type);
    expect(types).toEqual(['order.closed', 'payment.suspended']);
  });

  test('Alipay: a code that nobody scanned cannot be closed, so what is paid on it later is kept', async () => {
    const opened = await town.open('alipay');
    await town.call('POST', `/v1/orders/${opened.orderId}/close`);
    expect((await town.payment(opened.paymentId)).status).toBe('pending');
    await town.gateway.pay(opened.content);
    expect(await town.untilPayment(opened.paymentId, 'succeeded')).toMatchObject({ reason: 'order_closed' });
  });

  test.each<Channel>(['wechat', 'alipay'])(
    'an order on %s whose payment was not heard of is paid by the attempt to close it',
    async (channel) => {
      const opened = await town.open(channel);
      await town.fault(channel, opened, { kind: 'lose', times: null });
      await town.gateway.pay(opened.content);
      const answer = await town.call('POST', `/v1/orders/${opened.orderId}/close`);
      expect(answer).toMatchObject({ http: 409, code: 'ORDER_NOT_OPEN', status: expect.anything() });
      expect((await town.order(opened.orderId)).status).toBe('paid');
      expect(await town.booked(opened.paymentId)).toMatchObject([{ disposition: 'settled' }]);
    },
  );

  test('of a payer and a service at the same moment one wins, and no fen is lost', async () => {
    const pairs = await Promise.all(Array.from({ length: 8 }, () => town.open('wechat')));
    await Promise.all(
      pairs.flatMap(({ orderId, content }) => [
        town.call('POST', `/v1/orders/${orderId}/close`),
        town.gateway.pay(content).catch(() => null),
      ]),
    );
    for (const { orderId, paymentId } of pairs) {
      const { status } = await until(
        `an end of ${orderId}`,
        () => town.order(orderId),
        (order) => order.status !== 'open',
      );
      const paid = (await town.gateway.control('GET', `/trades?out_trade_no=${paymentId}`)) as {
        data: Json[];
      };
      if (paid.data[0]!.status === 'paid') await town.untilPayment(paymentId, 'succeeded');
      const booked = await town.booked(paymentId);
      expect(booked).toHaveLength(paid.data[0]!.status === 'paid' ? 1 : 0);
      expect(booked.filter(({ disposition }) => disposition === 'settled')).toHaveLength(
        status === 'paid' ? 1 : 0,
      );
    }
  });
});

describe('what Alipay says of a trade', () => {
  const tell = (paymentId: string, content: Record<string, string | undefined>) =>
    send(town.gateway.url, 'alipay', messages.alipay(paymentId, content));

  test('finished is paid', async () => {
    const opened = await town.open('alipay');
    await tell(opened.paymentId, { trade_status: 'TRADE_FINISHED' });
    await town.untilOrder(opened.orderId, 'paid');
  });

  test('closed without a refund is an end of the payment, and the order can be paid again', async () => {
    const opened = await town.open('alipay');
    const closed = { trade_status: 'TRADE_CLOSED', gmt_close: '2026-11-24 10:00:00', gmt_payment: undefined };
    await tell(opened.paymentId, closed);
    await town.untilPayment(opened.paymentId, 'closed');
    expect((await town.order(opened.orderId)).status).toBe('open');
    const again = await town.openOn(opened.orderId, 'alipay');
    expect(again.paymentId).not.toBe(opened.paymentId);
    await town.gateway.pay(again.content);
    await town.untilOrder(opened.orderId, 'paid');
  });

  test('closed after it was paid does not take the payment back', async () => {
    const opened = await town.open('alipay');
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
    await tell(opened.paymentId, { trade_status: 'TRADE_CLOSED', gmt_close: '2026-11-24 10:00:00' });
    await town.drained();
    expect((await town.payment(opened.paymentId)).status).toBe('succeeded');
  });

  test('waiting for the payer is no news', async () => {
    const opened = await town.open('alipay');
    expect(await tell(opened.paymentId, { trade_status: 'WAIT_BUYER_PAY' })).toMatchObject({
      body: 'success',
    });
    expect(await town.facts(opened.paymentId)).toEqual([]);
  });
});

describe('the same message many times at once', () => {
  test.each<Channel>(['wechat', 'alipay'])(
    'on %s at two gateways of one database is one journal, one event and one webhook',
    async (channel) => {
      const second = await startAnother();
      second.work(['notifications', 'webhooks']);
      const opened = await town.open(channel);
      const message =
        channel === 'wechat' ? messages.wechatPayment(opened.paymentId) : messages.alipay(opened.paymentId);
      const urls = [town.gateway.url, second.url];
      const replies = await Promise.all(
        Array.from({ length: 40 }, (_, i) => send(urls[i % 2] ?? '', channel, message)),
      );
      expect(new Set(replies.map(({ status }) => status))).toEqual(
        new Set([channel === 'wechat' ? 204 : 200]),
      );
      await town.untilOrder(opened.orderId, 'paid');
      await town.drained();
      const read = async () => town.webhooks(opened.orderId);
      expect(await until('the webhook', read, (types) => types.length > 0)).toEqual(['order.paid']);
      expect(await town.booked(opened.paymentId)).toHaveLength(1);
      expect(await town.events(opened.orderId)).toHaveLength(1);
      const { data } = await town.call('GET', `/v1/ledger/journals?order=${opened.orderId}`);
      expect(data).toHaveLength(1);
    },
  );

  test('and different messages about one payment, worked on in one batch, book each movement once', async () => {
    const second = await startAnother();
    const opened = await town.open('wechat');
    const other = await town.openOn(opened.orderId, 'alipay');
    await Promise.all([
      send(second.url, 'wechat', messages.wechatPayment(opened.paymentId)),
      send(second.url, 'alipay', messages.alipay(other.paymentId)),
      send(second.url, 'wechat', messages.wechatPayment(opened.paymentId)),
    ]);
    await town.drained();
    const booked = [...(await town.booked(opened.paymentId)), ...(await town.booked(other.paymentId))];
    expect(booked.filter(({ disposition }) => disposition === 'settled')).toHaveLength(1);
    expect(booked).toHaveLength(3);
  });
});
