import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { OrderNotFound } from '../orders/order.errors';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { newHold } from './dispute-hold';
import type { DisputeHold } from './dispute-hold';
import { DisputeHeld, HoldMissing, ReasonMissing } from './refund.errors';

export interface DisputeHoldService {
  /** Keeps money of the order from going back. @throws StaffForbidden, ReasonMissing, OrderNotFound, DisputeHeld */
  placeHold(actor: Actor, orderId: string, reason: string): Promise<void>;
  /** What stands on the order now. @throws StaffForbidden */
  findHold(actor: Actor, orderId: string): Promise<DisputeHold | null>;
  /** Lets it go its way again. @throws StaffForbidden, HoldMissing */
  releaseHold(actor: Actor, orderId: string): Promise<void>;
}

const LONGEST_REASON = 200;

/** What the hotline may do about an order that somebody disputes. It moves no money. */
export function createDisputeHoldService({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): DisputeHoldService {
  return {
    async placeHold(actor, orderId, given) {
      requirePermission(actor, 'disputes.hold');
      const reason = given.trim().slice(0, LONGEST_REASON);
      if (reason === '') throw ReasonMissing();
      await database.transact(async (stores) => {
        const at = clock.now();
        const [order] = await stores.orders.lockOrders([orderId]);
        if (!order) throw OrderNotFound();
        const isNew = await stores.disputeHolds.insertHold(newHold({ orderId, reason, by: actor }, at));
        if (!isNew) throw DisputeHeld();
        const what = { subject: orderId, at, details: { reason } };
        await stores.audit.append(auditEntryOf(actor, 'dispute.held', what));
      });
    },
    async findHold(actor, orderId) {
      requirePermission(actor, 'disputes.hold');
      return database.stores.disputeHolds.findHold(orderId);
    },
    async releaseHold(actor, orderId) {
      requirePermission(actor, 'disputes.hold');
      await database.transact(async (stores) => {
        const at = clock.now();
        if (!(await stores.disputeHolds.releaseHold(orderId, { id: actor.id, at }))) throw HoldMissing();
        const what = { subject: orderId, at, details: {} };
        await stores.audit.append(auditEntryOf(actor, 'dispute.released', what));
      });
    },
  };
}
