import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { nextStatus } from '../kernel/transition';
import { isOpen } from '../payments/payment';
import { recordHappenings } from '../webhooks/event.service';
import { ORDER_TRANSITIONS } from './order';
import type { Order, OrderEvent } from './order';
import { OrderNotFound } from './order.errors';

/** Ends what can still be paid at the channels, and books what has been paid there. */
export interface PaymentCloser {
  /** @returns the ids of payments that cannot be closed, since their channel does not know them before the scan */
  closePaymentsOf(orderId: string): Promise<string[]>;
}

/** How an open order comes to an end without money: its payments first. */
export interface OrderEnding {
  /**
   * Ends it now, also where a QR code that nobody has scanned stays payable: what comes on it goes back.
   * @returns the order as it then stands, whoever moved it; null while a payment is being opened or made
   * @throws OrderNotFound, CHANNEL_UNAVAILABLE
   */
  close(id: string, event: 'closed by its service' | 'fine changed'): Promise<Order | null>;
  /** Ends one that ran out; false while a payment of it can still succeed. @throws as `close` */
  expire(id: string): Promise<boolean>;
}

interface OrderEndingDeps {
  database: Database;
  closer: PaymentCloser;
  clock: Clock;
}

/** A payment that is opened or paid between the closing of the payments and of the order is closed in its turn. */
const CLOSE_ATTEMPTS = 3;

/** Ends orders; the channels are asked outside of any transaction. */
export function createOrderEnding({ database, closer, clock }: OrderEndingDeps): OrderEnding {
  return {
    async close(id, event) {
      for (let attempt = 0; attempt < CLOSE_ATTEMPTS; attempt++) {
        const unscanned = await closer.closePaymentsOf(id);
        const ended = await endOrder(database, { id, event, at: clock.now(), unscanned });
        if (ended) return ended;
      }
      return null;
    },
    async expire(id) {
      await closer.closePaymentsOf(id);
      const ended = await endOrder(database, { id, event: 'ran out', at: clock.now(), unscanned: [] });
      return ended !== null;
    },
  };
}

interface OrderEnd {
  id: string;
  event: OrderEvent;
  at: Date;
  /** Payments that may stay open all the same. */
  unscanned: readonly string[];
}

/**
 * Moves an order that is still open; gives it as it then stands, whoever moved it. Null where a payment of it is
 * open after all: it was opened, or its money came, after the others were closed.
 */
async function endOrder(database: Database, { id, event, at, unscanned }: OrderEnd): Promise<Order | null> {
  return database.transact(async (stores) => {
    const [order] = await stores.orders.lockOrders([id]);
    if (!order) throw OrderNotFound();
    const to = nextStatus(ORDER_TRANSITIONS, order.status, event);
    if (to === null) return order;
    const payments = await stores.payments.listPayments([id]);
    if (payments.some((payment) => isOpen(payment) && !unscanned.includes(payment.id))) return null;
    const reason = event === 'fine changed' ? 'fine_changed' : null;
    await stores.orders.moveOrders([{ id, from: order.status, to, at, paidAt: null, reason }]);
    const ended = { ...order, status: to, reason, updatedAt: at };
    const type = to === 'closed' ? 'order.closed' : 'order.expired';
    await recordHappenings(stores, [{ type, order: ended, payment: null }], at);
    return ended;
  });
}
