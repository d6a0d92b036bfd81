import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { judgeDelivery } from './delivery';
import type { WebhookSender } from './delivery';

export interface DeliveryService {
  /**
   * Sends an event to its service and writes down what came of it; the answer is when to try again, or null.
   * An event that was delivered is not sent again. One that is exhausted is tried once more: that is a replay.
   */
  deliverEvent(id: string): Promise<Date | null>;
}

/** Sends outside of any transaction: a service that is slow holds nothing up but its own event. */
export function createDeliveryService(
  database: Database,
  sender: WebhookSender,
  clock: Clock,
): DeliveryService {
  const { events, services } = database.stores;
  return {
    async deliverEvent(id) {
      const event = await events.findEvent(id);
      if (!event || event.deliveredAt) return null;
      const [service] = await services.findServices([event.serviceId]);
      if (!service || service.webhookUrl === null) return null;
      const outcome = await sender.send({
        url: service.webhookUrl,
        id: event.id,
        body: event.body,
        secret: service.webhookSecret,
        sentAt: clock.now(),
      });
      const { retryAt, ...result } = judgeDelivery(outcome, event.attempts + 1, clock.now());
      await events.recordDelivery(id, result);
      return retryAt;
    },
  };
}
