import type { CreateOrderRequest } from '../../../src/providers/provider';
import { describeProvider } from './contract';
import { AlipayDialect, alipayEnvironment } from './fakes/alipay-dialect';
import { FakeChannel } from './fakes/fake-channel';
import { createProvider, NotificationListener, type World } from './world';

interface AlipayWorld extends World {
  dialect: AlipayDialect;
  channel: FakeChannel;
}

async function openAlipay(): Promise<AlipayWorld> {
  const dialect = new AlipayDialect();
  const channel = new FakeChannel(dialect);
  const { provider, warnings, dispose } = createProvider('alipay', alipayEnvironment(await channel.listen()));
  const listener = new NotificationListener();
  const notifyUrl = await listener.listen();
  return {
    provider,
    notifyUrl,
    warnings,
    dialect,
    channel,
    pay: async (content) => {
      const outTradeNo = content.split('/').at(-1)!;
      const body = dialect.pay(outTradeNo);
      await fetch(dialect.orders.get(outTradeNo)!.notifyUrl, { method: 'POST', body });
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

describeProvider('Alipay', openAlipay);

describe('Alipay on the wire', () => {
  let world: AlipayWorld;
  beforeEach(async () => {
    world = await openAlipay();
  });
  afterEach(() => world.close());

  const order = { outTradeNo: 'pay_0001' };
  const request: CreateOrderRequest = {
    ...order,
    scene: 'qr',
    amountFen: 12_001n,
    description: '护照/通行证=1&2, "急"',
    notifyUrl: 'https://pay.example/v1/notifications/alipay',
    returnUrl: 'https://portal.example/pay/token',
    payer: { payerId: null, payerIp: null },
    expiresAt: new Date('2026-11-24T02:00:00Z'),
  };
  const refund = {
    ...order,
    outRefundNo: 'ref_0001',
    amountFen: 1n,
    totalFen: 1n,
    reason: '多缴',
    notifyUrl: '',
  };

  test('a hundred calls one after the other share their connections', async () => {
    for (let i = 0; i < 100; i++) await world.provider.queryOrder(order);
    expect(world.channel.requests).toHaveLength(100);
    expect(world.channel.sockets.size).toBeLessThanOrEqual(2);
  });

  test('an amount goes over the wire as yuan with two decimals, a subject without forbidden signs', async () => {
    await world.provider.createOrder(request);
    const sent = JSON.parse(new URLSearchParams(world.channel.requests[0]!.body).get('biz_content')!);
    expect(sent).toMatchObject({ total_amount: '120.01', time_expire: '2026-11-24 10:00:00' });
    expect(sent.subject).toBe('护照／通行证＝1＆2， ＂急＂');
  });

  test.each([
    ['40005', 'isv.app-call-limited', 'unavailable'],
    ['40002', 'isv.invalid-signature', 'unavailable'],
    ['40002', 'isv.invalid-timestamp', 'unavailable'],
    ['40002', 'isv.invalid-app-id', 'rejected'],
    ['40006', 'isv.insufficient-isv-permissions', 'rejected'],
    ['40004', 'ACQ.TRADE_NOT_EXIST', 'unavailable'],
    ['10000', '', 'unavailable'],
  ])('an unsigned %s %s is %s to a query and leaves a refund unknown', async (code, sub_code, kind) => {
    world.dialect.gatewayError = { code, sub_code };
    await expect(world.provider.queryOrder(order)).rejects.toMatchObject({ kind });
    world.dialect.gatewayError = { code, sub_code };
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({ kind: 'outcome-unknown' });
  });

  test.each([
    ['ACQ.TRADE_HAS_SUCCESS', 'already-paid'],
    ['ACQ.TRADE_HAS_CLOSE', 'already-closed'],
  ])('a %s to a new order is the answer %s', async (refusal, kind) => {
    world.dialect.refusal = refusal;
    expect(await world.provider.createOrder(request)).toEqual({ kind });
  });

  test('a number that was used for something else is refused, and an operator hears of it', async () => {
    world.dialect.refusal = 'ACQ.CONTEXT_INCONSISTENT';
    const details = { channel_code: 'ACQ.CONTEXT_INCONSISTENT' };
    await expect(world.provider.createOrder(request)).rejects.toMatchObject({ kind: 'rejected', details });
    expect(world.warnings.join()).toContain('ACQ.CONTEXT_INCONSISTENT');
  });

  test('a refund that lacks money may be sent again with the same number, one that came too late may not', async () => {
    world.dialect.refusal = 'ACQ.SELLER_BALANCE_NOT_ENOUGH';
    const details = { channel_code: 'ACQ.SELLER_BALANCE_NOT_ENOUGH', retryable: true };
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({ kind: 'rejected', details });
    world.dialect.refusal = 'ACQ.TRADE_HAS_FINISHED';
    const late = { channel_code: 'ACQ.TRADE_HAS_FINISHED' };
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({
      kind: 'rejected',
      details: late,
    });
  });

  test('a system error leaves a refund unknown and a query for later', async () => {
    world.dialect.refusal = 'ACQ.SYSTEM_ERROR';
    await expect(world.provider.refundOrder(refund)).rejects.toMatchObject({ kind: 'outcome-unknown' });
    await expect(world.provider.queryOrder(order)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a forged node beside the signed one is not read', async () => {
    world.dialect.orders.set(order.outTradeNo, {
      amountFen: 20_000,
      state: 'open',
      notifyUrl: '',
      transactionId: '2026',
      refunds: new Map(),
    });
    world.dialect.pay(order.outTradeNo);
    const answer = world.dialect.answer.bind(world.dialect);
    jest.spyOn(world.dialect, 'answer').mockImplementation((request, trouble) => {
      const genuine = answer(request, trouble);
      const forged =
        '"alipay_trade_query_response":{"code":"10000","out_trade_no":"pay_0001","total_amount":"1.00"}';
      return { ...genuine, body: String(genuine.body).replace('},"sign"', `},${forged},"sign"`) };
    });
    const found = await world.provider.queryOrder(order);
    expect(found).toMatchObject({ status: 'succeeded', facts: [{ amountFen: 20_000n }] });
  });
});
