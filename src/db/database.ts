import { createClient, isTransactionConflict } from './client';
import type { DatabaseOptions } from './client';
import { createCopyLines, createCopyRows } from './copy';
import { createStreamRows } from './row-stream';
import { createBulkStores, createStores } from './stores';
import type { BulkStores, Stores } from './stores';

/**
 * Runs the work in one transaction; all its writes become visible together or not at all.
 * @param limits for bulk work that takes longer than a request may
 */
export type Transact = <T>(
  work: (stores: Stores) => Promise<T>,
  limits?: { timeoutMs: number },
) => Promise<T>;

export interface Database {
  /** Outside a transaction: reads, and single statements that are atomic by themselves. */
  stores: Stores;
  /** For files of any size: each call is a transaction of its own. */
  bulk: BulkStores;
  /** Never call a provider, a register or a webhook inside. */
  transact: Transact;
  /** Throws where the database gives no answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const CONFLICT_RETRIES = 3;

/** The only door to Postgres. */
export function createDatabase(options: DatabaseOptions): Database {
  const client = createClient(options);
  return {
    stores: createStores(client),
    bulk: createBulkStores({
      copyRows: createCopyRows(options.url),
      copyLines: createCopyLines(options.url),
      streamRows: createStreamRows(options.url),
    }),
    transact: (work, limits) =>
      retryConflicts(() =>
        client.$transaction((tx) => work(createStores(tx)), limits && { timeout: limits.timeoutMs }),
      ),
    ping: async () => void (await client.$queryRaw`select 1`),
    close: () => client.$disconnect(),
  };
}

async function retryConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt > CONFLICT_RETRIES || !isTransactionConflict(error)) throw error;
    }
  }
}
