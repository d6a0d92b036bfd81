import { randomUUID } from 'node:crypto';
import { createDatabase } from '../db/database';
import { migrate } from '../db/migrate';
import { systemClock } from '../kernel/clock';
import type { Secret } from '../kernel/secret';
import { migrateQueue } from '../queue/queue';
import { createServiceService } from '../services/service.service';
import { TRAFFIC_POLICE } from '../../prisma/catalogue';
import { seed, seedFactors } from '../../prisma/seeding';

/** What a service that was just created needs to know. */
export interface NewKey {
  key: string;
  webhookSecret: string;
}

/** Brings a database to the present state of the schema, queue included, and seeds it; quietly. */
export async function prepareDatabase(databaseUrl: string, lookupSecret: Secret | null): Promise<void> {
  await migrate(databaseUrl, { log: () => undefined });
  await migrateQueue(databaseUrl);
  const database = createDatabase({ url: databaseUrl, poolSize: 2 });
  try {
    await seed(database, systemClock.now());
    if (lookupSecret) await seedFactors(database, lookupSecret);
  } finally {
    await database.close();
  }
}

/** Creates a service of the traffic police with every scope, under a name of its own each time. */
export async function createDemoKey(databaseUrl: string, webhookUrl: string | null): Promise<NewKey> {
  const database = createDatabase({ url: databaseUrl, poolSize: 2 });
  try {
    const { service, key } = await createServiceService(database, systemClock).createKey({
      name: `portal-demo-${randomUUID().slice(0, 8)}`,
      scopes: ['orders', 'finance', 'fines'],
      webhookUrl,
      agencyCode: TRAFFIC_POLICE.code,
    });
    return { key, webhookSecret: service.webhookSecret };
  } finally {
    await database.close();
  }
}
