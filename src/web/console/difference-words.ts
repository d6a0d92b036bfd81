import type { DifferenceKind, DifferenceType } from '../../reconciliation/difference';
import type { Cause } from '../../reconciliation/explanation';
import { CLOSED_BY_ITSELF } from '../../reconciliation/resolution';
import type { ResolutionAction, ResolutionStatus } from '../../reconciliation/resolution';
import { words } from './page';
import type { Words } from './page';

/** What is wrong. */
export const TYPE_WORDS: Readonly<Record<DifferenceType, Words>> = {
  duplicate: words('重复行', 'Duplicate row'),
  channel_only: words('长款（仅渠道有）', 'Only at the channel'),
  ours_only: words('短款（仅我方有）', 'Only in our books'),
  amount_mismatch: words('金额不符', 'Other amount'),
  status_mismatch: words('状态不符', 'Other status'),
  fee_mismatch: words('手续费不符', 'Other fee'),
  cutoff_pending: words('跨日待对', 'Cut-off'),
  bank_missing: words('银行未到账', 'Not at the bank'),
  bank_short: words('银行少到', 'Bank got less'),
  bank_over: words('银行多到', 'Bank got more'),
  fee_netted: words('手续费被坐扣', 'Fee netted'),
  fee_uninvoiced: words('手续费无发票', 'Fee without invoice'),
  register_overdue: words('登记库未回写', 'Register not told'),
  register_refused: words('登记库拒绝', 'Register refused'),
  fund_missing: words('资金账单缺少', 'Not in the fund flow'),
  fund_only: words('仅资金账单有', 'Only in the fund flow'),
  fund_mismatch: words('资金账单金额不符', 'Fund flow differs'),
};

/** What it is about. */
export const SUBJECT_WORDS: Readonly<Record<DifferenceKind, Words>> = {
  payment: words('收款', 'Payment'),
  refund: words('退款', 'Refund'),
  settlement: words('渠道结算款', 'Settlement'),
  write_back: words('登记库回写', 'Word to the register'),
  fund_flow: words('渠道资金流水', 'Fund flow'),
};

/** Why, probably, and what to do first. */
export const CAUSE_WORDS: Readonly<Record<Cause, Words>> = {
  cutoff: words('接近日切，次日对账单会列出', 'Near the cut-off: the next day’s file will name it'),
  lost_notification: words(
    '渠道通知可能丢失，先向渠道查询',
    'A notification was probably lost: ask the channel first',
  ),
  fee: words('渠道收取的手续费与约定不同', 'The channel charged another fee than agreed'),
  fee_netted: words(
    '手续费从款项中坐扣，应全额到账、另行开票',
    'The fee was taken out of the money; it must come whole',
  ),
  refund_in_transit: words('退款在途，等待渠道完成', 'A refund is on its way: wait for the channel'),
  refund_outside: words('渠道后台直接退款', 'Refunded in the channel’s own back office'),
  refused_at_channel: words('渠道未成功', 'It did not succeed at the channel'),
  other_order_number: words(
    '渠道以另一商户单号列出同一笔交易，两条差异应合并查看',
    'The channel names the same transaction under another number of ours: two differences, one movement',
  ),
  unknown_order: words('渠道收款找不到订单', 'Money for an order that is not known here'),
  paid_twice: words('同一订单重复支付', 'An order was paid twice'),
  wrong_amount: words('双方金额不一致', 'Both sides say another amount'),
  duplicate_row: words('对账单重复列出同一笔', 'The file names the same movement twice'),
  duplicate_differs: words(
    '对账单再次列出同一笔，但金额不同，先向渠道查询哪个金额正确',
    'The file names the same movement again with another amount: ask the channel which is right',
  ),
  missing_at_channel: words('渠道对账单没有这一笔', 'The channel’s file does not name it'),
  booking_reversed: words('原处理已冲销，需重新处理', 'What was booked for it was taken back'),
  bank_late: words('银行款项未到或流水未导入', 'The bank’s money or its file has not come'),
  bank_amount: words('银行到账金额与渠道结算不符', 'The bank got another amount than was settled'),
  invoice_missing: words('手续费发票未登记', 'The invoice of the fee is not there'),
  register_late: words('登记库超时未确认', 'The register has not confirmed in time'),
  register_refused: words('登记库拒绝了这笔缴款', 'The register refused the payment'),
  not_in_funds: words('交易账单有、资金账单没有', 'The channel’s trades name it, its account does not'),
  only_in_funds: words('资金账单有、交易账单没有', 'The channel’s account names it, its trades do not'),
  funds_differ: words('资金账单与交易账单净额不同', 'The account moved by another net amount than the trade'),
};

export const ACTION_WORDS: Readonly<Record<ResolutionAction | 'ask_again', Words>> = {
  accept_cutoff: words('确认跨日', 'Accept as cut-off'),
  book_to_suspense: words('挂入待查收入', 'Book to suspense'),
  claim_to_order: words('认领到订单', 'Claim to an order'),
  refund: words('原路退回', 'Refund'),
  adjust: words('调账', 'Adjust'),
  write_off: words('核销', 'Write off'),
  dismiss: words('无需入账', 'Nothing to book'),
  reverse: words('红字冲销', 'Reverse'),
  ask_again: words('再向渠道查询', 'Ask the channel again'),
};

export const RESOLUTION_WORDS: Readonly<Record<ResolutionStatus, Words>> = {
  proposed: words('待审批', 'Proposed'),
  approved: words('已批准', 'Approved'),
  refused: words('已拒绝', 'Refused'),
  withdrawn: words('已撤回', 'Withdrawn'),
  reversed: words('已冲销', 'Reversed'),
};

/** Why a proposal ended without anybody's decision. */
export const ENDED_WORDS: Readonly<Record<string, Words>> = {
  [CLOSED_BY_ITSELF]: words(
    '差异已自行消除，无需再处理',
    'The difference closed by itself: nothing left to decide',
  ),
};
