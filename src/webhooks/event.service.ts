import type { Stores } from '../db/stores';
import { isOfOrder } from '../refunds/refund';
import { eventOf } from './event';
import type { OrderHappening } from './event';

/**
 * Writes down what follows from happenings, in the transaction in which they happen: services are told, and an order
 * that was paid gets its receipts, which are reversed as far as its money went back. The work itself comes after the commit.
 */
export async function recordHappenings(
  stores: Pick<Stores, 'events' | 'outbox'>,
  happenings: readonly OrderHappening[],
  at: Date,
): Promise<void> {
  const ids = await stores.events.insertEvents(happenings.map((happening) => eventOf(happening, at)));
  const returned = happenings.flatMap(({ type, refund }) =>
    type === 'refund.succeeded' && refund && isOfOrder(refund) ? refund : [],
  );
  const paid = happenings.filter(({ type }) => type === 'order.paid');
  await stores.outbox.putEntries(
    [
      ...ids.map((subject) => ({ kind: 'event.deliver' as const, subject, runAt: at })),
      ...paid.map(({ order }) => ({ kind: 'receipt.issue' as const, subject: order.id, runAt: at })),
      ...returned.map(({ id }) => ({ kind: 'receipt.reverse' as const, subject: id, runAt: at })),
    ],
    at,
  );
}

/** Sends events that were given up once more, all of them or these. @returns how many */
export async function replayEvents(
  stores: Pick<Stores, 'events' | 'outbox'>,
  eventIds: readonly string[] | null,
  at: Date,
): Promise<number> {
  const events = await stores.events.listGivenUp(eventIds);
  await stores.outbox.putEntries(
    events.map(({ id: subject }) => ({ kind: 'event.deliver' as const, subject, runAt: at })),
    at,
  );
  return events.length;
}
