import { rolesWith } from '../staff/actor';
import type { Role } from '../staff/actor';
import type { StaffMember } from '../staff/member';

/** Who may do something about a difference may see to it. */
export const OWNER_ROLES: readonly Role[] = rolesWith('differences.propose');

/** Whether a difference may be given to this member. */
export const maySeeTo = ({ active, roles }: StaffMember): boolean =>
  active && roles.some((role) => OWNER_ROLES.includes(role));
