import { createPublicKey, verify } from 'node:crypto';
import { listOf, text } from './json';
import { Stage } from './stage';
import { until } from './until';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const notificationFault = (channel: string, kind: string, more: object = {}) =>
  stage.fault({ channel, target: 'notification', kind, ...more });
const payWechat = async (no = 'ORDER001') => stage.pay(await stage.wechatOrder(no));
const payAlipay = async (no = 'ORDER001') => stage.pay(await stage.alipayOrder(no));

describe('notifications on request', () => {
  test.each(['wechat', 'alipay'])(
    'lose: the first of %s does not come, the next on the ladder does',
    async (channel) => {
      await notificationFault(channel, 'lose');
      await (channel === 'wechat' ? payWechat() : payAlipay());
      await stage.inbox.wait(1);
      const log = await stage.deliveries('ORDER001');
      expect(log[0]).toMatchObject({ try: 1, fault: 'lose', status: null });
      expect(log[1]).toMatchObject({ try: 2, fault: null });
    },
  );

  test('duplicate: the same bytes come several times at once', async () => {
    await notificationFault('wechat', 'duplicate', { n: 5 });
    await payWechat();
    const messages = await stage.inbox.wait(5);
    expect(new Set(messages.map(({ body }) => body)).size).toBe(1);
  });

  test('delay: it comes later', async () => {
    await notificationFault('wechat', 'delay', { ms: 120 });
    await payWechat();
    await payWechat('ORDER002');
    const messages = await stage.inbox.wait(2);
    const numbers = messages.map((message) => text(stage.wechat.read(message).plaintext!.out_trade_no));
    expect(numbers).toEqual(['ORDER002', 'ORDER001']);
  });

  test('reorder: it comes after the next one', async () => {
    await notificationFault('alipay', 'reorder');
    await payAlipay();
    await payAlipay('ORDER002');
    const messages = await stage.inbox.wait(2);
    expect(messages.map((message) => stage.alipay.read(message).out_trade_no)).toEqual([
      'ORDER002',
      'ORDER001',
    ]);
  });

  test.each(['ciphertext', 'tag', 'associated_data'])(
    'tamper %s: the signature is right, the seal is broken',
    async (part) => {
      await notificationFault('wechat', 'tamper', { part });
      await payWechat();
      const [message] = await stage.inbox.wait(1);
      expect(stage.wechat.isAuthentic(message!.headers, message!.body)).toBe(true);
      expect(() => stage.wechat.read(message!)).toThrow();
    },
  );

  test('tamper amount: whoever does not check the tag reads another total', async () => {
    await notificationFault('wechat', 'tamper', { part: 'amount' });
    await payWechat();
    const [message] = await stage.inbox.wait(1);
    expect(() => stage.wechat.read(message!)).toThrow();
    const { resource } = JSON.parse(message!.body);
    expect(stage.wechat.openCarelessly(resource)).toContain('"total":90000');
  });

  test('tamper at Alipay: the amount is not the one that was signed', async () => {
    await notificationFault('alipay', 'tamper');
    await payAlipay();
    const [message] = await stage.inbox.wait(1);
    expect(new URLSearchParams(message!.body).get('total_amount')).toBe('9120.00');
    expect(() => stage.alipay.read(message!)).toThrow('not authentic');
  });

  test.each(['bad_signature', 'stale_timestamp', 'signtest', 'unknown_serial'])(
    '%s at WeChat Pay is not authentic, the repeat is',
    async (kind) => {
      await notificationFault('wechat', kind);
      stage.inbox.answer = (message) =>
        stage.wechat.isAuthentic(message.headers, message.body)
          ? { status: 200, body: '' }
          : { status: 401, body: '' };
      await payWechat();
      const [first, second] = await stage.inbox.wait(2);
      expect(stage.wechat.isAuthentic(first!.headers, first!.body)).toBe(false);
      expect(stage.wechat.isAuthentic(second!.headers, second!.body)).toBe(true);
      if (kind === 'signtest')
        expect(first!.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
    },
  );

  test.each(['bad_signature', 'unknown_serial'])('%s at Alipay is not authentic', async (kind) => {
    await notificationFault('alipay', kind);
    await payAlipay();
    const [message] = await stage.inbox.wait(1);
    expect(() => stage.alipay.read(message!)).toThrow('not authentic');
  });

  test('weak_signature: Alipay signs with SHA-1, rightly', async () => {
    await notificationFault('alipay', 'weak_signature');
    await payAlipay();
    const [message] = await stage.inbox.wait(1);
    const { sign, sign_type: signType, ...signed } = Object.fromEntries(new URLSearchParams(message!.body));
    const content = Object.entries(signed)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${k}=${v}`)
      .join('&');
    expect(signType).toBe('RSA');
    expect(
      verify(
        'sha1',
        Buffer.from(content),
        createPublicKey(stage.env.ALIPAY_PUBLIC_KEY!),
        Buffer.from(sign!, 'base64'),
      ),
    ).toBe(true);
  });

  test.each(['wechat', 'alipay'])(
    'forged_copy_first: a forgery under the name of %s, then the real one',
    async (channel) => {
      await notificationFault(channel, 'forged_copy_first');
      await (channel === 'wechat' ? payWechat() : payAlipay());
      const [forged, real] = await stage.inbox.wait(2);
      const read = (message: typeof forged) =>
        channel === 'wechat' ? stage.wechat.read(message!) : stage.alipay.read(message!);
      expect(() => read(forged)).toThrow('not authentic');
      expect(read(real)).toBeTruthy();
    },
  );

  test('wrong_merchant: all is in order except whose money it is', async () => {
    await notificationFault('wechat', 'wrong_merchant');
    await notificationFault('alipay', 'wrong_merchant');
    await payWechat();
    const [wechat] = await stage.inbox.wait(1);
    expect(stage.wechat.read(wechat!).plaintext!.mchid).not.toBe(stage.env.WECHAT_MCH_ID);
    await payAlipay('ORDER002');
    const [, alipay] = await stage.inbox.wait(2);
    expect(stage.alipay.read(alipay!).seller_id).not.toBe(stage.env.ALIPAY_SELLER_ID);
  });

  test('old_certificate and new_id: what a merchant must also live with', async () => {
    await notificationFault('wechat', 'old_certificate');
    await payWechat();
    const [message] = await stage.inbox.wait(1);
    expect(message!.headers['wechatpay-serial']).not.toBe(stage.env.WECHAT_PUBLIC_KEY_ID);
    expect(stage.wechat.read(message!)).toBeTruthy();
    await notificationFault('wechat', 'new_id');
    await notificationFault('wechat', 'wrong_currency');
    stage.inbox.answer = () => ({ status: stage.inbox.received.length < 3 ? 500 : 200, body: '' });
    await payWechat('ORDER002');
    const [, first, second] = (await stage.inbox.wait(3)).map((each) => stage.wechat.read(each));
    expect(first!.id).not.toBe(second!.id);
    expect(second!.plaintext!.amount).toMatchObject({ currency: 'USD' });
  });

  test('replay: the very same bytes once more', async () => {
    await payWechat();
    await until(async () => (await stage.deliveries('ORDER001')).length === 1, 'one delivery');
    const [delivery] = await stage.deliveries('ORDER001');
    expect(await stage.control('POST', '/replay', { delivery_id: text(delivery!.id) })).toMatchObject({
      status: 200,
      fault: 'replay',
    });
    const [first, second] = stage.inbox.received;
    expect(second!.body).toBe(first!.body);
    expect(second!.headers['wechatpay-signature']).toBe(first!.headers['wechatpay-signature']);
  });

  test('a fault for one order leaves the others alone', async () => {
    await notificationFault('wechat', 'bad_signature', { out_trade_no: 'ORDER002' });
    await payWechat();
    const [message] = await stage.inbox.wait(1);
    expect(stage.wechat.read(message!)).toBeTruthy();
    expect(listOf((await stage.control('GET', '/faults')).data)).toHaveLength(1);
  });
});
