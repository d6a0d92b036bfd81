import { createPublicKey, verify } from 'node:crypto';
import { listOf, text } from './json';
import { Stage, until } from './stage';

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

describe('calls to WeChat Pay on request', () => {
  const fault = (kind: string, more: object = {}) =>
    stage.fault({ channel: 'wechat', target: 'create', kind, ...more });
  const order = () => stage.wechat.order('ORDER001', 20_000, stage.inbox.url);
  const exists = async () =>
    listOf((await stage.control('GET', '/trades?out_trade_no=ORDER001')).data).length === 1;

  test.each([
    ['error_before', 500, false],
    ['rate_limited', 429, false],
    ['html_502', 502, false],
    ['redirect', 302, false],
    ['error_after', 500, true],
  ])('%s answers %d', async (kind, status, hasEffect) => {
    await fault(kind);
    const reply = await order();
    expect(reply.status).toBe(status);
    expect(reply.headers.get('wechatpay-signature')).toBeNull();
    expect(await exists()).toBe(hasEffect);
    expect((await order()).status).toBe(200);
  });

  test.each(['unsigned', 'bad_signature', 'stale_timestamp', 'unknown_serial', 'signtest'])(
    '%s: a 200 that must not be believed',
    async (kind) => {
      await fault(kind);
      const reply = await order();
      expect(reply.status).toBe(200);
      expect(stage.wechat.isAuthentic(reply.headers, reply.raw)).toBe(false);
      expect(await exists()).toBe(true);
    },
  );

  test('reset: the order is taken and the connection broken', async () => {
    await fault('reset');
    await expect(order()).rejects.toThrow('fetch failed');
    expect(await exists()).toBe(true);
  });

  test('hang: the order is taken and no answer ever comes', async () => {
    await fault('hang');
    const answer = order().then(
      () => 'answered',
      () => 'gave up',
    );
    await until(exists, 'the order is taken');
    expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'silence'))])).toBe(
      'silence',
    );
  });

  test('truncated_json and huge_body: no JSON, and too much of it', async () => {
    await fault('truncated_json');
    await fault('huge_body', { bytes: 3_000_000 });
    const cut = await order();
    expect(() => JSON.parse(cut.raw.toString())).toThrow();
    expect((await order()).raw.length).toBeGreaterThan(3_000_000);
  });

  test('times: a fault can last', async () => {
    await fault('error_before', { times: 2 });
    expect([(await order()).status, (await order()).status, (await order()).status]).toEqual([500, 500, 200]);
    await fault('error_before', { times: null });
    expect([(await order()).status, (await order()).status]).toEqual([500, 500]);
    await stage.control('DELETE', '/faults');
    expect((await order()).status).toBe(200);
  });

  test('query, close and refund can be disturbed by the number of the order', async () => {
    await payWechat();
    for (const target of ['query', 'close', 'refund']) {
      await stage.fault({ channel: 'wechat', target, kind: 'error_before', out_trade_no: 'ORDER001' });
    }
    expect((await stage.wechat.query('ORDER001')).status).toBe(500);
    expect((await stage.wechat.close('ORDER001')).status).toBe(500);
    expect((await stage.wechat.refund('ORDER001', 'REFUND01', { refund: 1, total: 20_000 })).status).toBe(
      500,
    );
    expect((await stage.wechat.query('ORDER001')).status).toBe(200);
  });
});

describe('calls to Alipay on request', () => {
  const fault = (kind: string, target = 'create') => stage.fault({ channel: 'alipay', target, kind });
  const order = () =>
    stage.alipay.call('alipay.trade.precreate', {
      biz: { out_trade_no: 'ORDER001', total_amount: '1.00', subject: 'x' },
    });
  const exists = async () => listOf((await stage.control('GET', '/trades?channel=alipay')).data).length === 1;

  test.each([
    ['error_before', '20000', true, false],
    ['error_after', '20000', true, true],
    ['rate_limited', '40005', false, false],
  ])('%s answers %s', async (kind, code, isSigned, hasEffect) => {
    await fault(kind);
    expect(await order()).toMatchObject({ status: 200, isSigned, node: { code } });
    expect(await exists()).toBe(hasEffect);
  });

  test('unsigned and bad_signature: answers that must not be believed', async () => {
    await fault('unsigned');
    await fault('bad_signature');
    expect(await order()).toMatchObject({ isSigned: false, node: { code: '10000' } });
    expect(await order()).toMatchObject({ isSigned: true, isAuthentic: false, node: { code: '10000' } });
  });

  test('html_502 and reset', async () => {
    await fault('html_502');
    await fault('reset');
    expect((await order()).status).toBe(502);
    await expect(order()).rejects.toThrow('fetch failed');
    expect(await exists()).toBe(true);
  });
});

describe('a fault that cannot be', () => {
  test.each([
    [{ channel: 'wechat', target: 'create', kind: 'lose' }, 'kind'],
    [{ channel: 'wechat', target: 'nothing', kind: 'lose' }, 'target'],
    [{ channel: 'cash', target: 'create', kind: 'hang' }, 'channel'],
    [{ channel: 'alipay', target: 'notification', kind: 'signtest' }, 'WeChat'],
    [{ channel: 'alipay', target: 'statement', kind: 'wrong_hash' }, 'hash'],
    [{ channel: 'wechat', target: 'create', kind: 'hang', times: 0 }, 'times'],
  ])('%j is refused with the reason', async (fault, reason) => {
    const reply = await stage.tryControl('POST', '/faults', fault);
    expect(reply.status).toBe(400);
    expect(text(reply.body.message)).toContain(reason);
  });
});
