import { createHmac } from 'node:crypto';
import request from 'supertest';
import type { Json } from './support/api';
import { createOrder, openPayment, openStage, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

const post = (channel: string, body: string, headers: Record<string, string> = {}) =>
  request(stage.gateway.url)
    .post(`/v1/notifications/${channel}`)
    .set({ 'content-type': 'application/json', ...headers })
    .serialize((it) => it as string)
    .send(body);

const kept = async (): Promise<number> =>
  (await stage.gateway.sql<{ count: number }>('select count(*)::int from inbox'))[0]?.count ?? -1;

const WECHAT_HEADERS = {
  'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
  'wechatpay-nonce': 'x'.repeat(32),
  'wechatpay-serial': 'PUB_KEY_ID_0100000000000000000000000000000000',
  'wechatpay-signature': createHmac('sha256', 'x').update('x').digest('base64'),
};

const REFUSALS: Record<string, [status: number, type: string, body: string]> = {
  wechat: [401, 'application/json; charset=utf-8', '{"code":"FAIL","message":"失败"}'],
  alipay: [400, 'text/plain; charset=utf-8', 'failure'],
};

test.each([
  ['wechat', 'without a signature', '{}', {}],
  ['wechat', 'with a forged signature', '{"id":"1"}', WECHAT_HEADERS],
  ['wechat', 'that is no JSON', 'hello', WECHAT_HEADERS],
  ['wechat', 'that is empty', '', WECHAT_HEADERS],
  ['alipay', 'without a signature', 'out_trade_no=pay_1&trade_status=TRADE_SUCCESS', {}],
  ['alipay', 'with a forged signature', 'out_trade_no=pay_1&sign_type=RSA2&sign=AAAA', {}],
  ['alipay', 'that is empty', '', {}],
])(
  'a notification to %s %s gets the refusal that the channel knows, and nothing is kept',
  async (channel, _, body, headers) => {
    const response = await post(channel, body, headers);
    expect([response.status, response.headers['content-type'], response.text]).toEqual(REFUSALS[channel]);
    expect(await kept()).toBe(0);
  },
);

test('of a channel that we do not have there is nothing', async () => {
  for (const channel of ['paypal', '__proto__', 'constructor', '%00']) {
    const response = await post(channel, '{}');
    expect([channel, response.status, response.body.code]).toEqual([channel, 404, 'CHANNEL_UNKNOWN']);
  }
});

test('a notification over 256 KB is not read; one under it is', async () => {
  const tooLarge = await post('wechat', 'x'.repeat(256 * 1024 + 1), WECHAT_HEADERS);
  expect(tooLarge.status).toBe(413);
  const large = await post('wechat', 'x'.repeat(256 * 1024), WECHAT_HEADERS);
  expect(large.status).toBe(401);
});

test('a notification may be longer than a call of the API, and needs no key', async () => {
  const answer = await post('alipay', `body=${'x'.repeat(100_000)}`);
  expect([answer.status, answer.text]).toEqual([400, 'failure']);
});

test('R21: the same notification twice is acknowledged twice and kept once', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order);
  const fault = { channel: 'wechat', target: 'notification', kind: 'duplicate', out_trade_no: payment.id };
  await stage.gateway.control('POST', '/faults', fault);
  await stage.gateway.pay(String((payment.action as Json).content));
  const deliveries = async () =>
    ((await stage.gateway.control('GET', `/deliveries?out_trade_no=${payment.id}`)) as { data: Json[] }).data;
  for (
    let i = 0;
    i < 100 && (await deliveries()).filter(({ status }) => Number(status) === 204).length < 2;
    i++
  ) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect((await deliveries()).map(({ status }) => status)).toEqual([204, 204]);
  expect(await kept()).toBe(1);
});
