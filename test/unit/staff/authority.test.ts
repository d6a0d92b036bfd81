import { PERMISSIONS, PERMISSIONS_OF, permissionsOf, ROLES } from '../../../src/staff/actor';
import type { Role } from '../../../src/staff/actor';
import { requireOther, requirePermission } from '../../../src/staff/authority';

const person = (...roles: Role[]) => ({ id: 'stf_1', name: '王芳', permissions: permissionsOf(roles) });

describe('who may do what', () => {
  test('a person may do what one of their roles allows', () => {
    expect(() => requirePermission(person('auditor', 'clerk'), 'differences.propose')).not.toThrow();
  });

  test('what no role allows is refused, and the answer names what is needed', () => {
    const attempt = () => requirePermission(person('clerk'), 'refunds.approve');
    expect(attempt).toThrow(
      expect.objectContaining({
        kind: 'forbidden',
        code: 'STAFF_FORBIDDEN',
        details: { permission: 'refunds.approve' },
      }),
    );
  });

  test('nobody decides about what they proposed, not even with every role', () => {
    expect(() => requireOther(person(...ROLES), 'stf_1')).toThrow(
      expect.objectContaining({ kind: 'forbidden', code: 'OWN_PROPOSAL' }),
    );
  });

  test('a colleague decides, and about what a rule proposed everybody who may', () => {
    expect(() => requireOther(person('reviewer'), 'stf_2')).not.toThrow();
    expect(() => requireOther(person('reviewer'), null)).not.toThrow();
  });

  test('each permission belongs to a role', () => {
    expect([...permissionsOf(ROLES)].sort()).toEqual([...PERMISSIONS].sort());
  });

  test.each(['support', 'auditor', 'administrator'] as const)('%s moves no money', (role) => {
    const moving = PERMISSIONS_OF[role].filter((permission) =>
      /propose|approve|close|remittances|upload/.test(permission),
    );
    expect(moving).toEqual([]);
  });
});
