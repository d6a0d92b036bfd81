import { createFollowService } from '../../../src/payments/follow.service';
import { systemClock } from '../../../src/kernel/clock';
import type { ChannelFact } from '../../../src/providers/provider';
import { createDatabase, type Database } from '../../../src/db/database';
import { createNotificationService } from '../../../src/notifications/notification.service';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({ url: testDatabase.url, poolSize: 3 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

test('who asks about a payment whose facts a worker has just taken waits until they are acted on', async () => {
  const fact: ChannelFact = {
    kind: 'payment_succeeded',
    transactionId: '4200000000000000000000000001',
    outTradeNo: 'pay_asked',
    amountFen: 100n,
    currency: 'CNY',
    occurredAt: new Date(),
  };
  const provider = { queryOrder: () => Promise.resolve({ status: 'succeeded', facts: [fact] }) };
  const notifications = createNotificationService({
    database,
    providers: new Map([['wechat', provider]]) as never,
    wake: () => undefined,
    alarm: () => undefined,
  });
  // The facts are another worker's: there is nothing here to take.
  const settlement = { drainInbox: () => Promise.resolve(0) };
  const follower = createFollowService({ database, notifications, settlement, clock: systemClock });
  let isActedOn = false;
  const worker = setTimeout(() => {
    isActedOn = true;
    void database.transact(async ({ inbox }) => {
      const [entry] = await inbox.lockUnprocessed(1);
      await inbox.markProcessed([{ id: entry!.id, outcome: 'settled', reason: null } as never], new Date());
    });
  }, 400);
  await follower.askAbout({ id: 'pay_asked', channel: 'wechat' } as never);
  clearTimeout(worker);
  expect(isActedOn).toBe(true);
  expect(await database.stores.inbox.hasUnprocessed('pay_asked')).toBe(false);
});
