import { createVerify } from 'node:crypto';
import { loadOrCreateKeys } from '../../src/sandbox/keys';
import { sharedSandboxKeys } from '../support/sandbox-keys';
import type { Json } from './support/api';
import { createOrder, eventually, expectProblem, expectStatus, openStage, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  stage.gateway.work(['notifications']);
});
afterAll(() => stage.gateway.close());

async function open(order: Json, body: object): Promise<Json> {
  return expectStatus(await stage.portal.post(`/v1/orders/${order.id}/payments`, body), 201).json;
}

const actionOf = (payment: Json): Record<string, string> =>
  payment.action as unknown as Record<string, string>;

const paid = (order: Json): Promise<Json> =>
  eventually(
    async () => (await stage.portal.get(`/v1/orders/${order.id}`)).json,
    ({ status }) => String(status) === 'paid',
  );

/** What a payer's browser does: opens the address, then presses the button of the wallet's page. */
async function payInBrowser(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const form = new URLSearchParams(
    fields.map(([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')]),
  );
  const answer = await fetch(new URL('/sandbox/page/pay', url), { method: 'POST', body: form });
  return answer.text();
}

test.each([
  ['wechat', 'h5', { payer_ip: '203.0.113.7' }, 'MWEB'],
  ['alipay', 'wap', {}, 'QUICK_WAP_WAY'],
  ['alipay', 'page', {}, 'FAST_INSTANT_TRADE_PAY'],
])('a payment on %s in the scene %s sends the payer there and back', async (channel, scene, payer, type) => {
  const order = await createOrder(stage.portal);
  const payment = await open(order, { channel, scene, ...payer });
  expect(payment).toMatchObject({ channel, scene, status: 'pending', action: { type: 'redirect' } });
  const page = await payInBrowser(actionOf(payment).url ?? '');
  expect(page).toContain(`href="${String(order.cashier_url)}"`);
  await paid(order);
  const trades = (await stage.gateway.control('GET', `/trades?out_trade_no=${String(payment.id)}`)) as Json;
  expect(trades.data).toMatchObject([{ trade_type: type, status: 'paid' }]);
});

test('a page in the WeChat app is given parameters that WeChat can verify', async () => {
  const order = await createOrder(stage.portal);
  const payment = await open(order, { channel: 'wechat', scene: 'jsapi', payer_id: 'oPayer-1_x' });
  const { parameters } = payment.action as unknown as { parameters: Record<string, string> };
  const { appId, timeStamp, nonceStr, package: prepay, signType, paySign } = parameters;
  expect(signType).toBe('RSA');
  expect(Math.abs(Number(timeStamp) - Date.now() / 1000)).toBeLessThan(60);
  const text = `${appId}\n${timeStamp}\n${nonceStr}\n${prepay}\n`;
  const { merchant } = await loadOrCreateKeys(await sharedSandboxKeys(), new Date());
  const isGood = createVerify('sha256').update(text).verify(merchant.publicKey, String(paySign), 'base64');
  expect(isGood).toBe(true);
  await stage.gateway.pay(String(prepay).replace('prepay_id=', ''));
  await paid(order);
});

test('repeated, the same payer gets the same payment and another one his own', async () => {
  const order = await createOrder(stage.portal);
  const body = { channel: 'wechat', scene: 'jsapi', payer_id: 'oOne' };
  const first = await open(order, body);
  expect(await open(order, body)).toEqual(first);
  expect((await open(order, { ...body, payer_id: 'oTwo' })).id).not.toBe(first.id);
});

test('the address of WeChat’s H5 is given out for five minutes only', async () => {
  const order = await createOrder(stage.portal, { expires_in: 3600 });
  const payment = await open(order, { channel: 'wechat', scene: 'h5', payer_ip: '2001:db8::1' });
  const lifeMs = Date.parse(String(payment.expires_at)) - Date.parse(String(payment.created_at));
  expect(lifeMs).toBeLessThanOrEqual(300_000);
});

test.each([
  [{ channel: 'wechat', scene: 'jsapi' }, '/payer_id'],
  [{ channel: 'wechat', scene: 'h5' }, '/payer_ip'],
  [{ channel: 'wechat', scene: 'wap' }, '/scene'],
  [{ channel: 'alipay', scene: 'jsapi', payer_id: 'x' }, '/scene'],
  [{ channel: 'wechat', scene: 'app' }, '/scene'],
  [{ channel: 'wechat', scene: 'h5', payer_ip: '300.1.1.1' }, '/payer_ip'],
  [{ channel: 'wechat', scene: 'jsapi', payer_id: 'o/../x' }, '/payer_id'],
])('what a scene cannot do without, or does not have, is named: %j', async (body, pointer) => {
  const order = await createOrder(stage.portal);
  const answer = await stage.portal.post(`/v1/orders/${order.id}/payments`, body);
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual([pointer]);
});
