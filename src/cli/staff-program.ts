import { type Command, InvalidArgumentError } from 'commander';
import { loadConsoleSecret } from '../config/config';
import { readEnvironment } from '../config/environment';
import type { Database } from '../db/database';
import { systemClock } from '../kernel/clock';
import { ROLES } from '../staff/actor';
import type { Actor, Role } from '../staff/actor';
import { readRoles } from '../staff/member';
import type { StaffMember } from '../staff/member';
import { createStaffAdministration } from '../staff/administration.service';
import type { StaffAdministration } from '../staff/administration.service';
import { CommandError, createProgram, withDatabase } from './command';

/** Whoever may run commands on this machine may say who comes in. */
const OPERATOR: Actor = { id: 'system', name: 'npm run staff', permissions: new Set(['staff.manage']) };
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._·-]{0,63}$/u;

interface CreateOptions {
  roles: Role[];
  local?: boolean;
  subject?: string;
  json?: boolean;
}

function administer<T>(work: (staff: StaffAdministration, database: Database) => Promise<T>): Promise<T> {
  const secret = loadConsoleSecret(readEnvironment());
  if (secret === null) throw new CommandError('Set CONSOLE_SECRET first: there is no console without it.');
  return withDatabase((database) =>
    work(createStaffAdministration({ database, secret, clock: systemClock }), database),
  );
}

async function create(name: string, { roles, subject, ...options }: CreateOptions): Promise<void> {
  const isLocal = options.local ?? false;
  if (isLocal === (subject !== undefined)) {
    throw new CommandError(
      'Say --subject SUBJECT for who comes from the identity provider, or --local for a break-glass account.',
    );
  }
  const made = await administer(async (staff, { stores }) => {
    await refuseKnown(stores.staff, isLocal ? name : null, subject ?? null);
    return staff.createMember(OPERATOR, { name, roles, subject: subject ?? null, isLocal });
  });
  if (options.json) {
    const { password, totpUri } = made;
    console.log(JSON.stringify({ ...describe(made.member), password, totp_uri: totpUri }));
    return;
  }
  console.log(`Member    ${made.member.name} (${made.member.id})\nRoles     ${made.member.roles.join(', ')}`);
  if (made.password === undefined) return;
  console.log(`Password  ${made.password}
TOTP      ${made.totpUri}

Store both now, where they are found when the identity provider is away: they are not shown again.`);
}

async function refuseKnown(
  staff: Database['stores']['staff'],
  localName: string | null,
  subject: string | null,
): Promise<void> {
  if (localName !== null && (await staff.findLocalMember(localName)))
    throw new CommandError(`There is a break-glass account "${localName}".`);
  if (subject !== null && (await staff.findMemberBySubject(subject)))
    throw new CommandError(`There is a member with the subject "${subject}".`);
}

async function list(options: { json?: boolean }): Promise<void> {
  const members = await withDatabase(({ stores }) => stores.staff.listMembers());
  if (options.json) {
    console.log(JSON.stringify({ data: members.map(describe) }));
    return;
  }
  for (const { id, name, roles, active, isLocal, subject } of members) {
    const way = isLocal ? 'break-glass' : (subject ?? '-');
    console.log([id, name, roles.join(',') || '-', way, active ? 'active' : 'disabled'].join('\t'));
  }
  if (members.length === 0)
    console.log('There is nobody yet. Add somebody: npm run staff -- create NAME --roles ROLE');
}

async function disable(id: string): Promise<void> {
  const { name } = await administer((staff) => staff.disableMember(OPERATOR, id));
  console.log(`${name} (${id}) is disabled, from the next request on.`);
}

async function changeRoles(id: string, { roles }: { roles: Role[] }): Promise<void> {
  const member = await administer((staff) => staff.setRoles(OPERATOR, id, roles));
  console.log(`${member.name} (${id}) has the roles ${member.roles.join(', ')}, from the next request on.`);
}

function describe({ id, name, subject, roles, active, isLocal, createdAt }: StaffMember) {
  return { id, name, subject, roles, active, is_local: isLocal, created_at: createdAt.toISOString() };
}

function readName(text: string): string {
  if (!NAME.test(text)) throw new InvalidArgumentError('It has 1 to 64 letters, digits, spaces and . _ · -');
  return text;
}

function readRoleList(text: string): Role[] {
  const words = text.split(',').map((word) => word.trim());
  const roles = readRoles(words);
  if (roles.length !== new Set(words).size)
    throw new InvalidArgumentError(`The roles are ${ROLES.join(', ')}.`);
  return roles;
}

/** `npm run staff -- create NAME --roles ROLE,…`, `roles ID --roles ROLE,…`, `disable ID` and `list`. */
export function createStaffProgram(): Command {
  const program = createProgram(
    'npm run staff --',
    'Who comes into the console, and what they may do there.',
  );
  program
    .command('create')
    .description('Adds a member. Password and TOTP of a break-glass account are shown this once.')
    .argument('<name>', 'name of the person, or of the account', readName)
    .requiredOption('--roles <roles>', `with commas between them: ${ROLES.join(', ')}`, readRoleList)
    .option('--subject <subject>', 'who this is at the identity provider')
    .option('--local', 'a break-glass account: password and TOTP')
    .option('--json', 'print JSON')
    .action(create);
  program
    .command('roles')
    .description('Gives a member other roles. With OIDC_ROLES_FROM=claim the next login overrides that.')
    .argument('<id>', 'stf_…')
    .requiredOption('--roles <roles>', 'instead of those that the member had', readRoleList)
    .action(changeRoles);
  program
    .command('disable')
    .description('Lets a member in no more.')
    .argument('<id>', 'stf_…')
    .action(disable);
  program.command('list').description('Lists the members.').option('--json', 'print JSON').action(list);
  return program;
}
