import { formatBeijing } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import { outstandingOf } from '../orders/order';
import type { Order } from '../orders/order';
import type { Payment } from '../payments/payment';

/** What a service is told of. */
export type EventType = 'order.paid' | 'order.closed' | 'order.expired' | 'payment.suspended';

/** Something that happened to an order, for the service that created it. */
export interface OrderHappening {
  type: EventType;
  order: Order;
  /** The payment that it is about, where there is one. */
  payment: Pick<Payment, 'id' | 'channel' | 'transactionId' | 'reason' | 'amountFen'> | null;
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
export function eventOf({ type, order, payment }: OrderHappening, at: Date): Event {
  const id = newId('evt', at);
  const data = {
    order: {
      id: order.id,
      external_ref: order.externalRef,
      status: order.status,
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
  };
  return {
    id,
    serviceId: order.serviceId,
    type,
    subjectId: type === 'payment.suspended' && payment ? payment.id : order.id,
    body: JSON.stringify({ id, type, timestamp: formatBeijing(at), data }),
    createdAt: at,
  };
}
