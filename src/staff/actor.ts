/** What somebody of the finance department may be; one person may have several. */
export const ROLES = [
  'clerk',
  'reviewer',
  'finance_lead',
  'treasury_officer',
  'auditor',
  'support',
  'administrator',
] as const;

export type Role = (typeof ROLES)[number];

/** What can be done with money, and what can be seen. */
export const PERMISSIONS = [
  'books.read',
  'differences.propose',
  'differences.approve',
  'refunds.propose',
  'refunds.approve',
  // Above the limit, and of what was remitted to the treasury.
  'refunds.approve_all',
  'statements.upload',
  'days.close',
  'remittances.make',
  'remittances.check',
  'reports.export',
  // A schedule's file leaves the house by itself: who only looks does not set it off.
  'schedules.run',
  'audit.read',
  'orders.search',
  'disputes.hold',
  'staff.manage',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const CLERK: readonly Permission[] = [
  'books.read',
  'differences.propose',
  'refunds.propose',
  'statements.upload',
  'reports.export',
  'schedules.run',
];

/** Who approves is never who proposed, whatever the roles say: `requireOther` (会计法 25, domain R29). */
export const PERMISSIONS_OF: Readonly<Record<Role, readonly Permission[]>> = {
  clerk: CLERK,
  reviewer: [...CLERK, 'differences.approve', 'refunds.approve'],
  finance_lead: [
    ...CLERK,
    'differences.approve',
    'refunds.approve',
    'refunds.approve_all',
    'days.close',
    'remittances.check',
    'audit.read',
  ],
  treasury_officer: [
    'books.read',
    'reports.export',
    'schedules.run',
    'remittances.make',
    'remittances.check',
  ],
  auditor: ['books.read', 'reports.export', 'audit.read'],
  support: ['orders.search', 'disputes.hold'],
  administrator: ['staff.manage', 'audit.read'],
};

/** Who does something: a person of the finance department, or a service by its key. */
export interface Actor {
  /** `stf_…` of a person, `svc_…` of a service; four eyes compare it. */
  id: string;
  name: string;
  permissions: ReadonlySet<Permission>;
  /** Permissions for which the person has to confirm first that it is them; none, unless said. */
  unconfirmed?: ReadonlySet<Permission>;
}

/** What lets money go, or closes what cannot be opened again: asked for within the last minutes who it is. */
export const STEP_UP_PERMISSIONS: ReadonlySet<Permission> = new Set<Permission>([
  'differences.approve',
  'refunds.approve',
  'refunds.approve_all',
  'days.close',
  'remittances.check',
  // Who could let somebody in could let themselves do anything.
  'staff.manage',
]);

/** What the roles allow together. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => PERMISSIONS_OF[role]));
}

/** The roles any of which allows it. */
export const rolesWith = (permission: Permission): Role[] =>
  ROLES.filter((role) => PERMISSIONS_OF[role].includes(permission));
