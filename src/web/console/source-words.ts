import type { BankEntryRow, EntryUse } from '../../reconciliation/bank/bank-entry-row';
import type { ReconciliationStatus } from '../../reconciliation/reconciliation';
import { words } from './page';
import type { Words } from './page';

/** How a comparison stands. */
export const RUN_WORDS: Readonly<Record<ReconciliationStatus, Words>> = {
  queued: words('排队中', 'Queued'),
  waiting: words('等待对账单', 'Waits for the file'),
  balanced: words('对平', 'Balanced'),
  differences: words('有差异', 'Differences'),
  failed: words('失败', 'Failed'),
};

/** What began it. */
export const BEGUN_WORDS = {
  by_time: words('定时', 'by time'),
  by_hand: words('手工', 'by hand'),
} as const;

/** Whether a version of a file is the one of its day that counts. */
export const STANDING_WORDS = {
  in_force: words('有效', 'In force'),
  replaced: words('已被替换', 'Replaced'),
  in_force_for_now: words('暂行有效（当日结束前到达）', 'In force for now (came before its day had ended)'),
} as const;

/** What is to be known of a file that came while its day still ran. */
export const PART_OF_DAY = words(
  '该文件到达时当日尚未结束，只含截至当时的交易，目前暂按此文件对账。当日结束后，系统会取得渠道的整日对账单，以其替换本文件并重新对账。',
  'This file came while its day was still running: it has only what had moved by then, and counts for now. When the day is over the channel’s whole file is fetched, takes its place, and the day is compared again.',
);

/** Whether anybody knows what moved at the bank: the books, or a person. */
export const EXPLAINED_WORDS = {
  unexplained: words('待说明', 'To explain'),
  explained: words('已有去向', 'Explained'),
} as const;

export const DIRECTION_WORDS: Readonly<Record<BankEntryRow['direction'], Words>> = {
  credit: words('收入', 'In'),
  debit: words('支出', 'Out'),
};

/** What a movement at the bank was taken for. */
export const USE_WORDS: Readonly<Record<EntryUse, Words>> = {
  settlement: words('渠道结算', 'Settlement of a channel'),
  refund: words('银行退款', 'Refund by bank'),
  remittance: words('上缴', 'Remittance'),
  fee_invoice: words('手续费发票', 'Invoice of fees'),
  bank_charge: words('银行收费', 'Bank charge'),
  bank_interest: words('银行利息', 'Bank interest'),
};
