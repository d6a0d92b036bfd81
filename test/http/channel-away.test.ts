import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import type { Answer, Json } from './support/api';
import {
  createOrder,
  expectProblem,
  expectStatus,
  openPayment,
  openStage,
  type Stage,
} from './support/stage';

let stage: Stage;
let wire: TcpProxy;
beforeAll(async () => {
  wire = await startTcpProxy(() => Number(new URL(stage.gateway.sandboxUrl).port));
  const base = `http://127.0.0.1:${wire.port}`;
  stage = await openStage({
    environment: {
      WECHAT_API_BASE_URL: base,
      ALIPAY_GATEWAY_URL: `${base}/gateway.do`,
      WECHAT_TIMEOUT_MS: '1000',
      ALIPAY_TIMEOUT_MS: '1000',
    },
  });
});
afterAll(async () => {
  await stage.gateway.close();
  await wire.close();
});

const open = (order: Json, channel: string): Promise<Answer> =>
  stage.portal.post(`/v1/orders/${order.id}/payments`, { channel, scene: 'qr' });

const paymentsOf = (order: Json) =>
  stage.gateway.sql<{ id: string; status: string; action_content: string | null }>(
    'select id, status, action_content from payment where order_id = $1',
    [order.id],
  );

describe.each(['wechat', 'alipay'])('while %s cannot be reached', (channel) => {
  test('a payment cannot be opened; the retry opens the very same one', async () => {
    const order = await createOrder(stage.portal);
    await wire.cut();
    for (let i = 0; i < 2; i++) {
      const failed = await open(order, channel);
      expectProblem(failed, 503, 'CHANNEL_UNAVAILABLE');
      expect(failed.headers['retry-after']).toBe('5');
      expect(failed.text).not.toMatch(/127\.0\.0\.1|stack/);
    }
    const [payment, ...others] = await paymentsOf(order);
    expect(others).toEqual([]);
    expect(payment).toMatchObject({ status: 'pending', action_content: null });
    await wire.mend();
    const opened = expectStatus(await open(order, channel), 201).json;
    expect(opened).toMatchObject({ id: payment?.id, status: 'pending', action: { type: 'qr_code' } });
    expect(await paymentsOf(order)).toHaveLength(1);
  });

  test('an order whose payment is open there stays open, and is closed later', async () => {
    const order = await createOrder(stage.portal);
    await openPayment(stage.portal, order, channel);
    await wire.cut();
    const failed = await stage.portal.post(`/v1/orders/${order.id}/close`);
    expectStatus(failed, 503);
    expect(failed.headers['retry-after']).toBe('5');
    expect((await stage.portal.get(`/v1/orders/${order.id}`)).json.status).toBe('open');
    await wire.mend();
    expectStatus(await stage.portal.post(`/v1/orders/${order.id}/close`), 200);
  });

  test('what needs no channel works on', async () => {
    await wire.cut();
    const order = await createOrder(stage.portal);
    expectStatus(await stage.portal.get(`/v1/orders/${order.id}`), 200);
    expectStatus(await stage.portal.post(`/v1/orders/${order.id}/close`), 200);
    expectStatus(await stage.nobody.get('/readyz'), 200);
    await wire.mend();
  });
});

test('a channel that takes the call and never answers does not hold the caller for ever', async () => {
  const order = await createOrder(stage.portal);
  await stage.gateway.control('POST', '/faults', { channel: 'wechat', target: 'create', kind: 'hang' });
  const failed = await open(order, 'wechat');
  expectProblem(failed, 503, 'PAYMENT_OUTCOME_UNKNOWN');
  const [payment] = await paymentsOf(order);
  expect(payment?.status).toBe('unknown');
  expect((await openPayment(stage.portal, order)).id).toBe(payment?.id);
});

test('one channel that is away does not stop the other', async () => {
  const order = await createOrder(stage.portal);
  const fault = { channel: 'wechat', target: 'create', kind: 'html_502' };
  await stage.gateway.control('POST', '/faults', fault);
  expectStatus(await open(order, 'wechat'), 503);
  expectStatus(await open(order, 'alipay'), 201);
});
