import { column } from './report';
import type { ReportDefinition } from './report';

const { text, idOf, businessDay, fen } = column;

/** What stands behind the bank's report and the suspense by age. */
export const standingReports = [
  {
    // One row for a voucher, and two for one that takes money out of suspense.
    code: 'bank-lines',
    title: { zh: '非税收入明细', en: 'Non-tax revenue, voucher by voucher' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('voucher', '凭证号', 'Voucher'),
      text('kind', '类别', 'Counted as'),
      idOf('source')('source', '来源', 'Source'),
      idOf('order')('order', '订单编号', 'Order'),
      fen('amount', '金额', 'Amount'),
    ],
    order: ['day', 'voucher', 'kind'],
    filters: ['period', 'kind'],
    choices: { kind: ['collected', 'suspense', 'refunded', 'treasury', 'special_account', 'adjusted'] },
  },
  {
    code: 'suspense-lines',
    title: { zh: '待查收入账龄明细', en: 'Suspense by age, line by line' },
    columns: [
      businessDay('day', '到账日', 'Came on'),
      text('channel', '支付渠道', 'Channel'),
      text('reason', '原因', 'Reason'),
      text('transaction', '渠道流水号', 'Transaction'),
      idOf('order')('order', '订单编号', 'Order'),
      text('bucket', '账龄', 'Age'),
      fen('amount', '金额', 'Amount'),
    ],
    order: ['day', 'channel', 'reason', 'transaction'],
    filters: ['channel', 'bucket', 'reason'],
    choices: { bucket: ['000-001', '002-007', '008-030', '031-090', '091+'] },
    isOfNow: true,
  },
] as const satisfies readonly ReportDefinition[];
