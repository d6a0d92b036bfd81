import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { createLogger } from '../../../src/log';
import { createGatewayDatabase, type TestDatabase } from '../../support/database';
import { expectInvariants } from '../../support/invariants';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';
import { Messages, send, type Message } from './messages';
import { Town, until, type Channel } from './town';

let messages: Messages;
beforeAll(async () => {
  messages = await Messages.load();
});

describe('while the database is away', () => {
  let database: TestDatabase;
  let wire: TcpProxy;
  let town: Town;
  beforeAll(async () => {
    database = await createGatewayDatabase();
    const url = new URL(database.url);
    const port = Number(url.port);
    wire = await startTcpProxy(() => port);
    url.hostname = '127.0.0.1';
    url.port = String(wire.port);
    town = await Town.open({ databaseUrl: url.href });
    town.gateway.work(['notifications', 'payments']);
  });
  afterAll(async () => {
    await town.close();
    await wire.close();
    await database.drop();
  });

  test.each<[Channel, number, string]>([
    ['wechat', 503, '{"code":"FAIL","message":"失败"}'],
    ['alipay', 503, 'failure'],
  ])(
    'a notification of %s gets a failure, and its repeat is processed afterwards',
    async (channel, status, body) => {
      const opened = await town.open(channel);
      const message =
        channel === 'wechat' ? messages.wechatPayment(opened.paymentId) : messages.alipay(opened.paymentId);
      await wire.cut();
      expect(await send(town.gateway.url, channel, message)).toMatchObject({ status, body });
      await wire.mend();
      const accepted = await until(
        'the repeat to be accepted',
        () => send(town.gateway.url, channel, message),
        (reply) => reply.status < 300,
      );
      expect(accepted.body).toBe(channel === 'wechat' ? '' : 'success');
      await town.untilOrder(opened.orderId, 'paid');
      await expectInvariants(database.url);
    },
  );

  test('the channel repeats until it is back, and then the order is paid', async () => {
    const opened = await town.open('wechat');
    await wire.cut();
    await town.gateway.pay(opened.content);
    const [refusal] = await town.answered(opened.paymentId, 1);
    expect(refusal!.status).toBe(503);
    await wire.mend();
    await town.untilOrder(opened.orderId, 'paid');
    expect(await town.booked(opened.paymentId)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['kept the message', 'insert into inbox'],
    ['booked the money', 'COMMIT'],
  ])('it has %s but its answer was lost: the repeat has no second effect', async (_, said) => {
    const opened = await town.open('wechat');
    const message = messages.wechatPayment(opened.paymentId);
    wire.loseReplyTo(said);
    await send(town.gateway.url, 'wechat', message);
    expect((await send(town.gateway.url, 'wechat', message)).status).toBe(204);
    await town.untilOrder(opened.orderId, 'paid');
    await town.drained();
    expect(await town.booked(opened.paymentId)).toHaveLength(1);
    await expectInvariants(database.url);
  });

  test('a forged message is refused as ever: it needs no database', async () => {
    await wire.cut();
    const forged = { ...messages.wechatPayment('pay_0'), body: '{}' };
    expect((await send(town.gateway.url, 'wechat', forged)).status).toBe(401);
    await wire.mend();
  });
});

describe('between commit and acknowledgement', () => {
  let town: Town;
  beforeAll(async () => {
    town = await Town.open();
    town.gateway.work(['notifications']);
  });
  afterAll(() => town.closeInOrder());

  test('a lost reply leaves the money booked, and the repeat is acknowledged without a second effect', async () => {
    const opened = await town.open('wechat');
    const message = messages.wechatPayment(opened.paymentId);
    await sendAndHangUp(town.gateway.url, message);
    await town.untilOrder(opened.orderId, 'paid');
    expect(await send(town.gateway.url, 'wechat', message)).toMatchObject({ status: 204, body: '' });
    await town.drained();
    expect(await town.booked(opened.paymentId)).toHaveLength(1);
    expect(await town.events(opened.orderId)).toHaveLength(1);
  });
});

/** As a network would that breaks after the request has passed: nobody hears the reply. */
async function sendAndHangUp(gatewayUrl: string, { headers, body }: Message): Promise<void> {
  const { hostname, port } = new URL(gatewayUrl);
  const lines = Object.entries({ ...headers, host: hostname, 'content-length': Buffer.byteLength(body) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve) => {
    socket.write(`POST /v1/notifications/wechat HTTP/1.1\r\n${head}\r\n${body}`, () => resolve());
  });
  socket.destroySoon();
  await new Promise((resolve) => socket.once('close', resolve).resume());
}

describe('what is logged', () => {
  let town: Town;
  let lines: string[];
  beforeAll(async () => {
    lines = [];
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    town = await Town.open({ log: createLogger('debug', stream) });
    town.gateway.work(['notifications', 'payments', 'webhooks']);
  });
  afterAll(() => town.close());

  test.each<[string, (id: string) => [Channel, Message]]>([
    ["another merchant's money", (id) => ['wechat', messages.wechatPayment(id, { mchid: '1900000001' })]],
    ['an amount that is none', (id) => ['wechat', messages.wechatPayment(id, { amount: { total: '1' } })]],
    [
      'a key that we do not have',
      (id) => ['wechat', messages.wechatPayment(id, {}, { apiV3Key: 'x'.repeat(32) })],
    ],
    ["another seller's money", (id) => ['alipay', messages.alipay(id, { seller_id: '2088000000000001' })]],
  ])('a good signature over %s is an alarm', async (_, make) => {
    const opened = await town.open('wechat');
    lines.length = 0;
    await send(town.gateway.url, ...make(opened.paymentId));
    const alarms = lines.map((line) => JSON.parse(line) as { level: number; alarm?: boolean });
    expect(alarms.filter(({ level, alarm }) => level >= 50 && alarm === true)).toHaveLength(1);
  });

  test('money that was set aside is an alarm', async () => {
    const opened = await town.open('wechat');
    lines.length = 0;
    const dollars = messages.wechatPayment(opened.paymentId, { amount: { total: 12_000, currency: 'USD' } });
    await send(town.gateway.url, 'wechat', dollars);
    await town.drained();
    await until(
      'the alarm',
      async () => lines.join(''),
      (text) => text.includes('money set aside') && text.includes(opened.paymentId),
    );
  });

  test('holds no key, no signature, no header and nothing of the payer', async () => {
    const opened = await town.open('wechat', { payer: { name: '欧阳锋的秘密' } });
    for (const kind of ['bad_signature', 'wrong_merchant', 'tamper'])
      await town.fault('wechat', opened, { kind });
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
    for (const [target, kind] of [
      ['create', 'error_after'],
      ['create', 'bad_signature'],
      ['create', 'html_502'],
      ['query', 'unsigned'],
    ] as const) {
      await town.gateway.control('POST', '/faults', { channel: 'alipay', target, kind });
      await town.openPayment(await town.createOrder({ payer: { name: '欧阳锋的秘密' } }), 'alipay');
    }
    const text = lines.join('');
    const environment = town.gateway.sandbox.environment(town.gateway.sandboxUrl);
    const canaries = [
      town.key,
      environment.WECHAT_API_V3_KEY!,
      ...['WECHAT_MCH_PRIVATE_KEY', 'ALIPAY_PRIVATE_KEY'].map((name) => environment[name]!.split('\n')[3]!),
      'WECHATPAY2-SHA256-RSA2048',
      'Wechatpay-Signature',
      '欧阳锋的秘密',
      'oAAA1',
      new URL(town.gateway.databaseUrl).password || 'no password is set',
    ];
    expect(text).toContain('notification refused');
    expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
  });
});
