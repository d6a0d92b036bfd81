import type { Actor, Permission } from './actor';
import { OwnProposal, StaffForbidden, StepUpNeeded } from './staff.errors';

/** @throws StaffForbidden where none of the actor's roles allows it, StepUpNeeded where it has to be confirmed first */
export function requirePermission({ permissions, unconfirmed }: Actor, permission: Permission): void {
  if (!permissions.has(permission)) throw StaffForbidden({ details: { permission } });
  if (unconfirmed?.has(permission)) throw StepUpNeeded({ details: { permission } });
}

/** For what is decided with one of several permissions, which only the thing itself tells. @throws StaffForbidden */
export function requireAny({ permissions }: Actor, any: readonly Permission[]): void {
  if (!any.some((permission) => permissions.has(permission)))
    throw StaffForbidden({ details: { permission: any[0] } });
}

/** For what may be looked at without a confirmation. @throws StaffForbidden */
export function requireSight({ permissions }: Actor, permission: Permission): void {
  if (!permissions.has(permission)) throw StaffForbidden({ details: { permission } });
}

/**
 * Four eyes (会计法 25, domain R29): who decides is not who proposed, whatever the roles say.
 * @param proposerId as kept with the proposal; null where a rule proposed
 * @throws OwnProposal
 */
export function requireOther({ id }: Actor, proposerId: string | null): void {
  if (id === proposerId) throw OwnProposal();
}
