import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { FineQuoter } from '../fines/fine.service';
import type { Quote } from '../fines/quote';
import { businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import type { Fen } from '../kernel/money';
import { isPaid } from '../orders/order';
import type { Order, OrderItem } from '../orders/order';
import { recordHappenings } from '../webhooks/event.service';
import { isRemitted } from './authority.service';
import { fineRefund, fineRefundCause, goesBackUnasked } from './fine-refund';
import type { FineRefundCause, PaidFine } from './fine-refund';
import { approve, findLeft, findSettled } from './refund.service';

export interface FineRefundService {
  /**
   * Asks, once for each payment and cause, that what came for a decision goes back where it is not owed: it was paid elsewhere,
   * or is revoked or reduced. Its service is told.
   * @returns when to look again, where a revision counts from a later day; else null
   * @throws what stops a reduced fine from being quoted, CALENDAR_YEAR_MISSING say
   */
  refundFine(decisionNo: string): Promise<Date | null>;
}

export interface FineRefundDeps {
  database: Database;
  clock: Clock;
  fines: FineQuoter;
}

/** Refunds of fines that nobody has to ask for. */
export function createFineRefundService(deps: FineRefundDeps): FineRefundService {
  const { database, clock } = deps;
  return {
    async refundFine(decisionNo) {
      const [fine] = await database.stores.fines.findFines([decisionNo]);
      for (const orderId of await database.stores.orders.findOrdersPaying(decisionNo))
        await database.transact((stores) => refundOrder(deps, stores, { orderId, decisionNo }));
      const revision = fine?.revision ?? null;
      const isLater = revision !== null && revision.on > businessDayOf(clock.now());
      return isLater ? startOfBusinessDay(revision.on) : null;
    },
  };
}

interface Subject {
  orderId: string;
  decisionNo: string;
}

/** In the order of locks that settlement keeps: order, payment, decision. */
async function refundOrder(deps: FineRefundDeps, stores: Stores, subject: Subject): Promise<void> {
  const { orderId, decisionNo } = subject;
  const at = deps.clock.now();
  const [order] = await stores.orders.lockOrders([orderId]);
  const settled = order && isPaid(order) ? await findSettled(stores, orderId) : null;
  if (!order || !settled) return;
  await stores.payments.lockPayments([settled.id]);
  await stores.orders.lockDecisions([decisionNo]);
  const cause = await findCause(stores, subject, at);
  const item = order.items.find((one) => one.decisionNo === decisionNo);
  if (cause === null || item === undefined) return;
  const limits = [
    await leftOf(stores, order, item),
    await stores.refunds.findRefundable(settled.id),
    ...(cause.kind === 'reduced' ? [await overpaid(deps, stores, { order, item })] : []),
  ];
  const dueFen = limits.reduce((least, fen) => (fen < least ? fen : least));
  const paid = { payment: settled, decisionNo, line: item.line, dueFen };
  if (dueFen > 0n) await writeRefund(stores, { order, cause, paid }, at);
}

async function leftOf(stores: Stores, order: Order, { line }: Pick<OrderItem, 'line'>): Promise<Fen> {
  return (await findLeft(stores, order)).find((share) => share.line === line)?.amountFen ?? 0n;
}

/**
 * What came with an order for its instalments of a decision beyond what they ask for now, and not more than for all of
 * them, less what went back of it already or is about to.
 */
async function overpaid(
  { fines, clock }: FineRefundDeps,
  stores: Stores,
  { order, item }: { order: Order; item: OrderItem },
): Promise<Fen> {
  const decisionNo = item.decisionNo ?? '';
  const [fine] = await stores.fines.findFines([decisionNo]);
  if (!fine) return 0n;
  const payments = await stores.orders.findFinePayments([decisionNo]);
  const request = { onDay: businessDayOf(clock.now()), partCount: null };
  const quote = fines.quoteFine({ fine, payments }, request, await fines.loadCalendar(stores));
  let allFen = quote.surplusFen;
  let ownFen = surplusOf(quote, item);
  for (const orderId of await stores.orders.findOrdersPaying(decisionNo)) {
    const paying = orderId === order.id ? order : await stores.orders.findOrder(orderId);
    const line = paying?.items.find((one) => one.decisionNo === decisionNo);
    const backFen = paying && line ? line.amountFen - (await leftOf(stores, paying, line)) : 0n;
    allFen -= backFen;
    if (orderId === order.id) ownFen -= backFen;
  }
  return ownFen < allFen ? ownFen : allFen;
}

/** Of the instalments that the item paid. */
function surplusOf({ parts }: Quote, { quote: paid }: OrderItem): Fen {
  const own = parts.filter(({ part }) => paid === null || paid.paidParts.includes(part));
  return own.reduce((sum, part) => (part.outstandingFen < 0n ? sum - part.outstandingFen : sum), 0n);
}

async function findCause(
  stores: Pick<Stores, 'fines' | 'fineReports'>,
  { orderId, decisionNo }: Subject,
  at: Date,
): Promise<FineRefundCause | null> {
  const [fine] = await stores.fines.findFines([decisionNo]);
  const reports = await stores.fineReports.listReports(decisionNo);
  const report = reports.find((one) => one.orderId === orderId) ?? null;
  return fineRefundCause({ fine: fine ?? null, report }, businessDayOf(at));
}

interface DueRefund {
  order: Order;
  cause: FineRefundCause;
  paid: PaidFine;
}

/** The unique key of payment, decision and cause decides; the second of two runs writes nothing. */
async function writeRefund(stores: Stores, { order, cause, paid }: DueRefund, at: Date): Promise<void> {
  const refund = fineRefund(paid, cause, at);
  const added = await stores.refunds.insertRefunds([refund]);
  if (!added.has(refund.id)) return;
  const { paymentId, amountFen: changeFen } = refund;
  await stores.refunds.changeReservations([{ paymentId, changeFen }]);
  const isDecided = goesBackUnasked(cause) && !(await isRemitted(stores, refund));
  const written = isDecided ? await approve(stores, refund, { decidedBy: null, at }) : refund;
  const payment = await stores.payments.findPayment(paymentId);
  await recordHappenings(stores, [{ type: 'refund.requested', order, payment, refund: written }], at);
}
