import type { AccountKind } from '../ledger/journal';
import { ORDER_STATUSES } from '../orders/order';
import { column, madeOf } from './report';
import type { ReportDefinition } from './report';

const { text, idOf, day, businessDay, instant, fen, balance, count, number } = column;

const ACCOUNT_KINDS = [
  'clearing',
  'payable',
  'suspense',
  'fee_expense',
  'bank',
  'bank_charge',
  'difference',
  'write_off',
] as const satisfies readonly AccountKind[];

/** What is told of an order. */
export const orderColumns = [
  idOf('order')('order', '订单编号', 'Order'),
  text('external_ref', '业务编号', 'External reference'),
  text('pay_code', '缴款码', 'Pay code'),
  text('service', '接入系统', 'Service'),
  text('status', '状态', 'Status'),
  fen('amount', '金额', 'Amount'),
  count('lines', '明细数', 'Lines'),
  instant('created_at', '创建时间', 'Created at'),
  instant('paid_at', '支付时间', 'Paid at'),
] as const;

/** The books themselves, and what stands behind them. */
export const bookReports = [
  {
    code: 'trial-balance',
    title: { zh: '试算平衡表', en: 'Trial balance' },
    columns: [
      idOf('account')('account', '科目', 'Account'),
      text('kind', '类别', 'Kind'),
      text('name_zh', '科目名称', 'Name'),
      text('name_en', '英文名称', 'English name'),
      fen('opening_debit', '期初借方', 'Opening, debit'),
      fen('opening_credit', '期初贷方', 'Opening, credit'),
      ...madeOf(
        { report: 'account-statement', filters: { account: '{account}' } },
        fen('debit', '本期借方', 'Debit'),
        fen('credit', '本期贷方', 'Credit'),
      ),
      fen('closing_debit', '期末借方', 'Closing, debit'),
      fen('closing_credit', '期末贷方', 'Closing, credit'),
    ],
    order: ['account'],
    filters: ['period', 'kind'],
    choices: { kind: ACCOUNT_KINDS },
  },
  {
    // Begins with the balance brought forward, as a bank's does.
    code: 'account-statement',
    title: { zh: '科目明细账', en: 'Account statement' },
    note: {
      zh: '余额以借方为正，贷方余额以负数表示：应缴、待查收入科目的余额 ¥-100.00，即应缴或待查 100.00。',
      en: 'The balance is positive on the debit side, and one on the credit side is negative: ¥-100.00 on an account payable, or in suspense, is 100.00 that is owed, or waits.',
    },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('journal', '凭证号', 'Voucher'),
      number('line', '行', 'Line'),
      text('kind', '摘要', 'Kind'),
      idOf('source')('source', '来源', 'Source'),
      idOf('account')('counter_account', '对方科目', 'Counter account'),
      text('counter_account_name', '对方科目名称', 'Counter account name'),
      idOf('order')('order', '订单编号', 'Order'),
      instant('occurred_at', '发生时间', 'Occurred at'),
      fen('debit', '借方', 'Debit'),
      fen('credit', '贷方', 'Credit'),
      balance('balance', '余额(借方为正)', 'Balance, debit positive'),
    ],
    order: ['day', 'journal', 'line'],
    filters: ['account', 'period', 'movement'],
    requiredFilters: ['account'],
    choices: { movement: ['collected', 'refunded', 'clawed_back', 'adjusted', 'remitted'] },
  },
  {
    // The columns of vouchers in DA/T 95-2022, table C.1.
    code: 'general-ledger',
    title: { zh: '总账凭证', en: 'General ledger' },
    columns: [
      businessDay('day', '凭证日期', 'Voucher date'),
      text('voucher', '凭证号', 'Voucher'),
      number('line', '分录行', 'Line'),
      text('side', '借贷', 'Side'),
      text('kind', '凭证类别', 'Kind'),
      idOf('source')('summary', '摘要', 'Summary'),
      idOf('account')('account', '科目', 'Account'),
      text('account_name', '科目名称', 'Account name'),
      fen('dr', '借方 DR', 'Debit'),
      fen('cr', '贷方 CR', 'Credit'),
      text('maker', '制单', 'Made by'),
      day('made_on', '制单日期', 'Made on'),
      text('checker', '审核', 'Checked by'),
      day('checked_on', '审核日期', 'Checked on'),
      text('poster', '记账', 'Booked by'),
      day('posted_on', '记账日期', 'Booked on'),
      text('RED_FLAG', '红字标志', 'Red entry'),
      text('RED_VOU_NO', '被冲销凭证号', 'Voucher taken back'),
      text('IS_ADJUST_PERIOD', '调整期标志', 'Adjusting period'),
      idOf('order')('order', '订单编号', 'Order'),
    ],
    order: ['day', 'voucher', 'line'],
    filters: ['period', 'account'],
    isBooks: true,
  },
  {
    code: 'payments',
    title: { zh: '到账明细', en: 'Payments' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('channel', '支付渠道', 'Channel'),
      text('transaction', '渠道流水号', 'Transaction'),
      idOf('payment')('payment', '商户订单号', 'Payment'),
      idOf('order')('order', '订单编号', 'Order'),
      text('external_ref', '业务编号', 'External reference'),
      instant('paid_at', '支付时间', 'Paid at'),
      fen('amount', '金额', 'Amount'),
      text('disposition', '入账', 'Booked to'),
      text('reason', '原因', 'Reason'),
      // Of money that came late it is another one: what is closed stays as it is.
      day('booked_on', '入账日', 'Booked on'),
    ],
    order: ['day', 'channel', 'transaction'],
    isDescending: true,
    filters: ['period', 'channel', 'status'],
    choices: { status: ['settled', 'suspense'] },
    isOfNow: true,
  },
  {
    code: 'orders',
    title: { zh: '订单明细', en: 'Orders' },
    columns: orderColumns,
    order: ['order'],
    isDescending: true,
    filters: ['period', 'status', 'agency', 'affair'],
    isOfNow: true,
    choices: { status: ORDER_STATUSES },
  },
] as const satisfies readonly ReportDefinition[];
