import { words } from './page';
import type { Words } from './page';

/**
 * What people read where something was refused, by its code: what happened, and what to do now. Only where it is not what
 * the API says (`problem-zh`, and the English of the error itself).
 */
export const PROBLEMS: Readonly<Record<string, Partial<Words>>> = {
  STAFF_FORBIDDEN: words(
    '您的角色无权执行此操作，未作任何更改。请联系管理员，或请有权限的同事处理。',
    'Your roles do not allow this. Nothing was changed. Ask an administrator, or a colleague who may.',
  ),
  OWN_PROPOSAL: words(
    '提出人不能审批自己的申请，未作任何更改，资金未动。请由另一位同事审批。',
    'Whoever proposed something cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
  ),
  REFUND_OWN_APPROVAL: {
    en: 'Whoever asked for a refund cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
  },
  CLAIM_OWN_APPROVAL: {
    en: 'Whoever made a claim cannot decide about it. Nothing was changed and no money moved. Ask a colleague.',
  },
  REFUND_NOT_IN_STATE: {
    en: 'The refund does not stand where this can be done any more. Nothing was changed. Look at where it stands now.',
  },
  CLAIM_NOT_IN_STATE: {
    en: 'The claim has been decided already. Nothing was changed. Look at where it stands now.',
  },
  REFUND_ABOVE_LIMIT: {
    en: 'The amount is above what you may let go. No money moved. Ask the finance lead.',
  },
  REFUND_NEEDS_FINANCE: {
    en: 'The money has been remitted to the treasury, so the finance lead decides. No money moved.',
  },
  PAYEE_ACCOUNT_INVALID: {
    en: 'Name and bank, and a number of 8 to 32 digits, are needed. Nothing was changed.',
  },
  PAYEE_ACCOUNT_OWN_ENTRY: {
    en: 'Whoever entered an account cannot verify it. Nothing was changed. Ask a colleague.',
  },
  PAYEE_ACCOUNT_DIFFERS: {
    en: 'The number is not the one that was entered. Nothing was changed. Look at the paper; enter it anew if it is wrong.',
  },
  PAYEE_ACCOUNT_VERIFIED: { en: 'The account has been verified already. Nothing was changed.' },
  PAYEE_ACCOUNT_UNVERIFIED: {
    en: 'Money goes by bank only to an account that one has entered and another has verified. No money moved.',
  },
  PAYEE_ACCOUNT_SECRET_MISSING: {
    en: 'There is nothing to seal an account with, so none is kept. Ask the operator.',
  },
  REFUND_DAY_INVALID: { en: 'The day is to come, or before the refund was asked for. Nothing was changed.' },
  REFUND_DAY_CLOSED: {
    en: 'This day is closed, so nothing is booked to it. Nothing was changed. Name an open day, or none.',
  },
  OVERLOADED: words(
    '系统正忙，优先处理支付，本次操作未作任何更改。请几秒后重试。',
    'The system is busy and sees to payments first. Nothing was changed. Try again in a few seconds.',
  ),
  DISPUTE_HELD: { en: 'There is a dispute hold on the order, so the refund waits. No money moved.' },
  REASON_MISSING: { en: 'Say why. Nothing was changed.' },
  REASON_TOO_LONG: { en: 'What you wrote is too long. Nothing was changed. Shorten it and send it again.' },
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
  FILE_MISSING: words('请选择文件，未作任何更改。', 'Choose a file. Nothing was changed.'),
  BODY_TOO_LARGE: words(
    '文件过大：此处最大 32 MB（附件 5 MB）。更大的对账单请通过接口 POST /v1/statements 上传。',
    'The file is too large: 32 MB here, 5 MB for an attachment. Larger statements go to POST /v1/statements.',
  ),
  REQUEST_INVALID: words(
    '填写内容有误，未作任何更改。',
    'Something that was filled in is not valid. Nothing was changed.',
  ),
  STATEMENT_REFUSED: words(
    '对账单整份拒收：文件损坏或格式不符。未保存任何内容，原结果不变。请从渠道后台重新下载后再传。',
    'The statement was refused as a whole: it is damaged or of another form. Nothing was kept and the result before stands. Download it again from the channel.',
  ),
  STATEMENT_WRONG_DAY: words(
    '文件中有记录不属于所选营业日（个别跨零点的记录除外）。未保存，原结果不变。请核对日期，并从渠道后台重新下载当日文件。',
    'Rows of the file are of another day, and not just around midnight. Nothing was kept and the result before stands. Choose the day of the file, or download that of this day again.',
  ),
  STATEMENT_EMPTY_BUT_WE_HAVE_MONEY: {
    en: 'The file is empty, but we booked money on that day. Nothing was kept. Ask the channel.',
  },
  STATEMENT_EMPTY_BUT_HAD_LINES: {
    en: 'The file is empty, but the version before had rows. Nothing was kept. Ask the channel.',
  },
  BANK_FILE_REFUSED: words(
    '银行文件整份拒收，未导入任何内容，资金未动。请更正文件或列映射后重新上传。',
    'The bank file was refused as a whole. Nothing was imported and no money moved. Correct the file or its mapping.',
  ),
  BANK_ACCOUNT_UNKNOWN: words(
    '银行文件含未登记的账号，未导入任何内容，资金未动。',
    'The bank file is about an account that its mapping does not know. Nothing was imported and no money moved.',
  ),
  ACTION_NOT_ALLOWED: words(
    '该类差异不能这样处理，未作任何更改，资金未动。',
    'This cannot be done about such a difference. Nothing was changed and no money moved.',
  ),
  NOTHING_PICKED: words(
    '没有选择任何记录，未作任何更改。请先勾选。',
    'Nothing was picked, and nothing was changed. Tick the rows first.',
  ),
  WRITE_OFF_ABOVE_LIMIT: words(
    '超过核销限额，未作任何更改，资金未动。请改用调账。',
    'This is more than may be written off. Nothing was changed and no money moved. Propose an adjustment instead.',
  ),
  RESOLUTIONS_PREVENTED: words(
    '其中部分无法处理，因此全部未执行，资金未动。',
    'Some of these cannot be done, so none was. Nothing was changed and no money moved.',
  ),
  ATTACHMENT_REFUSED: words(
    '附件不符合要求：不超过 5 MB 的 PDF、图片、CSV、文本或 Excel 文件。未作任何更改。',
    'This file cannot be attached: at most 5 MB, a PDF, picture, CSV, text or Excel file. Nothing was changed.',
  ),
  DAY_NOT_CLOSABLE: words(
    '该营业日暂不能关账，未作任何更改。原因与处理办法见该日页面。',
    'The day cannot be closed yet. Nothing was changed. Its page has the reasons and what to do.',
  ),
  NOTHING_TO_REMIT: words(
    '该去向没有可上缴的资金，未作任何更改：已关账的资金均已列入批次、属于其他去向，或如下未列入。',
    'No money of closed days can be remitted there: all of it is in a batch, goes elsewhere, or is left out as follows. Nothing was changed.',
  ),
  REMITTANCE_ACCOUNT_MISSING: words(
    '下列收入项目没有可上缴的收款账户，未作任何更改，资金未动。请运维运行 npm run settlement -- target 设置账户后重新制单。',
    'These income items have no account that their money goes to. Nothing was changed and no money moved. Have the operator name their accounts (npm run settlement -- target), then make a new batch.',
  ),
  TREASURY_FIGURE_CHANGED: words(
    '该收入项目的国库数字在您查看之后已更改或删除。未复核任何数字，资金未动。请返回重新查看后再复核。',
    'The figure of this income item was changed or taken away since you looked. Nothing was confirmed and no money moved. Go back, look again, then confirm.',
  ),
  ORDER_NOT_FOUND: words(
    '没有这个订单。请检查订单号是否完整。',
    'There is no such order. Check that the number is complete.',
  ),
  ORDER_NOT_PAID: { en: 'The order has not been paid, so there is nothing to refund.' },
  REFUND_AMOUNT_INVALID: { en: 'A refund is more than nothing, with two decimals at most.' },
  REFUND_REASON_TOO_LONG: { en: 'The reason is longer than 80 characters. Nothing was changed.' },
  REFUND_EXCEEDS_REFUNDABLE: {
    en: 'This is more than can still be refunded. Nothing was changed and no money moved.',
  },
  REFUNDABLE_CHANGED: {
    en: 'What can be refunded has changed since you looked. Nothing was changed. Load the page again.',
  },
  HOLD_MISSING: { en: 'There is no dispute hold on the order. Nothing was changed.' },
  DISPUTE_HELD_ALREADY: words(
    '该订单已有争议冻结，未作任何更改。',
    'There is a dispute hold on the order already. Nothing was changed.',
  ),
  SUSPENSE_NOT_FOUND: { en: 'No money with this number is in suspense. Nothing was changed.' },
  SUSPENSE_CLAIMED: { en: 'This money is claimed already. Nothing was changed.' },
  SUSPENSE_GOING_BACK: { en: 'This money went back, or is on its way. Nothing was changed.' },
  SUSPENSE_PAYMENT_UNKNOWN: {
    en: 'No payment of ours has brought this money. Give it back in the back office of the channel: that is booked by itself. Nothing was changed.',
  },
  CLAIM_REASON_TOO_LONG: { en: 'The reason is too long. Nothing was changed.' },
  CLAIM_AMOUNT_DIFFERS: { en: 'The order is of another amount than this money. Nothing was changed.' },
  CLAIM_ORDER_CLOSED: { en: 'The order is closed. Nothing was changed.' },
  CLAIM_FINE_PAID: { en: 'Other money has come for a fine of this order. Nothing was changed.' },
  STAFF_NAME_TAKEN: { en: 'There is a break-glass account of this name. Nothing was changed.' },
  STAFF_SUBJECT_TAKEN: { en: 'This person of the identity provider is known already. Nothing was changed.' },
  STAFF_ROLE_MISSING: { en: 'Choose a role at least. Nothing was changed.' },
  STAFF_SELF: {
    en: 'Nobody changes their own roles or disables themselves. Nothing was changed. Ask another administrator.',
  },
};
