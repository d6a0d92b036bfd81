import type { DbClient } from '../db/client';

/** The answer that was given, byte for byte. */
export interface StoredAnswer {
  serviceId: string;
  key: string;
  operation: string;
  requestHash: string;
  status: number;
  responseBody: string;
  createdAt: Date;
}

export interface IdempotencyStore {
  /** Takes the key until the transaction ends; false where another transaction holds it. Never waits. */
  tryLock(serviceId: string, key: string): Promise<boolean>;
  findAnswer(serviceId: string, key: string): Promise<StoredAnswer | null>;
  insertAnswer(answer: StoredAnswer): Promise<void>;
}

/** Kept answers on a client or a transaction; the lock needs a transaction. */
export function createIdempotencyStore(client: DbClient): IdempotencyStore {
  return {
    async tryLock(serviceId, key) {
      const rows = await client.$queryRaw<{ locked: boolean }[]>`
        select pg_try_advisory_xact_lock(hashtextextended(${`${serviceId} ${key}`}, 0)) as locked`;
      return rows[0]?.locked === true;
    },
    findAnswer: (serviceId, key) =>
      client.idempotencyKey.findUnique({ where: { serviceId_key: { serviceId, key } } }),
    async insertAnswer(answer) {
      await client.idempotencyKey.create({ data: answer });
    },
  };
}
