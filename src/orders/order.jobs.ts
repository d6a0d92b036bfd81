import type { Clock } from '../kernel/clock';
import { untilAnswered } from '../outbox/job';
import type { JobHandler } from '../outbox/job';
import type { OrderService } from './order.service';

/** While a QR code of the order can still be paid at its channel. */
const LOOK_AGAIN_MS = 6_000;

/** `order.expire`: ends an order that ran out, once the channels cannot take money on it any more. */
export function expireOrderHandler(orders: OrderService, clock: Clock): JobHandler {
  return untilAnswered(async (orderId) => {
    const hasEnded = await orders.expireOrder(orderId);
    return hasEnded ? 'done' : { runAt: new Date(clock.now().getTime() + LOOK_AGAIN_MS) };
  });
}

const BEING_PAID_MS = 1_000;

/** `order.withdraw`: ends an order whose fine is not owed any more as it was quoted; its payments are closed first. */
export function withdrawOrderHandler(orders: OrderService, clock: Clock): JobHandler {
  return untilAnswered(async (orderId) => {
    const hasEnded = await orders.withdrawOrder(orderId);
    return hasEnded ? 'done' : { runAt: new Date(clock.now().getTime() + BEING_PAID_MS) };
  });
}
