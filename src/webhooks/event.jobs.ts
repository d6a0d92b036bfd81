import type { JobHandler } from '../outbox/job';
import type { DeliveryService } from './delivery.service';

/** The work of 'event.deliver'; its subject is the id of an event. */
export function createEventHandler(deliveries: DeliveryService): JobHandler {
  return async (eventId) => {
    const runAt = await deliveries.deliverEvent(eventId);
    return runAt === null ? 'done' : { runAt };
  };
}
