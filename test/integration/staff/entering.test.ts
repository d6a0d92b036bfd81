import { Pool } from 'pg';
import { createDatabase, type Database } from '../../../src/db/database';
import { Secret } from '../../../src/kernel/secret';
import type { Actor } from '../../../src/staff/actor';
import { createStaffAdministration } from '../../../src/staff/administration.service';
import { createStaffService } from '../../../src/staff/staff.service';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { MovedClock } from '../../support/moved-clock';
import { totpCode } from '../../support/totp';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
const secret = new Secret('a secret of forty characters for the tests');
const administrator: Actor = { id: 'stf_admin', name: '管理员', permissions: new Set(['staff.manage']) };
let own: TestDatabase;
let database: Database;
let pool: Pool;
let count = 0;

beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, poolSize: 4 });
  pool = new Pool({ connectionString: own.url, max: 1 });
  pool.on('error', () => undefined);
});

afterAll(async () => {
  await Promise.all([database.close(), pool.end()]);
  await own.drop();
});

const staff = () => createStaffService({ database, clock, secret });
const administration = () => createStaffAdministration({ database, clock, secret });
const actions = async (subject: string) =>
  (
    await pool.query<{ action: string }>('select action from audit_entry where subject = $1 order by seq', [
      subject,
    ])
  ).rows.map(({ action }) => action);

async function breakGlass() {
  const name = `glass-${++count}`;
  const terms = { name, roles: ['finance_lead'] as const, subject: null, isLocal: true };
  const { member, password = '', totpUri = '' } = await administration().createMember(administrator, terms);
  const code = (seconds = 0) => totpCode(totpUri, new Date(clock.now().getTime() + seconds * 1_000));
  return { member, given: { name, password, code: code(), from: '203.0.113.0' }, code };
}

const LATER = 60_000;
const wait = () => clock.moveTo(new Date(clock.now().getTime() + LATER).toISOString());

describe('a break-glass account', () => {
  test('comes in with password and code, which is written down', async () => {
    const { member, given } = await breakGlass();
    expect(await staff().enterByPassword(given)).toMatchObject({ id: member.id, isLocal: true });
    expect(await actions(member.id)).toEqual(['staff.created', 'staff.logged_in']);
  });

  test('a code is good once, also for two at the same moment', async () => {
    const { given } = await breakGlass();
    const tries = await Promise.allSettled([staff().enterByPassword(given), staff().enterByPassword(given)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(staff().enterByPassword(given)).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
  });

  test.each([
    ['another password', { password: 'x'.repeat(20) }],
    ['another code', { code: '000000' }],
    ['no code', { code: '' }],
    ['another name', { name: 'nobody' }],
  ])('with %s nobody comes in, and the answer is the same', async (_what, change) => {
    const { member, given } = await breakGlass();
    await expect(staff().enterByPassword({ ...given, ...change })).rejects.toMatchObject({
      code: 'LOGIN_REFUSED',
    });
    const subject = 'name' in change ? 'system' : member.id;
    expect((await actions(subject)).at(-1)).toBe('staff.login_failed');
    const { rows } = await pool.query('select details from audit_entry order by seq desc limit 1');
    const name = 'name' in change ? 'n**' : given.name;
    expect(rows).toEqual([{ details: { way: 'password', name, from: given.from } }]);
  });

  test('a code of two minutes ago is too old', async () => {
    const { given, code } = await breakGlass();
    await expect(staff().enterByPassword({ ...given, code: code(-120) })).rejects.toMatchObject({
      code: 'LOGIN_REFUSED',
    });
  });

  test('confirms with a further code, not with the one that it came in with', async () => {
    const { member, given, code } = await breakGlass();
    await staff().enterByPassword(given);
    await expect(staff().confirmByCode(member, given.code)).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
    wait();
    await staff().confirmByCode(member, code());
    expect(await actions(member.id)).toEqual([
      ...['staff.created', 'staff.logged_in', 'staff.confirmation_failed', 'staff.confirmed'],
    ]);
  });

  test('that was disabled does not come in, and is nobody from then on', async () => {
    const { member, given } = await breakGlass();
    await administration().disableMember(administrator, member.id);
    expect(await staff().findActive(member.id)).toBeNull();
    await expect(staff().enterByPassword(given)).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
  });

  test('keeps neither its password nor its TOTP secret as it is', async () => {
    const { member, given } = await breakGlass();
    const { rows } = await pool.query<{ kept: string }>(
      'select row_to_json(m)::text as kept from staff_member m where id = $1',
      [member.id],
    );
    expect(rows[0]?.kept).toContain('$argon2id$');
    expect(rows[0]?.kept).not.toContain(given.password);
  });
});

describe('somebody whom the identity provider knows', () => {
  const identity = (more: object = {}) => ({
    subject: `p-${++count}`,
    name: '王芳',
    roles: ['clerk' as const],
    ...more,
  });

  test('is noted when coming for the first time, and is the same person the next time', async () => {
    const known = identity();
    const first = await staff().enterByIdentity(known);
    const second = await staff().enterByIdentity({ ...known, name: '王芳芳', roles: ['reviewer'] });
    expect(second).toMatchObject({ id: first.id, name: '王芳芳', roles: ['reviewer'] });
    const { rows } = await pool.query('select details from audit_entry where subject = $1 order by seq', [
      first.id,
    ]);
    expect(rows.map((row: { details: object }) => row.details)).toEqual([
      { way: 'identity_provider', roles: 'clerk', roles_before: '' },
      { way: 'identity_provider', roles: 'reviewer', roles_before: 'clerk' },
    ]);
  });

  test('without a role does not come in; a role that was taken away is gone', async () => {
    await expect(staff().enterByIdentity(identity({ roles: [] }))).rejects.toMatchObject({ code: 'NO_ROLE' });
    const known = identity();
    const { id } = await staff().enterByIdentity(known);
    await expect(staff().enterByIdentity({ ...known, roles: [] })).rejects.toMatchObject({ code: 'NO_ROLE' });
    expect(await staff().findActive(id)).toMatchObject({ roles: [] });
  });

  test('has the roles of the staff table where the provider does not say them', async () => {
    const known = identity({ roles: null });
    await expect(staff().enterByIdentity(known)).rejects.toMatchObject({ code: 'NO_ROLE' });
    const terms = { name: '王芳', roles: ['auditor'] as const, subject: known.subject, isLocal: false };
    await administration().createMember(administrator, terms);
    expect(await staff().enterByIdentity(known)).toMatchObject({ roles: ['auditor'] });
  });

  test('who was disabled here does not come in, whatever the provider says', async () => {
    const known = identity();
    const { id } = await staff().enterByIdentity(known);
    await administration().disableMember(administrator, id);
    await expect(staff().enterByIdentity(known)).rejects.toMatchObject({ code: 'NO_ROLE' });
    expect((await actions(id)).at(-1)).toBe('staff.login_failed');
  });
});

test('only who may manage the staff changes it', async () => {
  const clerk: Actor = { id: 'stf_c', name: '张', permissions: new Set(['books.read']) };
  const refusal = { code: 'STAFF_FORBIDDEN' };
  const { member } = await breakGlass();
  await expect((async () => administration().disableMember(clerk, member.id))()).rejects.toMatchObject(
    refusal,
  );
  await expect(
    (async () => administration().setRoles(clerk, member.id, ['reviewer']))(),
  ).rejects.toMatchObject(refusal);
  expect(await staff().findActive(member.id)).toMatchObject({ roles: ['finance_lead'] });
});

test('who is disabled while they log in stays out, and disabled', async () => {
  const identity = { subject: 'sub-race', name: '李雷', roles: ['clerk' as const] };
  const { id } = await staff().enterByIdentity(identity);
  const other = await pool.connect();
  await other.query('begin');
  await other.query('update staff_member set active = false where id = $1', [id]);
  const login = expect(staff().enterByIdentity(identity)).rejects.toMatchObject({ code: 'NO_ROLE' });
  const isWaiting = async () =>
    (await other.query(`select 1 from pg_locks where not granted and pid <> pg_backend_pid()`)).rowCount;
  while (!(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 10));
  await other.query('commit');
  other.release();
  await login;
  const { rows } = await pool.query('select active from staff_member where id = $1', [id]);
  expect(rows).toEqual([{ active: false }]);
});
