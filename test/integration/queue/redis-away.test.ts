import { findRedisServer, startRedis, type RunningRedis } from '../../../src/dev/redis';
import { expectInvariants } from '../../support/invariants';
import { Town } from '../notifications/town';

const whereRedisIs = findRedisServer() ? describe : describe.skip;

whereRedisIs('while Redis is away', () => {
  let redis: RunningRedis;
  let town: Town;
  beforeAll(async () => {
    redis = await startRedis();
    town = await Town.open({ redisUrl: redis.url });
    town.gateway.work(['notifications', 'payments', 'webhooks']);
  });
  afterAll(async () => {
    await town.close();
    await redis.stop();
  });

  test('notifications are acknowledged and booked, and what else waits is done when Redis is back', async () => {
    const before = await town.open('wechat');
    await town.gateway.pay(before.content);
    await town.untilOrder(before.orderId, 'paid');
    await redis.stop();
    const opened = await town.open('alipay');
    await town.gateway.pay(opened.content);
    const [reply] = await town.answered(opened.paymentId, 1);
    expect(reply).toMatchObject({ status: 200, body: 'success' });
    await town.untilOrder(opened.orderId, 'paid');
    expect(town.webhooks(opened.orderId)).toEqual([]);
    redis = await startRedis({ port: Number(new URL(redis.url).port) });
    await waitForWebhook(opened.orderId);
    await expectInvariants(town.gateway.databaseUrl);
  });

  const waitForWebhook = async (orderId: string): Promise<void> => {
    for (let i = 0; i < 400 && town.webhooks(orderId).length === 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(town.webhooks(orderId)).toEqual(['order.paid']);
  };
});
