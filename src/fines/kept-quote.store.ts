import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { KeptQuote } from './kept-quote';

export interface KeptQuoteFilter {
  orderId?: string | undefined;
  decisionNo?: string | undefined;
  /** The last one of the page before. */
  after: Pick<KeptQuote, 'orderId' | 'line'> | null;
  limit: number;
}

export interface KeptQuoteStore {
  /** In the order of orders and lines. */
  listQuotes(filter: KeptQuoteFilter): Promise<KeptQuote[]>;
}

/** The quotes that were kept with the lines of orders; they are never changed. */
export function createKeptQuoteStore(client: DbClient): KeptQuoteStore {
  return {
    async listQuotes({ orderId, decisionNo, after, limit }) {
      const conditions = [
        Prisma.sql`quote is not null`,
        ...(orderId === undefined ? [] : [Prisma.sql`order_id = ${orderId}`]),
        ...(decisionNo === undefined ? [] : [Prisma.sql`decision_no = ${decisionNo}`]),
        ...(after === null ? [] : [Prisma.sql`(order_id, line) > (${after.orderId}, ${after.line})`]),
      ];
      return client.$queryRaw<KeptQuote[]>`
        select order_id as "orderId", line, quote from order_item
        where ${Prisma.join(conditions, ' and ')} order by order_id, line limit ${limit}`;
    },
  };
}
