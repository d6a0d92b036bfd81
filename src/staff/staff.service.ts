import { auditEntryOf } from '../audit/audit';
import type { AuditEntry } from '../audit/audit';
import { createRefusalMemory } from '../audit/refusal-memory';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { maskName } from '../kernel/mask';
import type { Secret } from '../kernel/secret';
import type { Actor, Role } from './actor';
import { passwordMatches, readCode } from './credentials.service';
import { newMember } from './member';
import type { StaffMember } from './member';
import { LoginRefused, NoRole } from './staff.errors';

export interface StaffDeps {
  database: Database;
  clock: Clock;
  /** CONSOLE_SECRET; seals the TOTP secrets. */
  secret: Secret;
}

/** What the identity provider says of somebody. */
export interface Identity {
  subject: string;
  name: string;
  /** Null: the roles are those of the staff table. */
  roles: readonly Role[] | null;
}

/** What somebody typed to enter a break-glass account, and the network that it came from. */
export interface GivenPassword {
  name: string;
  password: string;
  code: string;
  from: string;
}

export interface StaffService {
  /** By id, whoever may have done something: persons and services. */
  readNames(): Promise<ReadonlyMap<string, string>>;
  /** The member as it is now; null: unknown or disabled. */
  findActive(id: string): Promise<StaffMember | null>;
  /** Enters whom the identity provider knows; a person who never came is noted. @throws NoRole */
  enterByIdentity(identity: Identity): Promise<StaffMember>;
  /** Enters a break-glass account. @throws LoginRefused */
  enterByPassword(given: GivenPassword): Promise<StaffMember>;
  /** Another code of a break-glass account, before an approval. @throws LoginRefused */
  confirmByCode(member: StaffMember, code: string): Promise<void>;
  /** Notes that somebody went, or that a login at the identity provider came to nothing. */
  note(actor: Pick<Actor, 'id' | 'name'>, action: 'staff.logged_out' | 'staff.confirmed'): Promise<void>;
  noteRefusal(refused: { code: string; from: string }): Promise<void>;
  /** Notes what somebody wanted to do and may not; the same once a minute. */
  noteForbidden(actor: Pick<Actor, 'id' | 'name'>, refused: { call: string; code: string }): Promise<void>;
}

/** Who works here, and how they come in. Everything is in the audit log. */
export function createStaffService(deps: StaffDeps): StaffService {
  const { database } = deps;
  const isNews = createRefusalMemory(deps.clock);
  return {
    async readNames() {
      const { staff, services } = database.stores;
      const known = await Promise.all([staff.listMembers(), services.listServices()]);
      return new Map(known.flat().map(({ id, name }) => [id, name]));
    },
    async findActive(id) {
      const member = await database.stores.staff.findMember(id);
      return member?.active ? member : null;
    },
    enterByIdentity: (identity) => enterByIdentity(deps, identity),
    enterByPassword: (given) => enterByPassword(deps, given),
    async confirmByCode(member, code) {
      const known = await database.stores.staff.findLocalMember(member.name);
      const isRight = known?.member.id === member.id && (await useCode(deps, known, code));
      await write(deps, member, {
        action: isRight ? 'staff.confirmed' : 'staff.confirmation_failed',
        details: {},
      });
      if (!isRight) throw LoginRefused();
    },
    note: (actor, action) => write(deps, actor, { action: action, details: {} }),
    noteRefusal: (refused) =>
      write(deps, NOBODY, {
        action: 'staff.login_failed',
        details: { way: 'identity_provider', ...refused },
      }),
    async noteForbidden(actor, { call, code }) {
      if (!isNews(`${actor.id} ${call} ${code}`)) return;
      await write(deps, actor, { action: 'staff.refused', details: { call, code } });
    },
  };
}

const NOBODY = { id: 'system', name: '' };

async function enterByPassword(
  deps: StaffDeps,
  { name, password, code, from }: GivenPassword,
): Promise<StaffMember> {
  const known = await deps.database.stores.staff.findLocalMember(name);
  const matches = await passwordMatches(password, known?.credentials ?? null);
  if (!known || !matches || !known.member.active || !(await useCode(deps, known, code))) {
    // A name that nobody has may be a password in the wrong field.
    const tried = known ? name : maskName(name);
    const details = { way: 'password', name: tried, from };
    await write(deps, known?.member ?? NOBODY, { action: 'staff.login_failed', details });
    throw LoginRefused();
  }
  await write(deps, known.member, { action: 'staff.logged_in', details: { way: 'password', from } });
  return known.member;
}

async function enterByIdentity({ database, clock }: StaffDeps, identity: Identity): Promise<StaffMember> {
  const entered = await database.transact(async (stores) => {
    const at = clock.now();
    const { subject, name } = identity;
    const known = await stores.staff.findMemberBySubject(subject);
    if (!known && !identity.roles?.length) return null;
    // Whether somebody may come in at all is not for a login to say, nor are roles that the provider does not give.
    const told = { name, ...(identity.roles && { roles: identity.roles }) };
    const member = known
      ? await stores.staff.changeMember(known.id, told, at)
      : newMember({ subject, roles: [], ...told, isLocal: false }, at);
    if (!known) await stores.staff.insertMember(member, null);
    const isIn = member.roles.length > 0 && member.active;
    const details: Record<string, string> = { way: 'identity_provider' };
    const [roles, before] = [member.roles.join(), known?.roles.join() ?? ''];
    if (before !== roles) Object.assign(details, { roles, roles_before: before });
    const action = isIn ? 'staff.logged_in' : 'staff.login_failed';
    await stores.audit.append(auditEntryOf(member, action, { subject: member.id, at, details }));
    return isIn ? member : null;
  });
  if (!entered) throw NoRole();
  return entered;
}

type Known = NonNullable<Awaited<ReturnType<Stores['staff']['findLocalMember']>>>;

/** Whether the code is right; then it is used up, at most once also by two at the same moment. */
async function useCode({ database, clock, secret }: StaffDeps, known: Known, code: string): Promise<boolean> {
  const step = await readCode(code, known.credentials, { key: secret, at: clock.now() });
  return step !== null && database.stores.staff.useTotpStep(known.member.id, step);
}

interface Noted {
  action: string;
  details: AuditEntry['details'];
}

function write(
  { database, clock }: StaffDeps,
  who: Pick<Actor, 'id' | 'name'>,
  { action, details }: Noted,
): Promise<void> {
  const what = { subject: who.id, at: clock.now(), details };
  return database.transact((stores) => stores.audit.append(auditEntryOf(who, action, what)));
}
