import type { AuditEntry } from '../audit/audit';
import type { Resolution } from './resolution';

/** What somebody did about a difference, for the audit log. @param what in the past tense */
export function entryOf(
  { id, differenceId, action, reason, orderId, reverses, note }: Resolution,
  { actor, at, what }: { actor: { id: string; name: string }; at: Date; what: string },
): AuditEntry {
  const details = {
    ...{ resolution: id, action, reason },
    ...(orderId !== null && { order: orderId }),
    ...(reverses !== null && { reverses }),
    ...(note !== null && { note }),
  };
  return {
    at,
    actorId: actor.id,
    actorName: actor.name,
    action: `difference.${what}`,
    subject: differenceId,
    details,
  };
}
