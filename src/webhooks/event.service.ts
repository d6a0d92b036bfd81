import type { Stores } from '../db/stores';
import { eventOf } from './event';
import type { OrderHappening } from './event';

/** Tells services of happenings, in the transaction in which they happen; the sending comes after its commit. */
export async function recordHappenings(
  stores: Pick<Stores, 'events' | 'outbox'>,
  happenings: readonly OrderHappening[],
  at: Date,
): Promise<void> {
  const ids = await stores.events.insertEvents(happenings.map((happening) => eventOf(happening, at)));
  await stores.outbox.putEntries(
    ids.map((subject) => ({ kind: 'event.deliver', subject, runAt: at })),
    at,
  );
}

/** Sends an event that was given up once more; one that was delivered stays as it is. */
export async function replayEvent(stores: Pick<Stores, 'outbox'>, eventId: string, at: Date): Promise<void> {
  await stores.outbox.putEntries([{ kind: 'event.deliver', subject: eventId, runAt: at }], at);
}
