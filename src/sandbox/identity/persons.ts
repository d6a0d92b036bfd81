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
  { subject: 'lin', name: '林晓', roles: ['clerk'], title: '记账员 Clerk' },
  { subject: 'wang', name: '王芳', roles: ['reviewer'], title: '复核员 Reviewer' },
  { subject: 'zhao', name: '赵敏', roles: ['reviewer'], title: '复核员 Reviewer' },
  { subject: 'chen', name: '陈刚', roles: ['finance_lead'], title: '财务负责人 Finance lead' },
  { subject: 'zhou', name: '周洁', roles: ['treasury_officer'], title: '国库专员 Treasury officer' },
  { subject: 'sun', name: '孙立', roles: ['auditor'], title: '审计员 Auditor' },
  { subject: 'wu', name: '吴婷', roles: ['support'], title: '12345 热线 Support' },
  { subject: 'zheng', name: '郑浩', roles: ['administrator'], title: '管理员 Administrator' },
  { subject: 'guest', name: '路过', roles: [], title: '没有角色 No role' },
];
