export interface Person {
  /** The subject of its ID tokens, and what the button of the login page sends. */
  subject: string;
  name: string;
  roles: readonly string[];
  /** What the person does, as the login page says it. */
  title: string;
}

/** One for each role, and two reviewers, so that one can decide about what the other has proposed. Nobody exists. */
export const PERSONS: readonly Person[] = [
  person('lin', '林晓', 'clerk', '记账员 Clerk'),
  person('wang', '王芳', 'reviewer', '复核员 Reviewer'),
  person('zhao', '赵敏', 'reviewer', '复核员 Reviewer'),
  person('chen', '陈刚', 'finance_lead', '财务负责人 Finance lead'),
  person('zhou', '周洁', 'treasury_officer', '国库专员 Treasury officer'),
  person('sun', '孙立', 'auditor', '审计员 Auditor'),
  person('wu', '吴婷', 'support', '12345 热线 Support'),
  person('zheng', '郑浩', 'administrator', '管理员 Administrator'),
  person('guest', '路过', null, '没有角色 No role'),
];

function person(subject: string, name: string, role: string | null, title: string): Person {
  return { subject, name, roles: role === null ? [] : [role], title };
}
