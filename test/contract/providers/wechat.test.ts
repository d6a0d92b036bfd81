import { describeProvider } from './contract';
import { FakeChannel } from './fakes/fake-channel';
import { WechatDialect, wechatEnvironment } from './fakes/wechat-dialect';
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

  test('a hundred calls one after the other share their connections', async () => {
    for (let i = 0; i < 100; i++) await world.provider.queryOrder(order);
    expect(world.channel.requests).toHaveLength(100);
    expect(world.channel.sockets.size).toBeLessThanOrEqual(2);
  });

  test('nothing that was not sent is in doubt', async () => {
    world.channel.close();
    const create = world.provider.createOrder({
      ...order,
      scene: 'qr',
      amountFen: 1n,
      description: '停车费',
      notifyUrl: world.notifyUrl,
      expiresAt: new Date(),
    });
    await expect(create).rejects.toMatchObject({ kind: 'unavailable', details: { reason: 'ECONNREFUSED' } });
  });

  test('an amount goes over the wire as an integer of fen', async () => {
    await world.provider.createOrder({
      ...order,
      scene: 'qr',
      amountFen: 12_001n,
      description: '护照工本费'.repeat(40),
      notifyUrl: 'https://pay.example/v1/notifications/wechat',
      expiresAt: new Date('2026-11-24T02:00:00Z'),
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

function paidOrder() {
  return { amountFen: 100, state: 'paid', notifyUrl: '', transactionId: '4200', refunds: new Map() } as const;
}
