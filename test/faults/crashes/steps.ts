import pLimit from 'p-limit';
import type { Composition } from '../../../src/compose';
import type { Clock } from '../../../src/kernel/clock';
import { LEASE_MS, workOnEntry } from '../../../src/queue/work';

const BATCH_SIZE = 200;
const AT_ONCE = 4;

/** Does an entry that was taken. */
export const workOn = ({ duties }: Composition, entryId: bigint): Promise<void> =>
  workOnEntry(duties, entryId);

/** As the relay and the workers would, but once, and all of it before this returns. @returns how many entries */
export async function workOff({ database, duties }: Composition, clock: Clock): Promise<number> {
  const now = clock.now();
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const due = await database.stores.outbox.takeDue(now, leaseUntil, BATCH_SIZE);
  const limit = pLimit(AT_ONCE);
  await Promise.all(due.map(({ id }) => limit(() => workOnEntry(duties, id))));
  return due.length;
}
