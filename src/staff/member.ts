import { newId } from '../kernel/ids';
import { permissionsOf, ROLES, STEP_UP_PERMISSIONS } from './actor';
import type { Actor, Role } from './actor';

/** Somebody of the finance department. */
export interface StaffMember {
  id: string;
  name: string;
  /** At the identity provider; null for a break-glass account, and for who never came yet. */
  subject: string | null;
  roles: readonly Role[];
  /** Who is not active can do nothing, from the next request on. */
  active: boolean;
  /** Has a password and a TOTP secret of its own, for the day on which the identity provider is away. */
  isLocal: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** A new member, who is active. */
export function newMember(
  terms: Pick<StaffMember, 'name' | 'subject' | 'roles' | 'isLocal'>,
  at: Date,
): StaffMember {
  return { ...terms, id: newId('stf', at), active: true, createdAt: at, updatedAt: at };
}

/** What the member acts as. @param isConfirmed whether it was shown a moment ago that it is them */
export function actorOf({ id, name, roles }: StaffMember, isConfirmed: boolean): Actor {
  const permissions = permissionsOf(roles);
  return isConfirmed
    ? { id, name, permissions }
    : { id, name, permissions, unconfirmed: STEP_UP_PERMISSIONS };
}

/** The roles of ours among the words given, each once, in our order; what else is there is nothing of ours. */
export function readRoles(words: readonly unknown[]): Role[] {
  return ROLES.filter((role) => words.includes(role));
}

/** How long a login is good for without being used, and at the most; and a confirmation for an approval. */
export const SESSION_LIMITS = {
  idleMs: 15 * 60_000,
  absoluteMs: 8 * 3_600_000,
  stepUpMs: 5 * 60_000,
} as const;
