import type { DbClient } from '../db/client';
import { readRoles } from './member';
import type { StaffMember } from './member';

/** What a break-glass account is entered with; never shown. */
export interface LocalCredentials {
  passwordHash: string;
  totpSealed: Uint8Array;
  /** The last time step that was used; null: none yet. */
  totpStep: bigint | null;
}

export type MemberChanges = Partial<Pick<StaffMember, 'name' | 'roles' | 'active'>>;

export interface StaffStore {
  findMember(id: string): Promise<StaffMember | null>;
  findMemberBySubject(subject: string): Promise<StaffMember | null>;
  /** Break-glass accounts alone have a name of their own. */
  findLocalMember(name: string): Promise<{ member: StaffMember; credentials: LocalCredentials } | null>;
  /** Oldest first. */
  listMembers(): Promise<StaffMember[]>;
  insertMember(member: StaffMember, credentials: LocalCredentials | null): Promise<void>;
  /** Name, roles and whether active. */
  /** Writes just what changes, so that two who change different things at once both do. */
  changeMember(id: string, changes: MemberChanges, at: Date): Promise<StaffMember>;
  /** Uses up a time step; false where it, or a later one, was used before. */
  useTotpStep(id: string, step: bigint): Promise<boolean>;
}

type Row = NonNullable<Awaited<ReturnType<DbClient['staffMember']['findUnique']>>>;

/** Members and their credentials on a client or a transaction. */
export function createStaffStore(client: DbClient): StaffStore {
  return {
    async findMember(id) {
      const row = await client.staffMember.findUnique({ where: { id } });
      return row && toMember(row);
    },
    async findMemberBySubject(subject) {
      const row = await client.staffMember.findUnique({ where: { subject } });
      return row && toMember(row);
    },
    findLocalMember: (name) => findLocalMember(client, name),
    async listMembers() {
      return (await client.staffMember.findMany({ orderBy: { id: 'asc' } })).map(toMember);
    },
    async insertMember({ isLocal: _, roles, ...member }, credentials) {
      const kept = credentials && { ...credentials, totpSealed: Uint8Array.from(credentials.totpSealed) };
      await client.staffMember.create({ data: { ...member, roles: [...roles], ...kept } });
    },
    async changeMember(id, { roles, ...changes }, at) {
      const data = { ...changes, ...(roles && { roles: [...roles] }), updatedAt: at };
      return toMember(await client.staffMember.update({ where: { id }, data }));
    },
    async useTotpStep(id, step) {
      const { count } = await client.staffMember.updateMany({
        where: { id, OR: [{ totpStep: null }, { totpStep: { lt: step } }] },
        data: { totpStep: step },
      });
      return count === 1;
    },
  };
}

async function findLocalMember(client: DbClient, name: string): ReturnType<StaffStore['findLocalMember']> {
  const row = await client.staffMember.findFirst({ where: { name, passwordHash: { not: null } } });
  if (!row?.passwordHash || !row.totpSealed) return null;
  const { passwordHash, totpSealed, totpStep } = row;
  return { member: toMember(row), credentials: { passwordHash, totpSealed, totpStep } };
}

function toMember(row: Row): StaffMember {
  const { id, name, subject, active, createdAt, updatedAt } = row;
  const isLocal = row.passwordHash !== null;
  return { id, name, subject, roles: readRoles(row.roles), active, isLocal, createdAt, updatedAt };
}
