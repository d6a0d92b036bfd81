import { SYSTEM } from '../audit/audit';
import type { Stores } from '../db/stores';
import { requireMove } from './decision.service';
import { CLOSED_BY_ITSELF } from './resolution';
import { entryOf } from './resolution-audit';

/**
 * Ends what was proposed about differences that have closed by themselves: there is nothing left to decide. Belongs at the
 * end of every transaction that closes differences, since whoever writes to the audit log makes all others wait. An
 * approval at the same moment holds the difference: it is either booked before the difference closes, or told so.
 */
export async function withdrawMoot(stores: Stores, at: Date): Promise<void> {
  const moot = await stores.resolutions.lockMoot();
  if (moot.length === 0) return;
  const ended = moot.map((resolution) => ({ ...resolution, note: CLOSED_BY_ITSELF }));
  await stores.resolutions.moveResolutions(
    ended.map((one) => ({
      ...{ id: one.id, to: requireMove(one, 'difference closed'), decidedBy: SYSTEM.id, note: one.note },
    })),
    at,
  );
  await stores.audit.appendAll(ended.map((one) => entryOf(one, { actor: SYSTEM, at, what: 'withdrawn' })));
}
