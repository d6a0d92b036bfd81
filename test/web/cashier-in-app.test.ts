import request from 'supertest';
import { CashierWorld, type Ordered } from './cashier-world';

const WECHAT_APP =
  'Mozilla/5.0 (Linux; Android 9; Redmi 7A) AppleWebKit/537.36 Chrome/90 Mobile Safari/537.36 MicroMessenger/8.0.40';

const world = new CashierWorld();
beforeAll(() => world.open());
afterAll(() => world.gateway.close());

const get = (path: string, cookie = '') =>
  request(world.gateway.app)
    .get(path)
    .set({ 'User-Agent': WECHAT_APP, ...(cookie && { Cookie: cookie }) });

/** Presses WeChat Pay inside the app, up to where the app is asked who pays. */
async function ask(order: Ordered) {
  const pressed = await world
    .press(order, 'wechat')
    .set('User-Agent', WECHAT_APP)
    .send({ channel: 'wechat', way: 'here' })
    .expect(303);
  const page = await get(pressed.headers.location ?? '').expect(200);
  const address = /url=(\S+)/.exec(page.headers.refresh ?? '')?.[1] ?? '';
  const cookie = (page.headers['set-cookie'] as unknown as string[])[0] ?? '';
  const reply = await fetch(address, { redirect: 'manual' });
  const back = new URL(reply.headers.get('location') ?? 'about:blank');
  return { page, address, cookie, back: back.pathname + back.search };
}

const cookiePair = (cookie: string) => cookie.split(';')[0] ?? '';
const paymentsOf = (order: Ordered) =>
  world.gateway.sql<{ scene: string; payer_id: string | null; action_content: string }>(
    'select scene, payer_id, action_content from payment where order_id = $1',
    [order.id],
  );

test('inside the WeChat app the payer is asked for silently, and the app is called with what WeChat signed', async () => {
  const order = await world.order();
  const { page, address, cookie, back } = await ask(order);
  expect(page.text).toContain('正在前往微信支付');
  expect(page.text).toContain(address.replaceAll('&', '&amp;'));
  expect(cookie).toMatch(new RegExp(`Path=${order.page}; .*HttpOnly; SameSite=Lax`));
  expect(await paymentsOf(order)).toEqual([]);

  const opened = await get(back, cookiePair(cookie)).expect(303);
  expect(opened.headers['set-cookie']?.[0]).toMatch(/tongfu_payer=;.*Expires=Thu, 01 Jan 1970/);
  const [payment] = await paymentsOf(order);
  expect(payment).toMatchObject({ scene: 'jsapi', payer_id: expect.stringMatching(/^oSandbox/) as string });
  const shown = await get(opened.headers.location ?? '').expect(200);
  expect(shown.text).toContain('用微信支付付款');
  expect(shown.text).toContain('data-bridge="WeixinJSBridge" data-method="getBrandWCPayRequest"');
  expect(shown.text).toContain(payment?.action_content.replaceAll('"', '&quot;'));
  expect(shown.text).toContain('jsapi-island.');
});

test('inside the app of one channel only that one is offered, and how to pay in another way is said', async () => {
  const order = await world.order();
  const { text } = await get(`${order.page}?lang=zh-CN`).expect(200);
  expect(text).toContain('value="wechat"');
  expect(text).not.toContain('value="alipay"');
  expect(text).toContain('要用其他方式付款，请在手机浏览器中打开本页');
  const elsewhere = await request(world.gateway.app).get(`${order.page}?lang=zh-CN`).expect(200);
  expect(elsewhere.text).toContain('value="alipay"');
  expect(elsewhere.text).not.toContain('要用其他方式付款');
});

test.each<[string, (cookie: string, back: string) => { cookie: string; back: string }]>([
  ['without the cookie of who was sent', (_cookie, back) => ({ cookie: '', back })],
  [
    'with the cookie of somebody else',
    (_cookie, back) => ({ cookie: `tongfu_payer=${'0'.repeat(32)}`, back }),
  ],
  ['with another state', (cookie, back) => ({ cookie, back: back.replace(/state=\w+/, 'state=abc') })],
  ['without a state', (cookie, back) => ({ cookie, back: back.replace(/&state=\w+/, '') })],
])('a link with a code that was slipped to a citizen opens nothing: %s', async (_name, change) => {
  const order = await world.order();
  const asked = await ask(order);
  const { cookie, back } = change(cookiePair(asked.cookie), asked.back);
  await get(back, cookie).expect(200);
  expect(await paymentsOf(order)).toEqual([]);
});

test('a code that is not known any more leads back to the order with a word about it', async () => {
  const order = await world.order();
  const { cookie, back } = await ask(order);
  const answer = await get(back.replace(/code=\w+/, 'code=old'), cookiePair(cookie)).expect(303);
  const page = await get(answer.headers.location ?? '').expect(200);
  expect(page.text).toContain('role="alert"');
  expect(await paymentsOf(order)).toEqual([]);
});

test('a channel that identifies nobody leads back to the order', async () => {
  const order = await world.order();
  const answer = await get(`${order.page}/payer?channel=alipay`).expect(303);
  expect(answer.headers.location).toContain(`${order.page}?`);
  await get(`${order.page}/payer?channel=nobody`).expect(303);
  await get(`/pay/${'x'.repeat(32)}/payer?channel=wechat`).expect(404);
});
