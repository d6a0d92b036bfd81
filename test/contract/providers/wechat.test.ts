import type { CreateOrderRequest } from '../../../src/providers/provider';
import { describeProvider } from './contract';
import { FakeChannel, type FakeOrder } from './fakes/fake-channel';
import { WechatDialect, wechatEnvironment, wechatSignature } from './fakes/wechat-dialect';
import { createProvider, NotificationListener, type World } from './world';

interface WechatWorld extends World {
  dialect: WechatDialect;
  channel: FakeChannel;
  url: string;
}

async function openWechat(): Promise<WechatWorld> {
  const dialect = new WechatDialect();
  const channel = new FakeChannel(dialect);
  const url = await channel.listen();
  const { provider, warnings, dispose } = createProvider('wechat', wechatEnvironment(url));
  const listener = new NotificationListener();
  const notifyUrl = await listener.listen();
  return {
    provider,
    notifyUrl,
    warnings,
    dialect,
    channel,
    url,
    pay: async (content) => {
      const outTradeNo = content.split('pr=')[1]!;
      const { body, headers } = dialect.pay(outTradeNo);
      await fetch(dialect.orders.get(outTradeNo)!.notifyUrl, { method: 'POST', headers, body });
    },
    nextNotification: () => listener.next(),
    trouble: async (call, trouble) => channel.trouble(call, trouble),
    close: async () => {
      listener.close();
      channel.close();
      dispose();
    },
  };
}

describeProvider('WeChat Pay', openWechat);

describe('WeChat Pay on the wire', () => {
  let world: WechatWorld;
  beforeEach(async () => {
    world = await openWechat();
  });
  afterEach(() => world.close());

  const order = { outTradeNo: 'pay_0001' };
  const request: CreateOrderRequest = {
    ...order,
    scene: 'qr',
    amountFen: 100n,
    description: '停车费',
    notifyUrl: 'https://pay.example/v1/notifications/wechat',
    returnUrl: 'https://portal.example/pay/token',
    payer: { payerId: null, payerIp: null },
    expiresAt: new Date('2026-11-24T02:00:00Z'),
  };
  const refund = {
    ...order,
    outRefundNo: 'ref_0001',
    amountFen: 1n,
    totalFen: 100n,
    reason: '多缴',
    notifyUrl: '',
  };

  test('a hundred calls one after the other share their connections', async () => {
    for (let i = 0; i < 100; i++) await world.provider.queryOrder(order);
    expect(world.channel.requests).toHaveLength(100);
    expect(world.channel.sockets.size).toBeLessThanOrEqual(2);
  });

  test('nothing that was not sent is in doubt', async () => {
    world.channel.close();
    await expect(world.provider.createOrder(request)).rejects.toMatchObject({
      kind: 'unavailable',
      details: { reason: 'ECONNREFUSED' },
    });
  });

  test('an amount goes over the wire as an integer of fen', async () => {
    await world.provider.createOrder({
      ...request,
      amountFen: 12_001n,
      description: '护照工本费'.repeat(40),
    });
    const sent = JSON.parse(world.channel.requests[0]!.body);
    expect(sent).toMatchObject({
      amount: { total: 12_001, currency: 'CNY' },
      time_expire: '2026-11-24T10:00:00+08:00',
    });
    expect(sent.description).toHaveLength(127);
  });

  test.each(['mchid', 'appid', 'out_trade_no', 'amount'])(
    'a verified answer about another %s is no fact',
    async (field) => {
      world.dialect.orders.set(order.outTradeNo, paidOrder());
      world.dialect.overrides = { [field]: field === 'amount' ? { total: 1.5 } : 'other1' };
      const query = world.provider.queryOrder(order);
      await expect(query).rejects.toMatchObject({
        kind: 'unavailable',
        details: { reason: 'UNFIT_CONTENT' },
      });
      expect(world.warnings).toHaveLength(1);
    },
  );

  test.each([
    [400, 'ORDERPAID', 'already-paid'],
    [400, 'ORDER_PAID', 'already-paid'],
    [400, 'ORDER_CLOSED', 'already-closed'],
  ])('a %i %s to a new order is the answer %s', async (status, code, kind) => {
    world.dialect.refusal = { status, code };
    expect(await world.provider.createOrder(request)).toEqual({ kind });
  });

  test.each(['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'ORDERNOTEXIST'])(
    'a 404 %s means that there is no such order',
    async (code) => {
      world.dialect.refusal = { status: 404, code };
      expect(await world.provider.queryOrder(order)).toEqual({ status: 'not-found' });
      expect(await world.provider.closeOrder(order)).toBe('not-found');
    },
  );

  test('a number that was used for something else is refused, and an operator hears of it', async () => {
    world.dialect.refusal = { status: 403, code: 'OUT_TRADE_NO_USED' };
    const details = { channel_code: 'OUT_TRADE_NO_USED' };
    await expect(world.provider.createOrder(request)).rejects.toMatchObject({ kind: 'rejected', details });
    expect(world.warnings.join()).toContain('OUT_TRADE_NO_USED');
  });

  test('a refund that lacks money may be sent again with the same number', async () => {
    world.dialect.refusal = { status: 403, code: 'NOT_ENOUGH' };
    const details = { channel_code: 'NOT_ENOUGH', retryable: true };
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({ kind: 'rejected', details });
  });

  test.each([
    ['SUCCESS', 'succeeded'],
    ['CLOSED', 'closed'],
    ['ABNORMAL', 'abnormal'],
    ['PROCESSING', 'pending'],
    ['ANYTHING', 'pending'],
  ])('a refund in the state %s is %s', async (refundStatus, status) => {
    world.dialect.orders.set(order.outTradeNo, paidOrder());
    world.dialect.refundStatus = refundStatus;
    expect(await world.provider.refundOrder(refund)).toMatchObject({ status });
    expect(await world.provider.queryRefund(refund)).toMatchObject({ status });
    const other = { ...refund, outTradeNo: 'pay_0002' };
    await expect(world.provider.queryRefund(other)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a refund of another amount under the same number is in doubt', async () => {
    world.dialect.orders.set(order.outTradeNo, paidOrder());
    const genuine = world.dialect.answer.bind(world.dialect);
    jest.spyOn(world.dialect, 'answer').mockImplementation((asked, trouble) => {
      const body = String(genuine(asked, trouble).body).replace('"refund":1,', '"refund":2,');
      return { status: 200, headers: wechatSignature(body), body };
    });
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({ kind: 'outcome-unknown' });
  });

  test.each([401, 403, 404, 405, 409])('a bare %i decides nothing', async (status) => {
    world.dialect.refusal = { status, code: 'not a code' };
    await expect(world.provider.createOrder(request)).rejects.toMatchObject({ kind: 'outcome-unknown' });
    await expect(world.provider.queryOrder(order)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({ kind: 'outcome-unknown' });
  });

  test('our own fault is told to the operator, not to the citizen', async () => {
    const other = createProvider('wechat', {
      ...wechatEnvironment('http://127.0.0.1:1'),
      WECHAT_API_BASE_URL: world.url,
      WECHAT_PUBLIC_KEY_ID: 'PUB_KEY_ID_another',
    });
    await expect(other.provider.queryOrder(order)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(other.warnings.join()).toContain('SIGN_ERROR');
    other.dispose();
  });
});

function paidOrder(): FakeOrder {
  return { amountFen: 100, state: 'paid', notifyUrl: '', transactionId: '4200', refunds: new Map() };
}
