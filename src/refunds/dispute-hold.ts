import { newId } from '../kernel/ids';

/** While one stands, no money of the order goes back. */
export interface DisputeHold {
  id: string;
  orderId: string;
  reason: string;
  /** `stf_…`, and the name at that time. */
  placedBy: string;
  placedByName: string;
  placedAt: Date;
}

/** A hold that begins to stand. */
export function newHold(
  { orderId, reason, by }: { orderId: string; reason: string; by: { id: string; name: string } },
  at: Date,
): DisputeHold {
  return { id: newId('hld', at), orderId, reason, placedBy: by.id, placedByName: by.name, placedAt: at };
}
