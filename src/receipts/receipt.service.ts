import type { CatalogueNames } from '../affairs/affair';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { newCode, newToken } from '../kernel/ids';
import { isPaid } from '../orders/order';
import type { Order, OrderItem } from '../orders/order';
import { OrderNotFound } from '../orders/order.errors';
import type { ServiceIdentity } from '../services/service';
import { CHECK_CODE_LENGTH, isSameCheckCode, receiptCodeOf } from './receipt';
import type { Receipt, ReceiptClaim, ReceiptSet, VerifiedReceipt } from './receipt';
import { isReturned } from '../refunds/refund-success';
import { redReceiptsOf } from './red-receipt';
import { ReceiptNotFound, ReceiptWithoutPayment } from './receipt.errors';

export interface ReceiptService {
  /**
   * Issues one receipt for each line of a paid order, once (domain R19). An order that is not paid gets none.
   * @throws OrderNotFound, ReceiptWithoutPayment
   */
  issueReceipts(orderId: string): Promise<void>;
  /**
   * Reverses the receipts of an order as far as one of its refunds gave back, once (domain R33). A refund that gave
   * nothing back reverses nothing; receipts that are not issued yet are issued first.
   * @throws ReceiptWithoutPayment
   */
  reverseReceipts(refundId: string): Promise<void>;
  /**
   * The receipts of a service's order by line; none before they are issued.
   * @throws OrderNotFound, for another service's order too
   */
  listReceipts(service: ServiceIdentity, orderId: string): Promise<readonly Receipt[]>;
  /** The tokens of those orders whose receipts have been issued, by order. */
  findTokens(orderIds: readonly string[]): Promise<Map<string, string>>;
  /**
   * The receipts of a link, for whoever holds the link.
   * @throws ReceiptNotFound, also for a text that is no token
   */
  getReceipts(token: string): Promise<ReceiptSet>;
  /** The receipt that has all of this on it; a wrong number and a wrong check code are the same to the caller. */
  verifyReceipt(claim: ReceiptClaim | null): Promise<VerifiedReceipt | null>;
  /** The receipt whose QR code carries this. */
  verifyByToken(verifyToken: string): Promise<VerifiedReceipt | null>;
}

export interface ReceiptDeps {
  database: Database;
  clock: Clock;
  /** The first two digits of a receipt code. */
  region: string;
}

/** What a token can look like; anything else is not worth a question to the database. */
const TOKEN = /^[\w-]{22,64}$/;
/** Compared with where there is no receipt. No receipt has it: '!' is in no check code. */
const NO_CHECK_CODE = '!'.repeat(CHECK_CODE_LENGTH);

/** Receipts, from their issue to whoever wants to know whether one is genuine. */
export function createReceiptService(deps: ReceiptDeps): ReceiptService {
  const { database } = deps;
  return {
    issueReceipts: (orderId) =>
      database.transact(async (stores) => {
        await issueReceipts(deps, stores, orderId);
      }),
    reverseReceipts: (refundId) => database.transact((stores) => reverseReceipts(deps, stores, refundId)),
    async listReceipts(service, orderId) {
      const order = await database.stores.orders.findOrder(orderId);
      if (!order || order.serviceId !== service.id) throw OrderNotFound();
      return (await database.stores.receipts.findReceiptsOf(orderId))?.receipts ?? [];
    },
    findTokens: (orderIds) => database.stores.receipts.findTokens(orderIds),
    async getReceipts(token) {
      const set = TOKEN.test(token) ? await database.stores.receipts.findReceiptsByToken(token) : null;
      if (!set) throw ReceiptNotFound();
      return set;
    },
    async verifyReceipt(claim) {
      if (!claim) return null;
      const found = await database.stores.receipts.findReceipt(claim.code, claim.no);
      const { checkCode } = found?.red ?? found?.receipt ?? { checkCode: NO_CHECK_CODE };
      return isSameCheckCode(checkCode, claim.checkCode) ? found : null;
    },
    verifyByToken: async (verifyToken) =>
      TOKEN.test(verifyToken) ? database.stores.receipts.findReceiptByVerifyToken(verifyToken) : null,
  };
}

/**
 * The order is locked first, so that of two runs the second finds the receipts; the series last, and not for long.
 * @returns null for an order that is not paid
 */
async function issueReceipts(
  { clock, region }: ReceiptDeps,
  stores: Stores,
  orderId: string,
): Promise<ReceiptSet | null> {
  const [order] = await stores.orders.lockOrders([orderId]);
  if (!order) throw OrderNotFound();
  if (!isPaid(order)) return null;
  const known = await stores.receipts.findReceiptsOf(orderId);
  if (known) return known;
  const facts = await readFacts(stores, order);
  const issuedAt = clock.now();
  const code = receiptCodeOf(region, issuedAt);
  const firstNo = await stores.receipts.takeNumbers(code, order.items.length);
  const receipts = order.items.map((item, index) => ({
    ...writeReceipt(order, item, facts),
    code,
    no: firstNo + BigInt(index),
    issuedAt,
  }));
  const issued = { orderId, token: newToken(), issuedAt, receipts };
  await stores.receipts.insertReceipts(issued);
  return issued;
}

/** In the order of locks of the issue: the order keeps a second run waiting, the series comes last. */
async function reverseReceipts(deps: ReceiptDeps, stores: Stores, refundId: string): Promise<void> {
  const refund = await stores.refunds.findRefund(refundId);
  if (!refund || !isReturned(refund)) return;
  const set = await issueReceipts(deps, stores, refund.orderId);
  const isReversed = ({ redReceipts }: Receipt) => redReceipts.some((red) => red.refundId === refundId);
  const issuedAt = deps.clock.now();
  const red = redReceiptsOf(refund, set?.receipts.filter((receipt) => !isReversed(receipt)) ?? [], issuedAt);
  if (red.length === 0) return;
  const code = receiptCodeOf(deps.region, issuedAt);
  const firstNo = await stores.receipts.takeNumbers(code, red.length);
  await stores.receipts.insertRedReceipts(
    red.map((one, index) => ({ ...one, code, no: firstNo + BigInt(index) })),
  );
}

/** What an order alone does not tell. */
interface ReceiptFacts {
  names: CatalogueNames;
  /** Names of obligors by decision. */
  obligors: ReadonlyMap<string, string>;
  channel: string;
  transactionId: string;
  paidAt: Date;
}

async function readFacts(stores: Stores, order: Order): Promise<ReceiptFacts> {
  const payments = await stores.payments.listPayments([order.id]);
  const payment = payments.find(({ disposition }) => disposition === 'settled');
  if (!payment || payment.transactionId === null || order.paidAt === null) {
    throw ReceiptWithoutPayment({ details: { order: order.id } });
  }
  const { channel, transactionId } = payment;
  const fines = await stores.fines.findFines(order.items.flatMap((item) => item.decisionNo ?? []));
  return {
    names: await stores.affairs.findNames(order.items),
    obligors: new Map(fines.map((fine) => [fine.decisionNo, fine.obligorName])),
    channel,
    transactionId,
    paidAt: order.paidAt,
  };
}

/** The line as it was ordered, in today's names of the city. */
function writeReceipt(
  order: Order,
  item: OrderItem,
  { names, obligors, ...payment }: ReceiptFacts,
): Omit<Receipt, 'code' | 'no' | 'issuedAt'> {
  const agency = names.agencies.get(item.agencyCode);
  const obligor = item.decisionNo === null ? undefined : obligors.get(item.decisionNo);
  const payerName = obligor ?? order.payerName;
  return {
    checkCode: newCode(CHECK_CODE_LENGTH),
    verifyToken: newToken(),
    orderId: order.id,
    line: item.line,
    payerName,
    paidByName: order.payerName === payerName ? null : order.payerName,
    agencyCode: item.agencyCode,
    agencyNameZh: agency?.nameZh ?? item.agencyCode,
    agencyNameEn: agency?.nameEn ?? item.agencyCode,
    incomeItemCode: item.incomeItemCode,
    affairCode: item.affairCode,
    affairNameZh: item.affairName,
    affairNameEn: names.affairs.get(item.affairCode)?.nameEn ?? item.affairName,
    quantity: item.quantity,
    unitFen: item.unitFen,
    amountFen: item.amountFen,
    decisionNo: item.decisionNo,
    quote: item.quote,
    redReceipts: [],
    ...payment,
  };
}
