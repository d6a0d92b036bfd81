import { digits, formOf, Messages, send } from './messages';
import { Town, type Channel, type Opened } from './town';

const REFUSED = { wechat: [401, '{"code":"FAIL","message":"失败"}'], alipay: [400, 'failure'] } as const;
const ACCEPTED = { wechat: [204, ''], alipay: [200, 'success'] } as const;

let town: Town;
let messages: Messages;
beforeAll(async () => {
  [town, messages] = await Promise.all([Town.open(), Messages.load()]);
  town.gateway.work(['notifications']);
});
afterAll(() => town.closeInOrder());

const expectUntouched = async ({ orderId, paymentId }: Opened) => {
  await town.drained();
  expect(await town.facts(paymentId)).toEqual([]);
  expect(await town.booked(paymentId)).toEqual([]);
  expect((await town.order(orderId)).status).toBe('open');
};

describe('a notification that is not authentic', () => {
  test.each<[Channel, string, object]>([
    ['wechat', 'a garbage signature', { kind: 'bad_signature' }],
    ['wechat', 'a serial that nobody knows', { kind: 'unknown_serial' }],
    ['wechat', 'a signature of more than five minutes ago', { kind: 'stale_timestamp' }],
    ['wechat', 'a signature test', { kind: 'signtest' }],
    ['wechat', 'an altered ciphertext under a good signature', { kind: 'tamper', part: 'ciphertext' }],
    ['wechat', 'another amount in the ciphertext', { kind: 'tamper', part: 'amount' }],
    ['wechat', 'an altered tag under a good signature', { kind: 'tamper', part: 'tag' }],
    ['wechat', 'another context under a good signature', { kind: 'tamper', part: 'associated_data' }],
    ['wechat', "another merchant's money", { kind: 'wrong_merchant' }],
    ['alipay', 'a garbage signature', { kind: 'bad_signature' }],
    ['alipay', 'a signature of a foreign key', { kind: 'unknown_serial' }],
    ['alipay', 'another amount than was signed', { kind: 'tamper' }],
    ['alipay', 'a SHA-1 signature', { kind: 'weak_signature' }],
    ['alipay', "another merchant's money", { kind: 'wrong_merchant' }],
  ])('%s with %s is refused, and the genuine one that follows settles', async (channel, _, fault) => {
    const opened = await town.open(channel);
    await town.fault(channel, opened, { ...fault });
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
    const [first, second] = await town.answered(opened.paymentId, 2);
    expect([first!.status, first!.body]).toEqual(REFUSED[channel]);
    expect([second!.status, second!.body]).toEqual(ACCEPTED[channel]);
    expect(await town.booked(opened.paymentId)).toMatchObject([
      { amount_fen: '12000', disposition: 'settled' },
    ]);
  });

  test.each<Channel>(['wechat', 'alipay'])(
    'a forged copy that comes first on %s does not take the place of the genuine one',
    async (channel) => {
      const opened = await town.open(channel);
      await town.fault(channel, opened, { kind: 'forged_copy_first' });
      await town.gateway.pay(opened.content);
      await town.untilOrder(opened.orderId, 'paid');
      const answers = await town.answered(opened.paymentId, 2);
      expect(answers.map(({ status, body }) => [status, body])).toEqual([
        REFUSED[channel],
        ACCEPTED[channel],
      ]);
      expect(await town.facts(opened.paymentId)).toHaveLength(1);
    },
  );

  test('a message that is signed for the future is refused', async () => {
    const opened = await town.open('wechat');
    const signedAt = new Date(Date.now() + 301_000);
    const message = messages.wechatPayment(opened.paymentId, {}, { signedAt });
    expect(await send(town.gateway.url, 'wechat', message)).toMatchObject({ status: 401 });
    await expectUntouched(opened);
  });

  test.each([
    ['another app', { appid: 'wx0000000000000001' }],
    ['another merchant', { mchid: '1900000001' }],
    ['a sub-merchant', { sub_mchid: '1900000002' }],
    ['nobody', { mchid: undefined, appid: undefined }],
  ])('WeChat Pay: money of %s is refused', async (_, content) => {
    const opened = await town.open('wechat');
    const message = messages.wechatPayment(opened.paymentId, content);
    expect((await send(town.gateway.url, 'wechat', message)).status).toBe(401);
    await expectUntouched(opened);
  });

  test.each([
    ['another app', { app_id: '2021000000000001' }],
    ['another seller', { seller_id: '2088000000000001' }],
    ['no seller', { seller_id: undefined }],
    ['the algorithm SHA-1', { sign_type: 'RSA' }],
    ['an algorithm that there is not', { sign_type: 'evil' }],
    ['a character set that hides its bytes', { charset: 'gbk' }],
  ])('Alipay: a message that names %s is refused', async (_, content) => {
    const opened = await town.open('alipay');
    const reply = await send(town.gateway.url, 'alipay', messages.alipay(opened.paymentId, content));
    expect(reply).toMatchObject({ status: 400, body: 'failure' });
    await expectUntouched(opened);
  });

  test.each([
    ['a name twice', 'total_amount=9120.00'],
    ['the algorithm as a list', 'sign_type[]=RSA2'],
    ['the algorithm twice', 'sign_type=RSA2'],
    ['a field that nobody signed', 'extra=1'],
    ['the prototype of all objects', '__proto__[sign_type]=RSA2'],
  ])('Alipay: a message with %s is refused and harms nothing', async (_, tail) => {
    const opened = await town.open('alipay');
    const genuine = messages.alipay(opened.paymentId);
    const reply = await send(town.gateway.url, 'alipay', { ...genuine, body: `${genuine.body}&${tail}` });
    expect(reply).toMatchObject({ status: 400, body: 'failure' });
    await expectUntouched(opened);
  });

  test.each([
    ['nothing', {}, ''],
    ['JSON without a signature', { 'content-type': 'application/json' }, '{"id":"1"}'],
    [
      'XML with an external entity',
      { 'content-type': 'text/xml' },
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><return_code>&e;</return_code></xml>',
    ],
    ['bytes that are no text', { 'content-type': 'application/octet-stream' }, '\u0000\ufffd\u0001'],
  ])('%s is answered with a refusal on both channels', async (_, headers, body) => {
    const replies = await Promise.all(
      (['wechat', 'alipay'] as const).map((channel) => send(town.gateway.url, channel, { headers, body })),
    );
    expect(replies.map((reply) => [reply.status, reply.body])).toEqual([REFUSED.wechat, REFUSED.alipay]);
  });

  test('signed text that is not JSON, or not a notification, is refused', async () => {
    for (const body of ['<xml/>', 'null', '[]', '{"id":1}', '']) {
      expect((await send(town.gateway.url, 'wechat', messages.signedWechat(body))).status).toBe(401);
    }
  });

  test('a body over the limit is not read', async () => {
    const message = messages.signedWechat(JSON.stringify({ id: 'x'.repeat(300_000) }));
    expect((await send(town.gateway.url, 'wechat', message)).status).toBe(413);
  });

  test('a channel that there is not has no address', async () => {
    expect((await send(town.gateway.url, 'cash', formOf([]))).status).toBe(404);
  });
});

describe('a notification that is authentic', () => {
  test('gets from WeChat Pay the empty reply that it expects, and from Alipay the seven letters', async () => {
    const [onWechat, onAlipay] = [await town.open('wechat'), await town.open('alipay')];
    const wechat = await send(town.gateway.url, 'wechat', messages.wechatPayment(onWechat.paymentId));
    const alipay = await send(town.gateway.url, 'alipay', messages.alipay(onAlipay.paymentId));
    expect(wechat).toMatchObject({ status: 204, body: '' });
    expect(alipay).toMatchObject({ status: 200, body: 'success' });
    expect(alipay.type).toMatch(/^text\/plain/);
    await town.untilOrder(onWechat.orderId, 'paid');
    await town.untilOrder(onAlipay.orderId, 'paid');
  });

  test.each<Channel>(['wechat', 'alipay'])(
    'that comes again byte for byte on %s is acknowledged and changes nothing',
    async (channel) => {
      const opened = await town.open(channel);
      await town.gateway.pay(opened.content);
      await town.untilOrder(opened.orderId, 'paid');
      const [delivery] = await town.answered(opened.paymentId, 1);
      const again = (await town.gateway.control('POST', '/replay', { delivery_id: delivery!.id })) as object;
      expect(again).toMatchObject({ status: ACCEPTED[channel][0], body: ACCEPTED[channel][1] });
      await town.drained();
      expect(await town.booked(opened.paymentId)).toHaveLength(1);
      expect(await town.events(opened.orderId)).toHaveLength(1);
    },
  );

  test('that WeChat Pay repeats under another id is the same fact', async () => {
    const opened = await town.open('wechat');
    const paid = { transaction_id: `42000020261124${digits(14)}` };
    await send(town.gateway.url, 'wechat', messages.wechatPayment(opened.paymentId, paid));
    await send(town.gateway.url, 'wechat', messages.wechatPayment(opened.paymentId, paid));
    await town.untilOrder(opened.orderId, 'paid');
    expect(await town.facts(opened.paymentId)).toHaveLength(1);
  });

  test('while the key changes, messages of the old certificate and of the new key are both believed', async () => {
    const [old, recent] = [await town.open('wechat'), await town.open('wechat')];
    await town.fault('wechat', old, { kind: 'old_certificate' });
    await Promise.all([town.gateway.pay(old.content), town.gateway.pay(recent.content)]);
    await town.untilOrder(old.orderId, 'paid');
    await town.untilOrder(recent.orderId, 'paid');
    const serials = [await town.answered(old.paymentId, 1), await town.answered(recent.paymentId, 1)].map(
      ([delivery]) => (delivery!.request as { headers: Record<string, string> }).headers['Wechatpay-Serial'],
    );
    const { wechatPlatformSerialNo, wechatPublicKeyId } = messages.keys.identity;
    expect(serials).toEqual([wechatPlatformSerialNo, wechatPublicKeyId]);
  });
});
