import type { AppError } from '../../kernel/errors';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';

/** What people read where something was refused, by its code: what happened, and what to do now. */
const PROBLEMS: Readonly<Record<string, Words>> = {
  STAFF_FORBIDDEN: words(
    '您的角色无权执行此操作，未作任何更改。请联系管理员，或请有权限的同事处理。',
    'Your roles do not allow this. Nothing was changed. Ask an administrator, or a colleague who may.',
  ),
  OWN_PROPOSAL: words(
    '提出人不能审批自己的申请，未作任何更改，资金未动。请由另一位同事审批。',
    'Whoever proposed something cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
  ),
  REFUND_OWN_APPROVAL: words(
    '提出人不能审批自己的退款申请，未作任何更改，资金未动。请由另一位同事审批。',
    'Whoever asked for a refund cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
  ),
  CLAIM_OWN_APPROVAL: words(
    '提出人不能审批自己的认领，未作任何更改，资金未动。请由另一位同事审批。',
    'Whoever made a claim cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
  ),
  REFUND_NOT_IN_STATE: words(
    '该退款已被处理，当前状态不允许此操作，未作任何更改。请查看最新状态。',
    'The refund does not stand where this can be done any more. Nothing was changed. Look at where it stands now.',
  ),
  CLAIM_NOT_IN_STATE: words(
    '该认领已被处理，未作任何更改。请查看最新状态。',
    'The claim has been decided already. Nothing was changed. Look at where it stands now.',
  ),
  REFUND_ABOVE_LIMIT: words(
    '金额超过您的审批限额，资金未动。请由财务负责人审批。',
    'The amount is above what you may let go. No money moved. Ask the finance lead.',
  ),
  REFUND_NEEDS_FINANCE: words(
    '该笔款项已缴国库，须由财务负责人审批，资金未动。',
    'The money has been remitted to the treasury, so the finance lead decides. No money moved.',
  ),
  PAYEE_ACCOUNT_INVALID: words(
    '请填写户名、开户行和 8 至 32 位数字的账号，未作任何更改。',
    'Name and bank, and a number of 8 to 32 digits, are needed. Nothing was changed.',
  ),
  PAYEE_ACCOUNT_OWN_ENTRY: words(
    '录入人不能核验自己录入的账户，未作任何更改。请由另一位同事核验。',
    'Whoever entered an account cannot verify it. Nothing was changed. Ask a colleague.',
  ),
  PAYEE_ACCOUNT_DIFFERS: words(
    '账号与录入的不一致，未作任何更改。请核对收款人的材料；录入有误的请重新录入。',
    'The number is not the one that was entered. Nothing was changed. Look at the paper; enter it anew if it is wrong.',
  ),
  PAYEE_ACCOUNT_VERIFIED: words(
    '该账户已核验，未作任何更改。',
    'The account has been verified already. Nothing was changed.',
  ),
  PAYEE_ACCOUNT_UNVERIFIED: words(
    '银行退款须先录入收款账户，并由另一位同事核验，资金未动。',
    'Money goes by bank only to an account that one has entered and another has verified. No money moved.',
  ),
  PAYEE_ACCOUNT_SECRET_MISSING: words(
    '系统未配置账户加密密钥，不能录入账户。请联系运维。',
    'There is nothing to seal an account with, so none is kept. Ask the operator.',
  ),
  REFUND_DAY_INVALID: words(
    '付款日期不能晚于今天，也不能早于退款申请日，未作任何更改。',
    'The day is to come, or before the refund was asked for. Nothing was changed.',
  ),
  REFUND_DAY_CLOSED: words(
    '该营业日已关账，不能再记账，未作任何更改。请填写未关账的日期，或不填日期。',
    'This day is closed, so nothing is booked to it. Nothing was changed. Name an open day, or none.',
  ),
  DISPUTE_HELD: words(
    '该订单有争议冻结，退款须等待解除冻结，资金未动。',
    'There is a dispute hold on the order, so the refund waits. No money moved.',
  ),
  OVERLOADED: words(
    '系统正忙，优先处理支付，本次操作未作任何更改。请几秒后重试。',
    'The system is busy and sees to payments first. Nothing was changed. Try again in a few seconds.',
  ),
  REASON_MISSING: words('请填写原因，未作任何更改。', 'Say why. Nothing was changed.'),
  LOGIN_REFUSED: words(
    '用户名、密码或动态码不正确，或账号已停用。每个动态码只能使用一次，请等待下一个。',
    'Name, password or code is wrong, or the account is disabled. A code is good once: wait for the next.',
  ),
  LOGIN_WAIT: words('尝试次数过多，请 15 分钟后再试。', 'Too many tries. Wait a quarter of an hour.'),
  NO_ROLE: words(
    '您在本系统没有角色，或账号已停用。请联系管理员。',
    'You have no role here, or your account is disabled. Ask an administrator.',
  ),
  IDENTITY_AWAY: words(
    '统一身份认证暂时没有响应，请稍后再试；紧急时可使用应急账号。',
    'The identity provider does not answer. Try again in a moment; in an emergency use a break-glass account.',
  ),
  IDENTITY_REFUSED: words(
    '统一身份认证未通过，请重新登录。',
    'The identity provider did not let you in. Log in again.',
  ),
  CROSS_SITE_REQUEST: words(
    '该表单来自其他网站，未作任何更改。请回到工作台页面重新操作。',
    'This form was sent from another site. Nothing was done. Go back to the console and do it there.',
  ),
  DATABASE_UNAVAILABLE: words(
    '数据库暂时不可用。请稍后刷新，查看操作是否已生效，再决定是否重做。',
    'The database is away. Reload in a moment and see whether it was done before you do it again.',
  ),
};

const BY_STATUS: Readonly<Record<number, Words>> = {
  404: words(
    '没有找到这个页面或这条记录。请检查编号是否完整。',
    'There is no such page or record. Check that the number is complete.',
  ),
  500: words(
    '我们这边出了问题，已记录。请稍后查看操作是否已生效。',
    'Something went wrong on our side and was noted. See in a while whether it was done.',
  ),
};

/** What a person is told of a problem: our words for its code, else for its status, else the code. */
export function problemWords(error: AppError | null, status: number, language: Language): string {
  const known = (error && PROBLEMS[error.code]) ?? BY_STATUS[status];
  if (known) return known[language];
  if (language === 'en' && error) return error.message;
  return `操作没有执行（${error?.code ?? status}），未作任何更改。`;
}
