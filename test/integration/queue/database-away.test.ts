import { createJobQueue, migrateQueue, type JobQueue } from '../../../src/queue/queue';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

describe('a queue on PostgreSQL that is first used while the database is away', () => {
  let database: TestDatabase;
  let wire: TcpProxy;
  let queue: JobQueue;
  let errors: unknown[];
  let works: string[];
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateQueue(database.url);
  });
  beforeEach(async () => {
    errors = [];
    works = [];
    const url = new URL(database.url);
    const port = Number(url.port);
    wire = await startTcpProxy(() => port);
    url.hostname = '127.0.0.1';
    url.port = String(wire.port);
    queue = createJobQueue({
      redisUrl: null,
      databaseUrl: url.href,
      reportError: (error) => errors.push(error),
    });
  });
  afterEach(async () => {
    await queue.close();
    await wire.close();
  });
  afterAll(() => database.drop());

  test('works once it is back, says what was wrong and does not ask without a pause', async () => {
    await wire.cut();
    queue.serve('webhooks', ({ entries = [] }) => Promise.resolve(void works.push(...entries)), 1);
    const added = queue.add('webhooks', [{ entries: ['1'] }]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await wire.mend();
    await added;
    for (let i = 0; i < 200 && works.length === 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(works).toEqual(['1']);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThan(40);
  });

  test('can be closed before it is back', async () => {
    await wire.cut();
    queue.serve('webhooks', () => Promise.resolve(), 1);
    const added = queue.add('webhooks', [{}]);
    await Promise.all([queue.close(), expect(added).rejects.toThrow(/ECONNREFUSED|closed|end/)]);
  });
});
