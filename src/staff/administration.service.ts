import { auditEntryOf } from '../audit/audit';
import type { Stores } from '../db/stores';
import type { Actor, Role } from './actor';
import { requirePermission, requireSight } from './authority';
import { newCredentials } from './credentials.service';
import { newMember } from './member';
import type { StaffMember } from './member';
import {
  OwnMembership,
  StaffNameInvalid,
  StaffNameTaken,
  StaffRoleMissing,
  StaffSubjectTaken,
  StaffUnknown,
} from './staff.errors';
import type { StaffDeps } from './staff.service';
import type { MemberChanges } from './staff.store';

export interface NewStaff {
  name: string;
  roles: readonly Role[];
  /** At the identity provider. */
  subject: string | null;
  isLocal: boolean;
}

export interface StaffAdministration {
  /** Oldest first. @throws StaffForbidden */
  listMembers(actor: Actor): Promise<StaffMember[]>;
  /**
   * What is returned beside the member is shown once.
   * @throws StaffForbidden, StaffNameInvalid, StaffRoleMissing, StaffNameTaken, StaffSubjectTaken
   */
  createMember(
    actor: Actor,
    terms: NewStaff,
  ): Promise<{ member: StaffMember; password?: string; totpUri?: string }>;
  /** @throws StaffForbidden, StaffUnknown, OwnMembership */
  disableMember(actor: Actor, id: string): Promise<StaffMember>;
  /** @throws as `disableMember` */
  enableMember(actor: Actor, id: string): Promise<StaffMember>;
  /** @throws as `disableMember` */
  setRoles(actor: Actor, id: string, roles: readonly Role[]): Promise<StaffMember>;
}

/** Letters, digits, and what stands between the parts of a name. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._·-]{0,63}$/u;

/** Who may come in, as somebody with `staff.manage` decides; never about themselves. */
export function createStaffAdministration(deps: StaffDeps): StaffAdministration {
  return {
    async listMembers(actor) {
      requireSight(actor, 'staff.manage');
      return deps.database.stores.staff.listMembers();
    },
    createMember: (actor, terms) => create(deps, actor, terms),
    disableMember: (actor, id) => change(deps, { actor, id, action: 'staff.disabled' }, { active: false }),
    enableMember: (actor, id) => change(deps, { actor, id, action: 'staff.enabled' }, { active: true }),
    setRoles: (actor, id, roles) => change(deps, { actor, id, action: 'staff.roles_changed' }, { roles }),
  };
}

async function create(
  { database, clock, secret }: StaffDeps,
  actor: Actor,
  { isLocal, ...terms }: NewStaff,
): Promise<{ member: StaffMember; password?: string; totpUri?: string }> {
  requirePermission(actor, 'staff.manage');
  if (!NAME.test(terms.name)) throw StaffNameInvalid();
  if (terms.roles.length === 0) throw StaffRoleMissing();
  const at = clock.now();
  const member = newMember({ ...terms, isLocal }, at);
  const made = isLocal ? await newCredentials(terms.name, secret) : null;
  await database.transact(async (stores) => {
    await refuseKnown(stores, member);
    await stores.staff.insertMember(member, made?.kept ?? null);
    const details = { roles: terms.roles.join(','), way: isLocal ? 'password' : 'identity_provider' };
    await stores.audit.append(auditEntryOf(actor, 'staff.created', { subject: member.id, at, details }));
  });
  return { member, ...(made && { password: made.password, totpUri: made.totpUri }) };
}

async function refuseKnown(
  { staff }: Pick<Stores, 'staff'>,
  { name, subject, isLocal }: StaffMember,
): Promise<void> {
  if (isLocal && (await staff.findLocalMember(name))) throw StaffNameTaken();
  if (!isLocal && (subject === null || subject === '')) throw StaffNameInvalid();
  if (subject !== null && (await staff.findMemberBySubject(subject))) throw StaffSubjectTaken();
}

interface Change {
  actor: Actor;
  id: string;
  action: string;
}

function change(
  { database, clock }: StaffDeps,
  { actor, id, action }: Change,
  changes: MemberChanges,
): Promise<StaffMember> {
  requirePermission(actor, 'staff.manage');
  if (actor.id === id) throw OwnMembership();
  return database.transact(async (stores) => {
    const at = clock.now();
    const before = await stores.staff.findMember(id);
    if (!before) throw StaffUnknown();
    const after = await stores.staff.changeMember(id, changes, at);
    const details = { roles: after.roles.join(','), roles_before: before.roles.join(',') };
    await stores.audit.append(auditEntryOf(actor, action, { subject: id, at, details }));
    return after;
  });
}
