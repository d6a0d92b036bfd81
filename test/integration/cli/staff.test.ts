import { createStaffProgram } from '../../../src/cli/staff-program';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { jsonOf, runHere } from './run-command';

let testDatabase: TestDatabase;

beforeAll(async () => {
  process.env.CONSOLE_SECRET = 'a secret of forty characters for the tests';
  testDatabase = await createTestDatabase();
});

afterAll(async () => {
  delete process.env.CONSOLE_SECRET;
  await testDatabase.drop();
});

const staff = (...args: string[]) => runHere(testDatabase.url, createStaffProgram(), ...args);

test('a break-glass account has a password and a TOTP address, shown once', async () => {
  const { stdout } = await staff('create', 'break-glass-1', '--roles', 'finance_lead', '--local');
  expect(stdout).toMatch(/^Password {2}[0-9a-z]{20}$/m);
  expect(stdout).toMatch(/^TOTP {6}otpauth:\/\/totp\/\S+secret=[A-Z2-7]+/m);
  expect((await staff('list')).stdout).toMatch(
    /^stf_\S+\tbreak-glass-1\tfinance_lead\tbreak-glass\tactive$/m,
  );
  expect((await staff('list', '--json')).stdout).not.toMatch(/password|totp|argon/);
});

test('a member who comes from the identity provider is disabled, and gets other roles', async () => {
  const made = jsonOf(
    await staff('create', '王芳', '--roles', 'clerk,auditor', '--subject', 'wang', '--json'),
  );
  expect(made).toMatchObject({ name: '王芳', roles: ['clerk', 'auditor'], subject: 'wang', is_local: false });
  const { id } = made as { id: string };
  expect((await staff('roles', id, '--roles', 'reviewer')).stdout).toContain('reviewer');
  await staff('disable', id);
  expect((await staff('list')).stdout).toContain(`${id}\t王芳\treviewer\twang\tdisabled`);
});

test.each([
  [['create', 'x', '--roles', 'king', '--local'], 2, 'The roles are'],
  [['create', 'x', '--roles', 'clerk'], 1, 'Say --subject'],
  [['create', 'break-glass-1', '--roles', 'clerk', '--local'], 1, 'There is a break-glass account'],
  [['create', 'y', '--roles', 'clerk', '--subject', 'wang'], 1, 'There is a member with the subject'],
  [['disable', 'stf_nobody'], 1, 'There is no such member'],
])('%j is refused with what is wrong', async (args, exitCode, message) => {
  const ended = await staff(...args);
  expect(ended).toMatchObject({ exitCode });
  expect(ended.stderr).toContain(message);
});

test('without CONSOLE_SECRET it says so', async () => {
  const { CONSOLE_SECRET: before } = process.env;
  process.env.CONSOLE_SECRET = '';
  const ended = await staff('disable', 'stf_x');
  process.env.CONSOLE_SECRET = before;
  expect(ended).toMatchObject({ exitCode: 1 });
  expect(ended.stderr).toContain('CONSOLE_SECRET');
});
