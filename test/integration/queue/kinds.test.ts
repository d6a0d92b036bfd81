import { JOB_QUEUES, type JobKind } from '../../../src/outbox/job';
import type { JobData, JobQueue } from '../../../src/queue/queue';
import { startRelay } from '../../../src/queue/relay';
import { createDatabase, type Database } from '../../../src/db/database';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({ url: testDatabase.url, poolSize: 2 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const kinds = Object.keys(JOB_QUEUES) as JobKind[];
const HOUR_MS = 3_600_000;

/** The relay is the sweeper of every kind: a kind that it did not bring back would be lost with its queue. */
test.each(kinds)('work of the kind %s comes back when its queue and its worker were lost', async (kind) => {
  const { outbox } = database.stores;
  const then = new Date(Date.now() - HOUR_MS);
  await outbox.putEntries([{ kind, subject: 'a', runAt: then }], then);
  const [lost] = await outbox.takeDue(then, new Date(then.getTime() + 30_000), 10);
  expect(lost?.kind).toBe(kind);
  const handedOver: [name: string, jobs: readonly JobData[]][] = [];
  let seen: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (seen = resolve));
  const queue: JobQueue = {
    async add(name, jobs) {
      handedOver.push([name, jobs]);
      seen();
      return Promise.resolve();
    },
    serve: () => undefined,
    close: () => Promise.resolve(),
  };
  const clock = { now: () => new Date() };
  const relay = startRelay({ database, queue, clock, rounds: [], reportError: () => undefined });
  await first;
  await relay.stop();
  expect(handedOver).toEqual([[JOB_QUEUES[kind], [{ entries: [String(lost?.id)] }]]]);
  await outbox.cancelEntries([{ kind, subject: 'a' }]);
});
