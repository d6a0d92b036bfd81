import { formatBeijing } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import { outstandingOf } from '../orders/order';
import type { Order } from '../orders/order';
import type { Payment } from '../payments/payment';
import type { Refund } from '../refunds/refund';

/** What a service is told of. */
export type EventType =
  | 'order.paid'
  | 'order.closed'
  | 'order.expired'
  | 'payment.suspended'
  | 'refund.requested'
  | 'refund.succeeded'
  | 'refund.failed';

/** Something that happened to an order, for the service that created it. */
export interface OrderHappening {
  type: EventType;
  order: Order;
  /** The payment that it is about, where there is one. */
  payment: Pick<Payment, 'id' | 'channel' | 'transactionId' | 'reason' | 'amountFen'> | null;
  /** Where it is about money going back. */
  refund?: Refund;
}

/** A happening in the form in which it is sent: the bytes never change from one try to the next. */
export interface Event {
  id: string;
  serviceId: string;
  type: EventType;
  /** Together with the type unique: a thing is told once. */
  subjectId: string;
  body: string;
  createdAt: Date;
}

/** Writes down a happening. */
export function eventOf(happening: OrderHappening, at: Date): Event {
  const { type, order, payment, refund } = happening;
  const id = newId('evt', at);
  const data = {
    order: {
      id: order.id,
      external_ref: order.externalRef,
      status: order.status,
      ...(order.reason !== null && { reason: order.reason }),
      amount: Number(order.amountFen),
      outstanding: Number(outstandingOf(order)),
      paid_at: order.paidAt && formatBeijing(order.paidAt),
      metadata: order.metadata,
    },
    payment: payment && {
      id: payment.id,
      channel: payment.channel,
      transaction_id: payment.transactionId,
      amount: Number(payment.amountFen),
      ...(payment.reason !== null && { reason: payment.reason }),
    },
    ...(refund && { refund: toRefundData(refund) }),
  };
  return {
    id,
    serviceId: order.serviceId,
    type,
    subjectId: subjectOf(happening),
    body: JSON.stringify({ id, type, timestamp: formatBeijing(at), data }),
    createdAt: at,
  };
}

function subjectOf({ type, order, payment, refund }: OrderHappening): string {
  if (refund) return refund.id;
  return type === 'payment.suspended' && payment ? payment.id : order.id;
}

function toRefundData({ id, status, amountFen, origin, decisionNo, reason, detail, succeededAt }: Refund) {
  return {
    id,
    status,
    amount: Number(amountFen),
    origin,
    ...(decisionNo !== null && { decision_no: decisionNo }),
    reason,
    detail,
    succeeded_at: succeededAt && formatBeijing(succeededAt),
  };
}
