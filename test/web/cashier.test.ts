import { CashierWorld } from './cashier-world';

const world = new CashierWorld();

beforeAll(() => world.open());
afterAll(() => world.gateway.close());
afterEach(async () => {
  world.clock.offsetMs = 0;
  await world.gateway.control('DELETE', '/faults');
});

const inEnglish = (page: string) => `${page}?lang=en`;

/** The code of a channel; that which opens the page on a phone is labelled otherwise. */
const CHANNEL_CODE = /<svg class="qr" [^>]*aria-label="[^"]+付款二维码/;

/** The time from which the test goes on. */
const moveTo = (at: string): void => {
  world.clock.offsetMs = Date.parse(at) - Date.now();
};

describe('an open order', () => {
  test('shows the amount, what it is for, to whom it goes, and a button for each channel', async () => {
    moveTo('2026-11-24T10:00:00+08:00');
    const order = await world.order({
      items: [{ affair: 'traffic-fine', decision_no: '3101151900001234' }],
      external_ref: 'CASE-77',
    });
    const { text } = await world
      .read(order.page)
      .expect(200)
      .expect('Content-Type', /text\/html/);
    for (const shown of [
      '¥200.00',
      '机动车交通违法罚款',
      '市公安局交通警察总队',
      '310115190000123',
      'CASE-77',
      order.id,
    ]) {
      expect(text).toContain(shown);
    }
    expect(text).toMatch(/请在 \d\d:\d\d 前完成支付（还剩 1 小时 59 分钟）/);
    expect(text).toContain('<button class="primary">微信支付</button>');
    expect(text).toContain('<button class="primary">支付宝</button>');
    expect(text).toContain('尚未付款。');
  });

  test('shows no more of the payer’s name than its first character', async () => {
    const { text } = await world.read((await world.order({ payer: { name: '欧阳明日' } })).page);
    expect(text).toContain('欧**');
    expect(text).not.toContain('欧阳');
  });

  test('speaks the language of the browser, or the one that was chosen', async () => {
    const { page } = await world.order();
    const chinese = await world.read(page).set('Accept-Language', 'zh-CN,zh;q=0.9,en;q=0.8');
    expect(chinese.text).toContain('<html lang="zh-CN">');
    const english = await world.read(page).set('Accept-Language', 'en-GB,en;q=0.9');
    expect(english.text).toContain('<html lang="en">');
    expect(english.text).toContain('Choose how to pay');
    expect(english.text).toContain('Ordinary passport');
    expect(english.text).toContain(`href="${page}?lang=zh-CN"`);
    const chosen = await world.read(inEnglish(page)).set('Accept-Language', 'zh-CN');
    expect(chosen.text).toContain('<html lang="en">');
  });

  test.each(['wechat', 'alipay'])(
    'opens a payment on %s by a form and shows its QR code',
    async (channel) => {
      const order = await world.order();
      const answer = await world.press(order, channel).expect(303);
      expect(answer.headers.location).toBe(`${order.page}?lang=zh-CN&channel=${channel}`);
      const { text } = await world.read(answer.headers.location ?? '').expect(200);
      expect(text).toMatch(/<svg class="qr" [^>]*role="img" aria-label="[^"]+付款二维码，金额 ¥120\.00"/);
      expect(text).toContain('我已支付');
    },
  );

  test('opens one payment when the button is pressed twice at once, and again later', async () => {
    const order = await world.order();
    const answers = await Promise.all([world.press(order, 'wechat'), world.press(order, 'wechat')]);
    await world.press(order, 'wechat').expect(303);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await world.payments(order)).toMatchObject([{ channel: 'wechat', status: 'pending' }]);
  });

  test('offers the other channel beside the QR code, and shows the one that was opened last', async () => {
    const order = await world.order();
    await world.press(order, 'wechat');
    await world.press(order, 'alipay');
    const wechat = await world.read(`${order.page}?lang=zh-CN&channel=wechat`);
    // The first was closed when the second was opened: whoever still has its page is shown what can be paid.
    expect(wechat.text).toContain('请用支付宝付款');
    expect(wechat.text).toContain('<button class="secondary">微信支付</button>');
    expect((await world.read(`${order.page}?lang=zh-CN`)).text).toContain('请用支付宝付款');
  });

  test('says when the channel has not received the payment yet, and goes on waiting', async () => {
    const order = await world.order();
    await world.press(order, 'wechat');
    const answer = await world.sayPaid(order).expect(303);
    const { text } = await world.read(answer.headers.location ?? '');
    expect(text).toContain('支付渠道还没有收到这笔付款');
    expect(text).toMatch(CHANNEL_CODE);
  });

  test('says that no money was taken when the channel gives no answer, and tries again on request', async () => {
    const order = await world.order();
    await world.gateway.control('POST', '/faults', { channel: 'wechat', target: 'create', kind: 'reset' });
    const answer = await world.press(order, 'wechat').expect(303);
    const { text } = await world.read(answer.headers.location ?? '');
    expect(text).toContain('没有扣款');
    expect(text).not.toMatch(CHANNEL_CODE);
    await world.gateway.control('DELETE', '/faults');
    await world.press(order, 'wechat').expect(303);
    expect(await world.payments(order)).toMatchObject([{ status: 'pending' }]);
    expect((await world.read(order.page)).text).toMatch(CHANNEL_CODE);
  });
});

describe('the end of an order', () => {
  test('a payment that arrived makes it paid, with the number of the channel', async () => {
    const order = await world.order({ return_url: 'https://portal.example/done?id=1' });
    await world.payInWallet(order, 'alipay');
    const answer = await world.sayPaid(order).expect(303);
    const { text } = await world.read(answer.headers.location ?? '');
    expect(text).toContain('<h1>支付成功</h1>');
    expect(text).toContain('已收到您支付的 ¥120.00。');
    expect(text).toMatch(/渠道交易号<\/dt><dd class="number"><bdi>\d+</);
    expect(text).toContain(
      'href="https://portal.example/done?id=1" rel="noreferrer">返回原页面（portal.example）',
    );
    expect(text).not.toMatch(/<form|<script|class="qr"/);
    expect((await world.press(order, 'alipay').expect(303)).headers.location).toContain(order.page);
  });

  test('closed: no money was taken', async () => {
    const order = await world.order();
    await world.close(order);
    const { text } = await world.read(inEnglish(order.page)).expect(200);
    expect(text).toContain('<h1>This order is closed</h1>');
    expect(text).toContain('No money was taken for it.');
    expect(text).not.toContain('<form');
  });

  test('out of time and never tried: it has expired and no money was taken', async () => {
    const order = await world.order({ expires_in: 60 });
    world.clock.offsetMs = 61_000;
    const { text } = await world.read(order.page);
    expect(text).toContain('<h1>订单已过期</h1>');
    expect(text).toContain('本订单没有扣款。');
    expect(text).not.toContain('<form');
  });

  test('out of time with a payment open: the payer is asked to wait, and not to pay again', async () => {
    const order = await world.order({ expires_in: 60 });
    await world.press(order, 'wechat');
    world.clock.offsetMs = 61_000;
    const { text } = await world.read(order.page);
    expect(text).toContain('<h1>支付时间已过，正在核对</h1>');
    expect(text).toContain('请不要再次支付');
    expect(text).not.toContain('class="qr"');
  });

  test('another amount arrived: it was taken, is held, and nobody is asked to pay again', async () => {
    const order = await world.order();
    await world.payInWallet(order, 'wechat', { amount: 100 });
    const answer = await world.sayPaid(order).expect(303);
    const { text } = await world.read(answer.headers.location ?? '');
    expect(text).toContain('<h1>款项已收到，未用于本订单</h1>');
    expect(text).toContain('您的付款已经扣款，但没有用于本订单：到账金额与订单金额不一致。');
    expect(text).toContain('请不要再次支付');
    expect(text).not.toContain('<form');
  });

  test('paid on both channels: it is paid, and the second payment is told of', async () => {
    const order = await world.order();
    // A code that nobody has scanned cannot be closed at Alipay, so that both can still be paid.
    await world.press(order, 'alipay').expect(303);
    await world.payInWallet(order, 'wechat');
    const unscanned = (await world.payments(order)).find(({ channel }) => channel === 'alipay');
    await world.gateway.pay(unscanned?.action_content ?? '');
    const answer = await world.sayPaid(order).expect(303);
    const { text } = await world.read(answer.headers.location ?? '');
    expect(text).toContain('<h1>支付成功</h1>');
    expect(text).toContain('您支付的 ¥120.00 已经扣款，但没有用于本订单：本订单此前已经支付。');
  });
});

describe('the status that the page asks for', () => {
  test('changes when the payment arrives', async () => {
    const order = await world.order();
    await world.payInWallet(order, 'wechat');
    const path = `${order.page}/status.json?lang=en`;
    const before = await world.read(path).expect(200).expect('Cache-Control', 'no-store');
    expect(before.body).toMatchObject({
      state: 'scan',
      deadline: expect.stringMatching(/^Pay before (\d+ \w+, )?\d\d:\d\d/),
    });
    await world.sayPaid(order);
    const after = await world.read(path);
    expect(after.body).toEqual({ state: 'paid', text: 'Payment successful.', deadline: null });
  });

  test('names the state that the page was drawn in', async () => {
    const order = await world.order();
    for (const channel of ['wechat', 'alipay']) await world.press(order, channel);
    const { text } = await world.read(`${order.page}?lang=zh-CN&channel=wechat`);
    const address = /data-url="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const state = /data-state="([^"]+)"/.exec(text)?.[1];
    expect((await world.read(address).expect(200)).body).toMatchObject({ state });
  });
});
