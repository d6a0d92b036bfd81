import { setTimeout as sleep } from 'node:timers/promises';
import { digits, Messages, send } from '../integration/notifications/messages';
import type { Json } from './support/api';
import {
  createOrder,
  expectProblem,
  expectStatus,
  openPayment,
  openStage,
  type Stage,
} from './support/stage';

const FAILURES = 3;
const AWAY_MS = 1_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    environment: { CHANNEL_AWAY_AFTER_FAILURES: `${FAILURES}`, CHANNEL_AWAY_SECONDS: `${AWAY_MS / 1_000}` },
  });
});
afterAll(() => stage.gateway.close());

const open = (order: Json, channel: string) =>
  stage.portal.post(`/v1/orders/${order.id}/payments`, { channel, scene: 'qr' });

const fault = (channel: string, kind: string, times: number) =>
  stage.gateway.control('POST', '/faults', { channel, target: 'create', kind, times });

const cashierOf = async (order: Json, language: 'zh-CN' | 'en') => {
  const address = new URL(String(order.cashier_url));
  const headers = { 'accept-language': language };
  return (await fetch(`${stage.gateway.url}${address.pathname}`, { headers })).text();
};
const button = (channel: string) => `name="channel" value="${channel}"`;

test.each([
  ['wechat', 'html_502', 'alipay'],
  ['wechat', 'reset', 'alipay'],
  ['wechat', 'error_before', 'alipay'],
  ['alipay', 'html_502', 'wechat'],
  ['alipay', 'reset', 'wechat'],
])(
  '%s that fails again and again (%s) is left alone, offered no more, and comes back',
  async (channel, kind, other) => {
    const order = await createOrder(stage.portal);
    await fault(channel, kind, FAILURES);
    for (let i = 0; i < FAILURES; i++) expectStatus(await open(order, channel), 503);
    const paused = await open(order, channel);
    expectProblem(paused, 503, 'CHANNEL_PAUSED');
    expect(paused.json.detail).toContain('no money has moved');
    expect(Number(paused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(paused.headers['retry-after'])).toBeLessThanOrEqual(AWAY_MS / 1_000);

    const fresh = await createOrder(stage.portal);
    const [chinese, english] = [await cashierOf(fresh, 'zh-CN'), await cashierOf(fresh, 'en')];
    for (const page of [chinese, english]) {
      expect(page).toContain(button(other));
      expect(page).not.toContain(button(channel));
    }
    expect(chinese).toContain('暂时连接不上');
    expect(english).toContain('cannot be reached at the moment');
    expectStatus(await open(fresh, other), 201);

    await sleep(AWAY_MS);
    expect((await openPayment(stage.portal, order, channel)).status).toBe('pending');
    expect(await cashierOf(await createOrder(stage.portal), 'en')).toContain(button(channel));
  },
);

test('refusals and unbelievable answers of a channel that can be reached pause nothing', async () => {
  const order = await createOrder(stage.portal);
  await fault('wechat', 'rate_limited', FAILURES);
  for (let i = 0; i < FAILURES; i++) expectStatus(await open(order, 'wechat'), 503);
  expectStatus(await open(order, 'wechat'), 201);
  const another = await createOrder(stage.portal);
  await fault('wechat', 'unsigned', FAILURES);
  for (let i = 0; i < FAILURES; i++) expectStatus(await open(another, 'wechat'), 503);
  expectStatus(await open(another, 'wechat'), 201);
});

test('while a channel is left alone, its notifications are taken and its payments stay what they are', async () => {
  const order = await createOrder(stage.portal);
  const payment = await openPayment(stage.portal, order, 'wechat');
  const next = await createOrder(stage.portal);
  await fault('wechat', 'html_502', FAILURES);
  for (let i = 0; i < FAILURES; i++) expectStatus(await open(next, 'wechat'), 503);
  const closing = await stage.portal.post(`/v1/orders/${order.id}/close`);
  expectProblem(closing, 503, 'CHANNEL_PAUSED');
  expect((await stage.portal.get(`/v1/payments/${payment.id}`)).json.status).toBe('pending');
  const messages = await Messages.load();
  const paid = messages.wechatPayment(String(payment.id), {
    transaction_id: `42000020261124${digits(14)}`,
    amount: { total: order.amount, payer_total: order.amount, currency: 'CNY', payer_currency: 'CNY' },
  });
  expect((await send(stage.gateway.url, 'wechat', paid)).status).toBe(204);
  stage.gateway.work(['notifications', 'payments']);
  const status = async () => String((await stage.portal.get(`/v1/orders/${order.id}`)).json.status);
  for (let i = 0; i < 200 && (await status()) !== 'paid'; i++) await sleep(50);
  expect(await status()).toBe('paid');
  // What the workers could not ask meanwhile is put off, not set aside.
  expect(await stage.gateway.sql('select id from outbox where parked_at is not null')).toEqual([]);
});
