import { createHash } from 'node:crypto';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { IdempotencyKeyInFlight, IdempotencyKeyMissing, IdempotencyKeyReused } from './idempotency.errors';

export interface IdempotentRequest {
  serviceId: string;
  /** The header as it came. */
  key: string | undefined;
  operation: string;
  /** The validated input; the same intent however its fields were ordered. */
  input: unknown;
  /** What must be found out before the transaction, from other systems; not asked where the answer is known already. */
  prepare?(): Promise<void>;
}

export interface IdempotentAnswer {
  status: number;
  text: string;
  isReplay: boolean;
}

export interface IdempotencyService {
  /**
   * Does the work once per key, in one transaction with the record of its answer; a later call gets the same bytes.
   * Work that throws leaves nothing behind, and its key free.
   * @throws IdempotencyKeyMissing, IdempotencyKeyReused, IdempotencyKeyInFlight
   */
  once(
    request: IdempotentRequest,
    work: (stores: Stores) => Promise<{ status: number; json: unknown }>,
  ): Promise<IdempotentAnswer>;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Keeps answers in the same database as what they tell of, so that both are there or neither. */
export function createIdempotencyService(database: Database, clock: Clock): IdempotencyService {
  return {
    async once({ serviceId, key, operation, input, prepare }, work) {
      if (key === undefined || !KEY.test(key)) throw IdempotencyKeyMissing();
      const requestHash = createHash('sha256')
        .update(`${operation}\n${canonicalJson(input)}`)
        .digest('hex');
      const replay = (stores: Stores) => findReplay(stores, { serviceId, key, requestHash });
      if (prepare) {
        const known = await replay(database.stores);
        if (known) return known;
        await prepare();
      }
      return database.transact(async (stores) => {
        if (!(await stores.idempotency.tryLock(serviceId, key)))
          throw IdempotencyKeyInFlight({ details: { retry_after: 1 } });
        const known = await replay(stores);
        if (known) return known;
        const { status, json } = await work(stores);
        const text = JSON.stringify(json);
        const createdAt = clock.now();
        const answer = { serviceId, key, operation, requestHash, status, responseBody: text, createdAt };
        await stores.idempotency.insertAnswer(answer);
        return { status, text, isReplay: false };
      });
    },
  };
}

/** @throws IdempotencyKeyReused */
async function findReplay(
  stores: Stores,
  { serviceId, key, requestHash }: { serviceId: string; key: string; requestHash: string },
): Promise<IdempotentAnswer | null> {
  const earlier = await stores.idempotency.findAnswer(serviceId, key);
  if (!earlier) return null;
  if (earlier.requestHash !== requestHash) throw IdempotencyKeyReused();
  return { status: earlier.status, text: earlier.responseBody, isReplay: true };
}

/** JSON with sorted keys; bigint as text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
