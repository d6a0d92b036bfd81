import type { DbClient } from '../db/client';
import type { DisputeHold } from './dispute-hold';

export interface DisputeHoldStore {
  /** The one that stands; null: none does. */
  findHold(orderId: string): Promise<DisputeHold | null>;
  /** False where one stands already. */
  insertHold(hold: DisputeHold): Promise<boolean>;
  /** False where none stands. */
  releaseHold(orderId: string, by: { id: string; at: Date }): Promise<boolean>;
}

/** Holds on a client or a transaction. */
export function createDisputeHoldStore(client: DbClient): DisputeHoldStore {
  return {
    async findHold(orderId) {
      return client.disputeHold.findFirst({ where: { orderId, releasedAt: null } });
    },
    insertHold: async (hold) =>
      (await client.disputeHold.createMany({ data: [hold], skipDuplicates: true })).count === 1,
    async releaseHold(orderId, { id, at }) {
      const where = { orderId, releasedAt: null };
      const { count } = await client.disputeHold.updateMany({
        where,
        data: { releasedBy: id, releasedAt: at },
      });
      return count === 1;
    },
  };
}
