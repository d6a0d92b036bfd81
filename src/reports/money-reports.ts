import { REFUND_STATUSES } from '../refunds/refund';
import { column, madeOf } from './report';
import type { Column, ReportDefinition } from './report';

const { text, idOf, day, businessDay, month, instant, fen, balance, count } = column;

/** @param days the column with the day or month */
const collectedBy = (days: 'day' | 'month'): Column[] => [
  text('agency', '执收单位编码', 'Agency'),
  text('agency_name', '执收单位', 'Agency name'),
  text('affair', '缴费事项编码', 'Affair'),
  text('affair_name', '缴费事项', 'Affair name'),
  text('income_item', '收入项目', 'Income item'),
  text('channel', '支付渠道', 'Channel'),
  ...madeOf(
    {
      ...{ report: 'collected-lines', days },
      filters: { agency: '{agency}', affair: '{affair}', income_item: '{income_item}', channel: '{channel}' },
    },
    count('lines', '笔数', 'Lines'),
    fen('amount', '收款金额', 'Collected'),
  ),
];
const COLLECTED_BY = ['agency', 'affair', 'income_item', 'channel'] as const;

/** A figure of fines, of a day, an agency and an affair. */
const finesOf = (figure: Column): Column[] =>
  madeOf(
    {
      ...{ report: 'collected-lines', days: 'day' },
      filters: { agency: '{agency}', affair: '{affair}', kind: 'fine' },
    },
    figure,
  );

/** A movement of money in the bank's report: its amount, and how often. */
const movement = (key: string, zh: string, en: string): Column[] => {
  const behind = { report: 'bank-lines', days: 'day', filters: { kind: key } };
  const often = count(`${key}_count`, `${zh}笔数`, `${en}, count`);
  // What was claimed is one voucher less in suspense, not one more.
  return [...madeOf(behind, fen(key, zh, en)), ...(key === 'suspense' ? [often] : madeOf(behind, often))];
};

/** Reports about money that came and went. */
export const moneyReports = [
  {
    code: 'collection-daily',
    title: { zh: '收款日报', en: 'Daily collection' },
    columns: [businessDay('day', '营业日', 'Business day'), ...collectedBy('day')],
    order: ['day', ...COLLECTED_BY],
    filters: ['period', 'agency', 'affair', 'channel'],
  },
  {
    code: 'collection-monthly',
    title: { zh: '收款月报', en: 'Monthly collection' },
    columns: [month('month', '月份', 'Month'), ...collectedBy('month')],
    order: ['month', ...COLLECTED_BY],
    filters: ['period', 'agency', 'affair', 'channel'],
  },
  {
    // The columns of a bank's report on non-tax revenue (domain 2.5), and one for what persons corrected.
    code: 'bank-daily',
    title: { zh: '非税收入日报', en: 'Non-tax revenue of the day' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      balance('opening', '上期余额', 'Opening balance'),
      ...movement('collected', '正常收入', 'Collected'),
      ...movement('suspense', '待查收入', 'Suspense'),
      ...movement('refunded', '退付收入', 'Refunded'),
      ...movement('treasury', '上缴国库', 'To the treasury'),
      ...movement('special_account', '上缴专户', 'To the special account'),
      ...movement('adjusted', '调整', 'Adjusted'),
      balance('closing', '余额', 'Closing balance'),
    ],
    order: ['day'],
    filters: ['period'],
    needsReconciliation: true,
  },
  {
    code: 'fees',
    title: { zh: '渠道手续费', en: 'Channel fees' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('channel', '支付渠道', 'Channel'),
      ...madeOf(
        { report: 'account-statement', filters: { account: 'fee_expense:{channel}' }, days: 'day' },
        fen('charged', '收取', 'Charged'),
        fen('returned', '退回', 'Returned'),
        fen('net', '净额', 'Net'),
      ),
    ],
    order: ['day', 'channel'],
    filters: ['period', 'channel'],
  },
  {
    code: 'refunds',
    title: { zh: '退付明细', en: 'Refunds' },
    columns: [
      idOf('refund')('refund', '退款编号', 'Refund'),
      idOf('order')('order', '订单编号', 'Order'),
      idOf('payment')('payment', '支付编号', 'Payment'),
      text('channel', '支付渠道', 'Channel'),
      text('origin', '来源', 'Origin'),
      idOf('decision')('decision_no', '处罚决定书编号', 'Decision'),
      text('status', '状态', 'Status'),
      fen('amount', '申请金额', 'Asked for'),
      fen('returned', '已退金额', 'Went back'),
      text('reason', '原因', 'Reason'),
      text('requested_by', '申请人', 'Requested by'),
      text('decided_by', '审批人', 'Decided by'),
      instant('requested_at', '申请时间', 'Requested at'),
      instant('succeeded_at', '退付时间', 'Went back at'),
      text('transaction', '渠道流水号', 'Transaction'),
      text('bank_reference', '银行凭证号', 'Bank reference'),
    ],
    order: ['refund'],
    isDescending: true,
    filters: ['period', 'day_of', 'channel', 'status'],
    choices: { status: REFUND_STATUSES, day_of: ['requested', 'succeeded'] },
    isOfNow: true,
  },
  {
    code: 'suspense-ageing',
    title: { zh: '待查收入账龄', en: 'Suspense by age' },
    columns: [
      text('bucket', '账龄', 'Age'),
      text('channel', '支付渠道', 'Channel'),
      text('reason', '原因', 'Reason'),
      ...madeOf(
        {
          report: 'suspense-lines',
          filters: { bucket: '{bucket}', channel: '{channel}', reason: '{reason}' },
        },
        count('items', '笔数', 'Items'),
        fen('amount', '金额', 'Amount'),
      ),
      day('oldest', '最早', 'Oldest'),
    ],
    order: ['bucket', 'channel', 'reason'],
    filters: ['channel'],
    isOfNow: true,
  },
  {
    code: 'surcharge',
    title: { zh: '加处罚款', en: 'Surcharge of fines' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('agency', '执收单位编码', 'Agency'),
      text('affair', '缴费事项编码', 'Affair'),
      text('affair_name', '缴费事项', 'Affair name'),
      ...finesOf(count('fines', '笔数', 'Fines')),
      count('with_surcharge', '其中加处', 'With surcharge'),
      fen('principal', '罚款', 'Principal'),
      fen('surcharge', '加处罚款', 'Surcharge'),
      fen('received_before', '已缴', 'Received before'),
      ...finesOf(fen('amount', '收款金额', 'Collected')),
    ],
    order: ['day', 'agency', 'affair'],
    filters: ['period', 'agency', 'affair'],
  },
] as const satisfies readonly ReportDefinition[];
