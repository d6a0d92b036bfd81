import type { ClaimStatus } from '../../claims/claim';
import type { DayStatus } from '../../days/day';
import type { FineReportStatus } from '../../fines/fine-report';
import type { JournalKind } from '../../ledger/journal';
import type { SuspenseReason } from '../../notifications/settlement';
import type { OrderStatus } from '../../orders/order';
import type { PaymentStatus } from '../../payments/payment';
import type { RefundOrigin, RefundStatus } from '../../refunds/refund';
import type { ExportStatus } from '../../reports/export';
import { words } from './page';
import type { Words } from './page';

/** What each status is called. */
export const ORDER_WORDS: Readonly<Record<OrderStatus, Words>> = {
  open: words('待支付', 'Open'),
  paid: words('已支付', 'Paid'),
  closed: words('已关闭', 'Closed'),
  expired: words('已过期', 'Expired'),
  partially_refunded: words('部分退款', 'Partly refunded'),
  refunded: words('已退款', 'Refunded'),
};

export const PAYMENT_WORDS: Readonly<Record<PaymentStatus, Words>> = {
  pending: words('待付款', 'Pending'),
  succeeded: words('已到账', 'Succeeded'),
  closed: words('已关闭', 'Closed'),
  failed: words('失败', 'Failed'),
  unknown: words('未知', 'Unknown'),
};

export const REFUND_WORDS: Readonly<Record<RefundStatus, Words>> = {
  requested: words('待审批', 'Requested'),
  approved: words('已批准', 'Approved'),
  rejected: words('已拒绝', 'Rejected'),
  submitted: words('渠道处理中', 'Submitted'),
  unknown: words('已发送，结果未知', 'Sent, unknown'),
  succeeded: words('已退款', 'Succeeded'),
  failed: words('已失败', 'Failed'),
  manual: words('待人工处理', 'For a person'),
};

export const ORIGIN_WORDS: Readonly<Record<RefundOrigin, Words>> = {
  request: words('申请退款', 'On request'),
  suspense: words('待查收入退回', 'From suspense'),
  fine: words('罚款退付', 'Of a fine'),
};

export const CLAIM_WORDS: Readonly<Record<ClaimStatus, Words>> = {
  requested: words('待审批', 'Requested'),
  approved: words('已批准', 'Approved'),
  rejected: words('已拒绝', 'Rejected'),
};

export const REPORT_WORDS: Readonly<Record<FineReportStatus, Words>> = {
  paid: words('待回写', 'Not told yet'),
  reported: words('已回写', 'Reported'),
  cleared: words('已清算', 'Cleared'),
  refused: words('登记库拒绝', 'Refused'),
};

/** Of a row in a channel's file. */
export const LINE_WORDS: Readonly<Record<string, Words>> = {
  succeeded: words('成功', 'Succeeded'),
  pending: words('处理中', 'Pending'),
  failed: words('失败', 'Failed'),
};

export const REASON_WORDS: Readonly<Record<SuspenseReason, Words>> = {
  unknown_order: words('订单未知', 'Unknown order'),
  amount_mismatch: words('金额不符', 'Other amount'),
  order_paid_already: words('订单重复支付', 'Order was paid already'),
  fine_paid_already: words('罚款重复缴纳', 'Fine was paid already'),
  order_closed: words('订单已关闭', 'Order was closed'),
  order_expired: words('订单已过期', 'Order had run out'),
};

export const DAY_WORDS: Readonly<Record<DayStatus, Words>> = {
  open: words('未关账', 'Open'),
  proposed: words('已提出关账', 'Proposed'),
  closed: words('已关账', 'Closed'),
  covered: words('首次关账之前', 'Before the first close'),
};

export const JOURNAL_WORDS: Readonly<Record<JournalKind, Words>> = {
  collection: words('收款', 'Collection'),
  suspense: words('待查', 'Suspense'),
  claim: words('认领', 'Claim'),
  refund: words('退款', 'Refund'),
  channel_refund: words('渠道自行退款', 'Refund by the channel'),
  fee: words('手续费', 'Fee'),
  adjustment: words('调账', 'Adjustment'),
  write_off: words('核销', 'Write-off'),
  reversal: words('红字冲销', 'Reversal'),
  bank_credit: words('银行到账', 'Bank credit'),
  bank_charge: words('银行收费', 'Bank charge'),
  bank_interest: words('银行利息', 'Bank interest'),
  remittance: words('上缴', 'Remittance'),
};

/** What stands beside the reasons in the suspense by age. */
export const BESIDE_REASONS: Readonly<Record<string, Words>> = {
  refunded_by_channel: words('渠道自行退款', 'Refunded by the channel'),
  adjusted: words('人工调整', 'Adjusted by persons'),
  '-': words('未注明', 'None given'),
};

/** How long money waits, by the names that sort. */
export const AGE_WORDS: Readonly<Record<string, Words>> = {
  '000-001': words('0–1 天', '0–1 days'),
  '002-007': words('2–7 天', '2–7 days'),
  '008-030': words('8–30 天', '8–30 days'),
  '031-090': words('31–90 天', '31–90 days'),
  '091+': words('91 天以上', '91 days and more'),
};

/** How the bank's report counts what moved of the money that is held for others. */
export const HELD_WORDS: Readonly<Record<string, Words>> = {
  collected: words('正常收入', 'Collected'),
  suspense: words('待查收入', 'Suspense'),
  refunded: words('退付收入', 'Refunded'),
  treasury: words('上缴国库', 'To the treasury'),
  special_account: words('上缴专户', 'To the special account'),
  adjusted: words('调整', 'Adjusted'),
};

export const EXPORT_WORDS: Readonly<Record<ExportStatus, Words>> = {
  queued: words('排队中', 'Queued'),
  running: words('生成中', 'Running'),
  ready: words('可下载', 'Ready'),
  failed: words('失败', 'Failed'),
  expired: words('已过期', 'Expired'),
};

/** In words where we have some, else as it is. */
export const worded = (table: Readonly<Record<string, Words>>, code: string | null): Words =>
  (code === null ? undefined : table[code]) ?? words(code ?? '—', code ?? '—');

/** Why money waits in suspense, or that it does no more. */
export const reasonWords = (code: string | null): Words =>
  worded({ ...REASON_WORDS, claimed: CLAIMED }, code);

export const CLAIMED = words('已认领', 'Claimed');

/** Whether money paid what it came for, and if not, why. */
export function dispositionWords(disposition: string | null, reason: string | null): Words {
  if (disposition === 'settled') return DISPOSITION_WORDS.settled;
  if (disposition === null) return words('—', '—');
  const why = reasonWords(reason);
  const { suspense } = DISPOSITION_WORDS;
  return words(`${suspense['zh-CN']} · ${why['zh-CN']}`, `${suspense.en} · ${why.en}`);
}

const STATUS_WORDS: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  order: ORDER_WORDS,
  payment: PAYMENT_WORDS,
  refund: REFUND_WORDS,
};

/** A status of something, as `status_change` has it. */
export const statusWords = (subject: string, status: string): Words =>
  worded(STATUS_WORDS[subject] ?? {}, status);

/** A status of whatever a report is about. */
export const anyStatusWords = (code: string): Words =>
  worded({ ...REPORT_WORDS, ...PAYMENT_WORDS, ...REFUND_WORDS, ...ORDER_WORDS, ...DISPOSITION_WORDS }, code);

export const DISPOSITION_WORDS: Readonly<Record<'settled' | 'suspense', Words>> = {
  settled: words('入账', 'Settled'),
  suspense: words('待查', 'Suspense'),
};

/** What a journal books. */
export const journalWords = (kind: string): Words => worded(JOURNAL_WORDS, kind);

/** The choices of a filter. */
export function choicesOf<Code extends string>(
  table: Readonly<Record<Code, Words>>,
): readonly (readonly [Code, Words])[] {
  return Object.entries(table) as [Code, Words][];
}
