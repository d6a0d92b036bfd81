import type { DbClient } from '../db/client';
import type { KeptPhone } from './payer-phone';

export interface PayerPhoneStore {
  insertPhone(orderId: string, phone: KeptPhone): Promise<void>;
  /** Of the orders with this number, the newest first. */
  findOrderIds(digest: Buffer, limit: number): Promise<string[]>;
  /** What may be shown of the number of an order; null: it has none. */
  findShown(orderId: string): Promise<string | null>;
}

/** Telephone numbers of orders on a client or a transaction. */
export function createPayerPhoneStore(client: DbClient): PayerPhoneStore {
  return {
    async insertPhone(orderId, { digest, shown }) {
      await client.payerPhone.create({ data: { orderId, digest: Uint8Array.from(digest), shown } });
    },
    async findOrderIds(digest, limit) {
      const rows = await client.payerPhone.findMany({
        where: { digest: Uint8Array.from(digest) },
        orderBy: { orderId: 'desc' },
        take: limit,
      });
      return rows.map(({ orderId }) => orderId);
    },
    async findShown(orderId) {
      const row = await client.payerPhone.findUnique({ where: { orderId } });
      return row?.shown ?? null;
    },
  };
}
