import { seed } from '../../prisma/seeding';
import { createDatabase } from '../../src/db/database';
import { systemClock } from '../../src/kernel/clock';
import { migrateQueue } from '../../src/queue/queue';

/** All that a gateway needs, in a migrated database: done for each gateway it would cost half a second of each test file. */
export async function fillForGateway(url: string): Promise<void> {
  await migrateQueue(url);
  const database = createDatabase({ url, poolSize: 1 });
  await seed(database, systemClock.now()).finally(() => database.close());
}
