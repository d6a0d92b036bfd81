import { Prisma } from '../db/client';
import type { DbClient } from '../db/client';
import type { FrozenQuote } from '../fines/frozen-quote';
import type { Receipt, ReceiptSet, RedReceipt, VerifiedReceipt } from './receipt';

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
  /** Of either kind, by its number. */
  findReceipt(code: string, no: bigint): Promise<VerifiedReceipt | null>;
  /** Of either kind, by its QR code. */
  findReceiptByVerifyToken(verifyToken: string): Promise<VerifiedReceipt | null>;
  /** @throws where one of them has been issued for its refund before */
  insertRedReceipts(redReceipts: readonly RedReceipt[]): Promise<void>;
}

const withRed = { redReceipts: { orderBy: { issuedAt: 'asc' } } } as const satisfies Prisma.ReceiptInclude;
const withReceipts = {
  receipts: { orderBy: { line: 'asc' }, include: withRed },
} as const satisfies Prisma.ReceiptSetInclude;

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
    findReceipt: (code, no) => findEither(client, { code, no }),
    findReceiptByVerifyToken: (verifyToken) => findEither(client, { verifyToken }),
    async insertRedReceipts(redReceipts) {
      await client.redReceipt.createMany({ data: [...redReceipts] });
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

/** Numbers of a series and tokens are unique over both kinds. */
async function findEither(
  client: DbClient,
  by: { code: string; no: bigint } | { verifyToken: string },
): Promise<VerifiedReceipt | null> {
  const where = 'code' in by ? { code_no: by } : by;
  const row = await client.receipt.findUnique({ where, include: withRed });
  if (row) return { receipt: toReceipt(row), red: null };
  const red = await client.redReceipt.findUnique({ where, include: { original: { include: withRed } } });
  if (!red) return null;
  const { original, ...redReceipt } = red;
  return { receipt: toReceipt(original), red: redReceipt };
}

function toRow({ quote, redReceipts: _, ...receipt }: Receipt) {
  return { ...receipt, quote: quote === null ? Prisma.DbNull : (quote as object) };
}

type ReceiptRow = Prisma.ReceiptGetPayload<{ include: typeof withRed }>;
type SetRow = Prisma.ReceiptSetGetPayload<{ include: typeof withReceipts }>;

function toReceipt(row: ReceiptRow): Receipt {
  return { ...row, quote: row.quote as FrozenQuote | null };
}

function toSet(row: SetRow | null): ReceiptSet | null {
  return row && { ...row, receipts: row.receipts.map(toReceipt) };
}
