import type { Page } from 'playwright-core';
import {
  BrowserWorld,
  describeInBrowser as describe,
  DESKTOP,
  DESKTOP_WITHOUT_SCRIPT,
  IN_ALIPAY,
  IN_WECHAT,
  PHONE,
  PHONE_WITHOUT_SCRIPT,
  press,
} from './browser-world';

const world = new BrowserWorld();

/** Waits until the page has this title; nobody presses or reloads. */
const becomes = (page: Page, title: string) => page.getByRole('heading', { level: 1, name: title }).waitFor();

const code = (page: Page) => page.locator('section > figure svg.qr');

/** In the wallet of the sandbox, which the phone has opened: pays, and goes back to the page. */
async function payInWallet(page: Page): Promise<void> {
  await press(page, '支付 Pay');
  await page.getByRole('link', { name: '返回商家 Back to the merchant' }).click();
}

describe('paying in a browser', () => {
  beforeAll(() => world.open());
  afterEach(() => world.tidyUp());
  afterAll(() => world.close());

  test('on a desktop the code is scanned with a phone, and the page says by itself that it is paid', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await press(page, '微信支付');
    expect(await code(page).getAttribute('aria-label')).toBe('微信支付付款二维码，金额 ¥120.00');
    await world.scan(order);
    await becomes(page, '支付成功');
    expect(await page.textContent('main')).toContain('已收到您支付的 ¥120.00。');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test.each([
    ['微信支付', 'a browser on a phone', PHONE],
    ['支付宝', 'a browser on a phone', PHONE],
    ['支付宝', 'the app of Alipay', IN_ALIPAY],
  ])(
    '%s is opened by a link in %s, and the way back leads to the result',
    async (channel, _where, device) => {
      const order = await world.order();
      const page = await world.visit(device, order.page);
      await press(page, channel);
      expect(await code(page).count()).toBe(0);
      await page.getByRole('link', { name: `在本机打开${channel}` }).click();
      await payInWallet(page);
      await becomes(page, '支付成功');
      expect(new URL(page.url()).pathname).toBe(order.page);
    },
  );

  test('in the app of WeChat the app itself is called, and its code is there as the other way', async () => {
    const order = await world.order();
    const page = await world.visit(IN_WECHAT, order.page);
    await world.bringApp(page);
    await press(page, '微信支付');
    const call = page.getByRole('button', { name: '用微信支付付款' });
    await call.waitFor();
    await press(page, '改用二维码，由另一部手机扫码');
    await code(page).waitFor();
    await press(page, '在本机打开微信支付');
    await call.click();
    await becomes(page, '支付成功');
  });

  test('without JavaScript, on a phone and in English: the whole payment by pressing what is there', async () => {
    const order = await world.order();
    const page = await world.visit(PHONE_WITHOUT_SCRIPT, order.page);
    await press(page, 'WeChat Pay');
    await page.getByRole('link', { name: 'Open WeChat Pay on this device' }).click();
    await payInWallet(page);
    await page.waitForURL((url) => url.pathname + url.search === `${order.page}?lang=en`);
    const result = page.getByRole('heading', { name: 'Payment successful' });
    // The channel may have told already, or tell while the button is looked for: the page looks again by itself.
    await Promise.race([press(page, 'I have paid'), result.waitFor()]);
    await result.waitFor();
  });

  test('without JavaScript, on a desktop: the code is read in the wallet, and "I have paid" tells the result', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP_WITHOUT_SCRIPT, order.page);
    await press(page, '支付宝');
    await press(page, '我已支付');
    expect(await page.getByRole('alert').textContent()).toContain('支付渠道还没有收到这笔付款');
    const wallet = await page.context().newPage();
    await wallet.goto(`${world.gateway.sandboxUrl}/sandbox`);
    await wallet.getByLabel('二维码内容').fill((await world.payments(order))[0]?.action_content ?? '');
    await press(wallet, '扫码 Scan');
    await press(wallet, '支付 Pay');
    expect(await wallet.getByRole('status').textContent()).toContain('已支付');
    await press(page, '我已支付');
    await becomes(page, '支付成功');
  });

  test('with the keyboard alone: every button is reached by Tab and shows that it is', async () => {
    const page = await world.visit(DESKTOP, (await world.order()).page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus-visible');
    expect(await focused.textContent()).toBe('微信支付');
    expect(await focused.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    await code(page).waitFor();
  });

  test('the language changes on the way, and the payment stays the same', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await press(page, '微信支付');
    const before = await code(page).innerHTML();
    await page.getByRole('link', { name: 'English' }).click();
    await becomes(page, 'Pay with WeChat Pay');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await code(page).innerHTML()).toBe(before);
    await world.scan(order);
    await becomes(page, 'Payment successful');
    expect(await world.payments(order)).toHaveLength(1);
  });

  test('pressed twice at once, a channel opens one payment', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await page.getByRole('button', { name: '支付宝' }).dblclick();
    await becomes(page, '请用支付宝付款');
    await page.reload();
    await becomes(page, '请用支付宝付款');
    expect(await world.payments(order)).toMatchObject([{ channel: 'alipay', status: 'pending' }]);
  });

  test('the back button shows what the order is now, not what it was', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await press(page, '微信支付');
    await world.scan(order);
    await becomes(page, '支付成功');
    await page.goBack();
    await becomes(page, '支付成功');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test('in two tabs: the second channel closes the first, and both tabs come to the one result', async () => {
    const order = await world.order();
    const first = await world.visit(DESKTOP, order.page);
    await press(first, '微信支付');
    const second = await first.context().newPage();
    await second.goto(order.page);
    await press(second, '支付宝');
    await becomes(second, '请用支付宝付款');
    await world.scan(order);
    await Promise.all([becomes(first, '支付成功'), becomes(second, '支付成功')]);
    expect(await world.payments(order)).toMatchObject([
      { channel: 'wechat', status: 'closed' },
      { channel: 'alipay', status: 'succeeded' },
    ]);
  });

  test('the network is lost: the page says so, and says what happened as soon as it is back', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await press(page, '微信支付');
    await page.context().setOffline(true);
    await page.getByRole('status').getByText('网络不通，正在重试。付款结果不受影响。').waitFor();
    world.complaints.length = 0;
    await world.scan(order);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('请用微信支付付款');
    await page.context().setOffline(false);
    await becomes(page, '支付成功');
  });

  test('a page in the background asks nothing, and asks at once when it is looked at again', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await press(page, '微信支付');
    const hide = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await page.waitForLoadState('networkidle');
    await hide(true);
    let asked = 0;
    page.on('request', () => asked++);
    await world.scan(order);
    await page.waitForTimeout(2_500);
    expect(asked).toBe(0);
    await hide(false);
    await becomes(page, '支付成功');
  });

  test('a fine is found and paid, ordered once though pressed twice; its number is in no address on the way', async () => {
    await world.tell('310115190000777', {}).expect(201);
    const page = await world.visit(DESKTOP, '/fines?lang=zh-CN');
    const addresses: string[] = [];
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    const find = async (licence: string) => {
      await page.getByLabel('决定书编号').fill('310115190000777');
      await page.getByLabel('驾驶证号后四位').fill(licence);
      await press(page, '查询');
    };
    await find('9999');
    expect(await page.getByRole('alert').textContent()).toContain('没有找到与所填信息相符的罚款');
    await find('1234');
    await becomes(page, '应缴罚款');
    await page.getByRole('button', { name: '去缴款' }).dblclick();
    await press(page, '支付宝');
    const orders = await world.gateway.sql<{ id: string }>(
      "select order_id as id from order_item where decision_no = '310115190000777'",
    );
    expect(orders).toHaveLength(1);
    await world.scan({ id: orders[0]?.id ?? '', page: '' });
    await becomes(page, '支付成功');
    expect(addresses.join()).not.toContain('310115190000777');
    page.removeAllListeners('framenavigated');
    world.complaints.length = 0;
  });

  test('a receipt is verified by its numbers as by its code; other numbers are not found', async () => {
    const order = await world.order();
    const page = await world.visit(DESKTOP, order.page);
    await press(page, '微信支付');
    await world.scan(order);
    await becomes(page, '支付成功');
    const link = page.getByRole('link', { name: '查看电子收据' });
    while (!(await link.isVisible())) await page.reload();
    await link.click();
    const facts = await page.locator('.receipt dd').allTextContents();
    await page.getByRole('link', { name: '核验二维码' }).click();
    await becomes(page, '收据真实有效');
    for (const [checkCode, title] of [
      [facts[2] ?? '', '收据真实有效'],
      ['000000', '没有查到这张收据'],
    ] as const) {
      await page.goto('/verify');
      await page.getByLabel('收据代码').fill(facts[0] ?? '');
      await page.getByLabel('收据号码').fill(facts[1] ?? '');
      await page.getByLabel('校验码').fill(checkCode);
      await press(page, '核验');
      await becomes(page, title);
    }
  });
});
