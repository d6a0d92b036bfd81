import { DESTINATIONS } from '../settlement/remittance';
import { column, madeOf } from './report';
import type { Column, ReportDefinition } from './report';

const { text, idOf, businessDay, instant, fen, balance, number } = column;

/** A figure of an item: what moved on its account. @param movement as the account statement knows it */
const moved = (movement: string, figure: Column): Column[] =>
  madeOf(
    { report: 'account-statement', filters: { account: 'payable:{agency}:{income_item}', movement } },
    figure,
  );

/** What each item came to and where it went, and the rows that stand behind those figures. */
export const settlementReports = [
  {
    code: 'settlement',
    title: { zh: '清算', en: 'Settlement by item' },
    columns: [
      text('agency', '执收单位编码', 'Agency'),
      text('agency_name', '执收单位', 'Agency name'),
      text('income_item', '收入项目编码', 'Income item'),
      text('income_item_name', '收入项目', 'Income item name'),
      ...moved('collected', fen('collected', '收缴', 'Collected')),
      ...moved('refunded', fen('refunded', '退付', 'Refunded')),
      ...moved('clawed_back', fen('clawed_back', '其中已上缴退回', 'Of that clawed back')),
      ...moved('adjusted', fen('adjusted', '调整', 'Adjusted')),
      ...moved('remitted', fen('remitted', '已上缴', 'Remitted')),
      ...madeOf(
        { report: 'account-statement', filters: { account: 'payable:{agency}:{income_item}' } },
        fen('payable', '应缴余额', 'Still owed'),
      ),
      ...madeOf(
        {
          report: 'suspense-by-item',
          filters: { agency: '{agency}', income_item: '{income_item}', up_to: '{to}' },
        },
        fen('suspense', '待查', 'In suspense'),
      ),
    ],
    order: ['agency', 'income_item'],
    filters: ['period'],
  },
  {
    // What the collection reports count and add up, one by one.
    code: 'collected-lines',
    title: { zh: '收款明细', en: 'Collected, line by line' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('voucher', '凭证号', 'Voucher'),
      number('line', '行', 'Line'),
      idOf('order')('order', '订单编号', 'Order'),
      text('agency', '执收单位编码', 'Agency'),
      text('affair', '缴费事项编码', 'Affair'),
      text('affair_name', '缴费事项', 'Affair name'),
      text('income_item', '收入项目', 'Income item'),
      idOf('decision')('decision_no', '处罚决定书编号', 'Decision'),
      text('channel', '支付渠道', 'Channel'),
      fen('amount', '收款金额', 'Collected'),
    ],
    order: ['day', 'voucher', 'line'],
    filters: ['period', 'agency', 'affair', 'income_item', 'channel', 'kind'],
    choices: { kind: ['fine'] },
  },
  {
    code: 'remitted-lines',
    title: { zh: '上缴明细', en: 'Remitted, line by line' },
    columns: [
      businessDay('day', '回单日', 'Acknowledged on'),
      idOf('remittance')('batch', '批次', 'Batch'),
      text('destination', '去向', 'To'),
      text('agency', '执收单位', 'Agency'),
      text('income_item', '收入项目', 'Income item'),
      businessDay('collected_on', '收款营业日', 'Collected on'),
      fen('collected', '收缴', 'Collected'),
      fen('refunded', '退付', 'Refunded'),
      fen('amount', '上缴', 'Remitted'),
      text('reference', '回单号', 'Bank’s reference'),
    ],
    order: ['day', 'batch', 'agency', 'income_item', 'collected_on'],
    filters: ['period', 'destination', 'agency', 'income_item'],
    choices: { destination: DESTINATIONS },
  },
  {
    // As it was entered, of months and of whole years: they are not added up.
    code: 'treasury-figures',
    title: { zh: '国库数字', en: 'Figures of the treasury' },
    columns: [
      text('period', '月份或年度', 'Month or year'),
      text('income_item', '收入项目编码', 'Income item'),
      text('income_item_name', '收入项目', 'Income item name'),
      balance('amount', '国库入账', 'The treasury got'),
      text('status', '复核', 'Confirmation'),
      text('told_by', '登记人', 'Recorded by'),
      instant('told_at', '登记时间', 'Recorded at'),
      text('confirmed_by', '复核人', 'Confirmed by'),
      instant('confirmed_at', '复核时间', 'Confirmed at'),
    ],
    order: ['period', 'income_item'],
    filters: ['period', 'income_item', 'status'],
    choices: { status: ['confirmed', 'not_confirmed'] },
    isOfNow: true,
  },
  {
    // Money of another amount than its order is divided between the items, as the settlement figures have it.
    code: 'suspense-by-item',
    title: { zh: '待查收入分项', en: 'Suspense by item' },
    columns: [
      businessDay('day', '营业日', 'Business day'),
      text('channel', '支付渠道', 'Channel'),
      text('transaction', '渠道流水号', 'Transaction'),
      number('line', '行', 'Line'),
      idOf('order')('order', '订单编号', 'Order'),
      text('agency', '执收单位', 'Agency'),
      text('income_item', '收入项目', 'Income item'),
      text('reason', '原因', 'Reason'),
      fen('amount', '金额', 'Amount'),
    ],
    order: ['day', 'channel', 'transaction', 'line'],
    filters: ['agency', 'income_item', 'channel', 'up_to'],
    isOfNow: true,
  },
] as const satisfies readonly ReportDefinition[];
