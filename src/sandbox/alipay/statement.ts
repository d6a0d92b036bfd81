import { addDays, formatBeijingLocal, type BusinessDay } from '../../kernel/business-day';
import { type Fen, formatYuan } from '../../kernel/money';
import type { StatementRow } from '../statement-rows';

export interface StatementForm {
  /** The seller's id followed by 0156. */
  account: string;
  day: BusinessDay;
  exportedAt: Date;
  /** Kinds of faults that change the file as a whole. */
  faults: ReadonlySet<string>;
}

const DETAIL_COLUMNS =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const SUMMARY_COLUMNS =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';
const PAYER = '*三(138****0001)\t';

const isRefund = (row: StatementRow): boolean => row.kind === 'refund';
/** Refunds are negative, and the fee the other way round. */
const signedFen = (row: StatementRow): Fen => (isRefund(row) ? -row.amountFen : row.amountFen);
const signedFeeFen = (row: StatementRow): Fen => (isRefund(row) ? row.feeFen : -row.feeFen);

/** 业务明细: one line per payment and refund, and the totals of both. */
export function detailStatement(rows: readonly StatementRow[], form: StatementForm): string {
  const hasExtra = form.faults.has('unknown_column');
  const lines = rows.map((row) => (hasExtra ? `${detailLine(row)},0` : detailLine(row)));
  const payments = rows.filter((row) => !isRefund(row));
  const refunds = rows.filter(isRefund);
  const paid = formatYuan(sum(payments, signedFen) + errorFen(form));
  return file(form, {
    kind: '业务明细',
    head: [hasExtra ? `${DETAIL_COLUMNS},新增字段` : DETAIL_COLUMNS, ...lines],
    footer: [
      `#交易合计：${payments.length}笔，商家实收共${paid}元，商家优惠共0.00元`,
      `#退款合计：${refunds.length}笔，商家实收退款共${formatYuan(sum(refunds, signedFen))}元，商家优惠退款共0.00元`,
    ],
    rules: [
      '-----------------------------------------',
      '----------------------------------------',
      '------------------------------------',
    ],
  });
}

/** 业务明细(汇总): the totals of the day in one line. */
export function summaryStatement(rows: readonly StatementRow[], form: StatementForm): string {
  const refunds = rows.filter(isRefund).length;
  const total = sum(rows, signedFen) + errorFen(form);
  const fee = sum(rows, signedFeeFen);
  const counts = [rows.length - refunds, refunds];
  const amounts = [total, total, 0n, 0n, 0n, fee, 0n, total + fee].map(formatYuan);
  return file(form, {
    kind: '业务汇总',
    head: [SUMMARY_COLUMNS, ['合计', '', ...counts, ...amounts].join(',')],
    footer: [],
    rules: [
      '-----------------------------------------',
      '----------------------------------------',
      '-------------------------------------',
    ],
  });
}

interface FileParts {
  kind: '业务明细' | '业务汇总';
  head: readonly string[];
  footer: readonly string[];
  rules: readonly [string, string, string];
}

function file(form: StatementForm, parts: FileParts): string {
  const [year, month, date] = form.day.split('-');
  const [nextYear, nextMonth, nextDate] = addDays(form.day, 1).split('-');
  const start = `${year}年${month}月${date}日 00:00:00`;
  const end = `${nextYear}年${nextMonth}月${nextDate}日 00:00:00`;
  const [before, after, closing] = parts.rules;
  const footer = [
    `#${parts.kind === '业务明细' ? before : after}${parts.kind}列表结束${closing}`,
    ...parts.footer,
    `#导出时间：[${chineseTime(form.exportedAt)}]`,
  ];
  const lines = [
    `#支付宝${parts.kind}查询`,
    `#账号：[${form.account}]`,
    `#起始日期：[${start}]   终止日期：[${end}]`,
    `#${before}${parts.kind}列表${after}`,
    ...parts.head,
    ...(form.faults.has('missing_footer') ? [] : footer),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function detailLine(row: StatementRow): string {
  const amount = formatYuan(signedFen(row));
  return [
    `${row.transactionId}\t`,
    `${row.outTradeNo}\t`,
    isRefund(row) ? '退款\t' : '交易\t',
    row.subject.replace(/[,\r\n]/g, ' '),
    formatBeijingLocal(row.createdAt),
    formatBeijingLocal(row.at),
    ...['\t', '\t', '\t', '\t'],
    PAYER,
    ...[amount, amount],
    ...['0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00\t', '0.00'],
    `${row.outRefundNo ?? ''}\t`,
    formatYuan(signedFeeFen(row)),
    '0.00',
    '',
  ].join(',');
}

function chineseTime(at: Date): string {
  const [day = '', time = ''] = formatBeijingLocal(at).split(' ');
  const [year, month, date] = day.split('-');
  return `${year}年${month}月${date}日 ${time}`;
}

const errorFen = (form: StatementForm): Fen => (form.faults.has('wrong_totals') ? 1n : 0n);
const sum = (rows: readonly StatementRow[], value: (row: StatementRow) => Fen): Fen =>
  rows.reduce((total, row) => total + value(row), 0n);
