import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { isPaid } from '../orders/order';
import type { Order } from '../orders/order';
import { recordHappenings } from '../webhooks/event.service';
import { isRemitted } from './authority.service';
import { fineRefund, fineRefundCause, goesBackUnasked } from './fine-refund';
import type { FineRefundCause, PaidFine } from './fine-refund';
import { approve, findLeft, findSettled } from './refund.service';

export interface FineRefundService {
  /**
   * Asks, once for each payment, that what came for a decision goes back where it is not owed: it was paid elsewhere,
   * or is revoked. Its service is told.
   * @returns when to look again, where a revocation counts from a later day; else null
   */
  refundFine(decisionNo: string): Promise<Date | null>;
}

/** Refunds of fines that nobody has to ask for. */
export function createFineRefundService(database: Database, clock: Clock): FineRefundService {
  return {
    async refundFine(decisionNo) {
      const [fine] = await database.stores.fines.findFines([decisionNo]);
      for (const orderId of await database.stores.orders.findOrdersPaying(decisionNo))
        await database.transact((stores) => refundOrder(stores, { orderId, decisionNo }, clock.now()));
      const { revision } = fine ?? {};
      const isLater = revision?.kind === 'revoked' && revision.on > businessDayOf(clock.now());
      return isLater ? startOfBusinessDay(revision.on) : null;
    },
  };
}

interface Subject {
  orderId: string;
  decisionNo: string;
}

/** In the order of locks that settlement keeps: order, payment, decision. */
async function refundOrder(stores: Stores, { orderId, decisionNo }: Subject, at: Date): Promise<void> {
  const [order] = await stores.orders.lockOrders([orderId]);
  const settled = order && isPaid(order) ? await findSettled(stores, orderId) : null;
  if (!order || !settled) return;
  await stores.payments.lockPayments([settled.id]);
  await stores.orders.lockDecisions([decisionNo]);
  const cause = await findCause(stores, { orderId, decisionNo }, at);
  const line = order.items.find((item) => item.decisionNo === decisionNo)?.line;
  if (cause === null || line === undefined) return;
  const left = (await findLeft(stores, order)).find((share) => share.line === line)?.amountFen ?? 0n;
  const refundable = await stores.refunds.findRefundable(settled.id);
  const leftFen = left < refundable ? left : refundable;
  if (leftFen > 0n)
    await writeRefund(stores, { order, cause, paid: { payment: settled, decisionNo, line, leftFen } }, at);
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

/** The unique key of payment and decision decides; the second of two runs writes nothing. */
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
