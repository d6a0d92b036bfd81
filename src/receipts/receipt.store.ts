import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { FrozenQuote } from '../fines/frozen-quote';
import type { Receipt, ReceiptSet } from './receipt';

export interface ReceiptStore {
  /**
   * Takes so many numbers of a series, which begins with its first; gives the lowest. The series stays locked until
   * the transaction ends, so that numbers of one that is rolled back are given again: no gap (domain R33).
   */
  takeNumbers(code: string, count: number): Promise<bigint>;
  /** @throws where the order, or one of its lines, has been issued before */
  insertReceipts(set: ReceiptSet): Promise<void>;
  findReceiptsOf(orderId: string): Promise<ReceiptSet | null>;
  findReceiptsByToken(token: string): Promise<ReceiptSet | null>;
  /** The tokens of those orders whose receipts have been issued, by order. */
  findTokens(orderIds: readonly string[]): Promise<Map<string, string>>;
  findReceipt(code: string, no: bigint): Promise<Receipt | null>;
  findReceiptByVerifyToken(verifyToken: string): Promise<Receipt | null>;
}

const withReceipts = { receipts: { orderBy: { line: 'asc' } } } as const satisfies Prisma.ReceiptSetInclude;

/** Receipts on a client or a transaction; numbers are only taken in one. */
export function createReceiptStore(client: DbClient): ReceiptStore {
  return {
    takeNumbers: (code, count) => takeNumbers(client, code, count),
    async insertReceipts({ receipts, ...set }) {
      await client.receiptSet.create({ data: set });
      await client.receipt.createMany({ data: receipts.map(toRow) });
    },
    async findReceiptsOf(orderId) {
      return toSet(await client.receiptSet.findUnique({ where: { orderId }, include: withReceipts }));
    },
    async findReceiptsByToken(token) {
      return toSet(await client.receiptSet.findUnique({ where: { token }, include: withReceipts }));
    },
    async findTokens(orderIds) {
      if (orderIds.length === 0) return new Map();
      const sets = await client.receiptSet.findMany({ where: { orderId: { in: [...orderIds] } } });
      return new Map(sets.map((set) => [set.orderId, set.token]));
    },
    async findReceipt(code, no) {
      const row = await client.receipt.findUnique({ where: { code_no: { code, no } } });
      return row && toReceipt(row);
    },
    async findReceiptByVerifyToken(verifyToken) {
      const row = await client.receipt.findUnique({ where: { verifyToken } });
      return row && toReceipt(row);
    },
  };
}

async function takeNumbers(client: DbClient, code: string, count: number): Promise<bigint> {
  const [row] = await client.$queryRaw<{ first_no: bigint }[]>`
    insert into receipt_series (code, next_no) values (${code}, ${count + 1})
    on conflict (code) do update set next_no = receipt_series.next_no + ${count}
    returning next_no - ${count}::bigint as first_no`;
  if (!row) throw new Error(`the series ${code} gave no number`);
  return row.first_no;
}

function toRow({ quote, ...receipt }: Receipt) {
  return { ...receipt, quote: quote === null ? Prisma.DbNull : (quote as object) };
}

type ReceiptRow = Prisma.ReceiptGetPayload<object>;
type SetRow = Prisma.ReceiptSetGetPayload<{ include: typeof withReceipts }>;

function toReceipt(row: ReceiptRow): Receipt {
  return { ...row, quote: row.quote as FrozenQuote | null };
}

function toSet(row: SetRow | null): ReceiptSet | null {
  return row && { ...row, receipts: row.receipts.map(toReceipt) };
}
