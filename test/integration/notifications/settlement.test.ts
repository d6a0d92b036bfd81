import { Client } from 'pg';
import { createDatabase, type Database } from '../../../src/db/database';
import type { InboxRow } from '../../../src/notifications/inbox.store';
import { createSettlementService } from '../../../src/notifications/settlement.service';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { expectInvariants } from '../../support/invariants';

const NOW = new Date('2026-11-24T02:00:00Z');
const clock = { now: () => NOW };

let testDatabase: TestDatabase;
let databases: Database[];
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  databases = Array.from({ length: 2 }, () => createDatabase({ url: testDatabase.url, poolSize: 5 }));
});
afterEach(async () => {
  for (const database of databases) await database.close();
  await testDatabase.drop();
});

const fact = (no: number, given: Partial<InboxRow> = {}): InboxRow => ({
  channel: 'wechat',
  kind: 'payment_succeeded',
  transactionId: `tx_${no}`,
  outTradeNo: `pay_${no}`,
  amountFen: 10_000n,
  currency: 'CNY',
  occurredAt: NOW,
  origin: 'notification',
  notificationId: `n_${no}`,
  body: null,
  receivedAt: NOW,
  ...given,
});
const keep = (rows: InboxRow[]) => databases[0]!.stores.inbox.insertFacts(rows);
const drainAll = () =>
  Promise.all(
    databases.map((database) =>
      createSettlementService({
        reportsFines: false,
        database,
        clock,
        translateError: (error) => error,
        report: () => undefined,
      }).drainInbox(),
    ),
  );

test('facts that were kept already are not kept again', async () => {
  await keep([fact(1), fact(2)]);
  await keep([fact(2), fact(3)]);
  expect(await databases[0]!.stores.inbox.countUnprocessed()).toBe(3);
});

test('two workers that meet the same money of no order of ours book it once, and neither fails', async () => {
  const numbers = Array.from({ length: 150 }, (_, i) => i);
  // Told by a message and found by asking: two facts about one movement, in batches of different workers.
  await keep(numbers.map((no) => fact(no)));
  await keep([...numbers].reverse().map((no) => fact(no, { origin: 'query' })));
  const counts = await drainAll();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
  const keys = numbers.map(
    (no) => ({ channel: 'wechat', kind: 'payment', transactionId: `tx_${no}` }) as const,
  );
  expect((await databases[0]!.stores.transactions.findAmounts(keys)).size).toBe(150);
  await expectInvariants(testDatabase.url);
});

test('a second round finds nothing to do', async () => {
  await keep([fact(1)]);
  await drainAll();
  expect(await drainAll()).toEqual([0, 0]);
});

test('a fact that cannot be settled is set aside with its reason and holds up no other', async () => {
  // Nothing verifies such a fact; if one came all the same, the books refuse an amount of nothing.
  await keep([fact(1), fact(2, { amountFen: 0n }), fact(3)]);
  await drainAll();
  const keys = [1, 2, 3].map(
    (no) => ({ channel: 'wechat', kind: 'payment', transactionId: `tx_${no}` }) as const,
  );
  const booked = await databases[0]!.stores.transactions.findAmounts(keys);
  expect([...booked.keys()].sort()).toEqual(['wechat:payment:tx_1', 'wechat:payment:tx_3']);
  expect(await databases[0]!.stores.inbox.countUnprocessed()).toBe(0);
  const client = new Client({ connectionString: testDatabase.url });
  await client.connect();
  const { rows } = await client
    .query(`select transaction_id, reason from inbox where outcome = 'set_aside'`)
    .finally(() => client.end());
  expect(rows).toEqual([{ transaction_id: 'tx_2', reason: expect.stringContaining('amount_positive') }]);
});
