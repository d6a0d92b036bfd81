import { listOf, text } from './json';
import { Stage } from './stage';
import { until } from './until';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const payWechat = async (no = 'ORDER001') => stage.pay(await stage.wechatOrder(no));

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
