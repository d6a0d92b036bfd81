import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listOf, text } from './json';
import type { KnownFault } from '../../../src/sandbox/fault-names';
import { Stage } from './stage';

const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());
beforeEach(() => stage.reset());

describe('the payer', () => {
  test('cannot scan what the sandbox did not make', async () => {
    expect(await stage.tryControl('POST', '/scan', { content: 'weixin://wxpay/other' })).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_CODE' },
    });
    expect(await stage.tryControl('POST', '/scan', {})).toMatchObject({
      status: 400,
      body: { code: 'INVALID' },
    });
  });

  test('pays once', async () => {
    const content = await stage.wechatOrder('ORDER001');
    await stage.pay(content);
    expect(await stage.tryControl('POST', '/pay', { content })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_PAID' },
    });
  });

  test('can pay by the number of the order, without the code', async () => {
    await stage.alipayOrder('ORDER001');
    const paid = await stage.control('POST', '/pay', { channel: 'alipay', out_trade_no: 'ORDER001' });
    expect(paid).toMatchObject({ status: 'paid', amount: 12_000 });
  });

  test('can be made to pay another amount at another time, or after the close', async () => {
    const wrong = await stage.pay(await stage.wechatOrder('ORDER001'), {
      amount: 19_999,
      at: '2026-11-01T12:00:00+08:00',
    });
    expect(wrong).toMatchObject({
      amount: 19_999,
      ordered_amount: 20_000,
      paid_at: '2026-11-01T12:00:00+08:00',
    });
    const content = await stage.wechatOrder('ORDER002');
    await stage.wechat.close('ORDER002');
    expect(await stage.pay(content, { force: true })).toMatchObject({ status: 'paid' });
    const [, late] = await stage.inbox.wait(2);
    expect(stage.wechat.read(late!).plaintext).toMatchObject({
      out_trade_no: 'ORDER002',
      trade_state: 'SUCCESS',
    });
  });

  test.each([{ amount: 0 }, { amount: 1.5 }, { amount: '100' }, { at: 'yesterday' }])(
    'is refused %j',
    async (more) => {
      const content = await stage.wechatOrder('ORDER001');
      expect((await stage.tryControl('POST', '/pay', { content, ...more })).status).toBe(400);
    },
  );
});

test('a refund of the channel itself is told of, and never exceeds the payment', async () => {
  await stage.pay(await stage.wechatOrder('ORDER001'));
  const ask = (amount: number) =>
    stage.tryControl('POST', '/refund', { channel: 'wechat', out_trade_no: 'ORDER001', amount });
  expect((await ask(20_001)).status).toBe(409);
  expect(await ask(500)).toMatchObject({ status: 201, body: { amount: 500, fee: 3 } });
  const messages = await stage.inbox.wait(2);
  expect(stage.wechat.read(messages[1]!)).toMatchObject({
    event_type: 'REFUND.SUCCESS',
    plaintext: { amount: { refund: 500 } },
  });
});

test('the fee comes back with refunds in parts that never exceed it', async () => {
  await stage.pay(await stage.wechatOrder('ORDER001', 84));
  const refund = () =>
    stage.control('POST', '/refund', { channel: 'wechat', out_trade_no: 'ORDER001', amount: 28 });
  const fees = [await refund(), await refund(), await refund()].map(({ fee }) => fee);
  expect(fees).toEqual([0, 1, 0]);
});

describe('the books', () => {
  test('hold a day of each channel with its totals', async () => {
    await stage.pay(await stage.wechatOrder('ORDER001'), { at: '2026-11-23T23:59:59+08:00' });
    await stage.pay(await stage.wechatOrder('ORDER002'), { at: '2026-11-24T00:00:00+08:00' });
    const { data } = await stage.control('GET', '/books?business_day=2026-11-23');
    const [wechat, alipay] = listOf(data);
    expect(wechat).toMatchObject({
      channel: 'wechat',
      payments: [{ out_trade_no: 'ORDER001', fee: 120 }],
      totals: { paid: 20_000, fee: 120 },
    });
    expect(alipay).toMatchObject({ channel: 'alipay', payments: [], totals: { paid: 0 } });
  });

  test('are empty after a reset, and nothing is told of any more', async () => {
    stage.inbox.answer = () => ({ status: 500, body: '' });
    await stage.pay(await stage.wechatOrder('ORDER001'));
    await stage.inbox.wait(1);
    await stage.reset();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(stage.inbox.received).toEqual([]);
    expect(listOf((await stage.control('GET', '/trades')).data)).toEqual([]);
    expect((await stage.wechat.query('ORDER001')).json.code).toBe('ORDER_NOT_EXIST');
  });
});

describe('a sandbox with a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('goes on after a restart: same keys, same books, and the notification that was not acknowledged', async () => {
    const before = new Stage();
    await before.open({ dataDir: folder, timeScale: 50 });
    before.inbox.answer = () => ({ status: 500, body: '' });
    await before.pay(await before.wechatOrder('ORDER001'));
    await before.alipayOrder('ORDER002');
    await before.inbox.wait(1);
    await before.sandbox.close();

    const after = new Stage();
    await after.open({ dataDir: folder, timeScale: 50 });
    before.inbox.answer = () => ({ status: 200, body: '' });
    const keys = Object.fromEntries(
      Object.entries(after.env).filter(([, value]) => !value.includes('http:')),
    );
    expect(before.env).toMatchObject(keys);
    expect((await after.wechat.query('ORDER001')).json.trade_state).toBe('SUCCESS');
    const [order] = listOf((await after.control('GET', '/trades?out_trade_no=ORDER002')).data);
    expect(order).toMatchObject({ status: 'prepared', amount: 12_000 });
    expect(await after.pay(text(order!.code))).toMatchObject({ status: 'paid' });
    await before.inbox.wait(2);
    expect(statSync(join(folder, 'keys', 'wechat-merchant.pem')).mode & 0o777).toBe(0o600);
    await after.close();
    await before.inbox.close();
  });
});

describe('the page', () => {
  const page = async (path: string, form?: Record<string, string>) => {
    const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
    const response = await fetch(`${stage.url}${path}`, init);
    return { status: response.status, html: await response.text() };
  };

  test('a QR code is scanned by link and paid by button', async () => {
    const content = await stage.alipayOrder('ORDER001');
    const scanned = await page(`/sandbox/scan?content=${encodeURIComponent(content)}`);
    expect(scanned.html).toContain('¥ 120.00');
    expect(scanned.html).toContain('支付 Pay');
    const paid = await page('/sandbox/page/pay', { channel: 'alipay', out_trade_no: 'ORDER001' });
    expect(paid.html).toContain('已支付 Paid');
    expect(paid.html).not.toContain('支付 Pay</button>');
    expect((await page('/sandbox')).html).toContain('ORDER001');
  });

  test('shows no markup of a merchant, and says why the wallet refuses', async () => {
    const body = {
      ...stage.wechat.orderBody('ORDER001', 1, stage.inbox.url),
      description: '<script>alert(1)</script>',
    };
    await stage.wechat.call('POST', '/v3/pay/transactions/native', { body });
    expect((await page('/sandbox')).html).toContain('&lt;script&gt;');
    const unknown = await page('/sandbox/scan?content=x');
    expect(unknown).toMatchObject({ status: 404, html: expect.stringContaining('role="alert"') });
  });

  test('faults are set and cleared by form', async () => {
    await page('/sandbox/page/faults', { channel: 'wechat', fault: 'notification/lose', out_trade_no: '' });
    expect((await page('/sandbox')).html).toContain(
      '微信支付 WeChat Pay · 通知 Notifications · 丢失 Lose one · 1 次',
    );
    await page('/sandbox/page/faults', { clear: '1' });
    expect((await page('/sandbox')).html).toContain('没有故障');
  });

  test('every fault that there is can be set from the page and by the API, and has words in both languages', async () => {
    const { data: known } = (await stage.control('GET', '/faults/kinds')) as unknown as {
      data: KnownFault[];
    };
    expect(known.length).toBeGreaterThan(100);
    const { html } = await page('/sandbox');
    for (const { target, kind, name, channels } of known) {
      expect(html).toContain(`<option value="${target}/${kind}">${name.zh} ${name.en}`);
      expect(name.zh).toMatch(/[\u4e00-\u9fff]/);
      for (const channel of ['wechat', 'alipay']) {
        const { status } = await stage.tryControl('POST', '/faults', { channel, target, kind });
        expect([channel, target, kind, status]).toEqual([
          channel,
          target,
          kind,
          channels.includes(channel) ? 201 : 400,
        ]);
      }
    }
  });

  test('a fault that a channel cannot have is refused in words, and one that is set is taken away alone', async () => {
    const refused = await page('/sandbox/page/faults', { channel: 'alipay', fault: 'statement/wrong_hash' });
    expect(refused.html).toContain('an Alipay statement has no hash');
    await page('/sandbox/page/faults', { channel: 'wechat', fault: 'query/hang', times: '3' });
    await page('/sandbox/page/faults', { channel: 'wechat', fault: 'refund/outcome' });
    const listed = async () =>
      ((await stage.control('GET', '/faults')) as unknown as { data: Record<string, unknown>[] }).data;
    const [first, second] = await listed();
    expect(first).toMatchObject({ kind: 'hang', times: 3 });
    expect(second).toMatchObject({ kind: 'outcome', status: 'ABNORMAL' });
    await page('/sandbox/page/faults', { remove: String(first?.id) });
    expect(await listed()).toEqual([second]);
  });

  test('healthz answers', async () => {
    expect((await page('/sandbox/healthz')).html).toBe('{"status":"ok"}');
  });
});
