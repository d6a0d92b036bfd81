import { formatBeijingLocal } from '../../kernel/business-day';
import { type Fen, formatYuan } from '../../kernel/money';
import type { StatementRow } from '../statement-rows';

export type TradeBillType = 'ALL' | 'SUCCESS' | 'REFUND';

export interface StatementForm {
  appId: string;
  mchId: string;
  feeRatePermyriad: number;
  /** Kinds of faults that change the file as a whole. */
  faults: ReadonlySet<string>;
}

interface Column {
  title: string;
  /** The bill types that show the column. */
  in: readonly TradeBillType[];
  value(row: StatementRow, form: StatementForm): string;
}

const EVERYWHERE: readonly TradeBillType[] = ['ALL', 'SUCCESS', 'REFUND'];
const WITH_REFUNDS: readonly TradeBillType[] = ['ALL', 'REFUND'];

const isRefund = (row: StatementRow): boolean => row.kind === 'refund';
const paidFen = (row: StatementRow): Fen => (isRefund(row) ? 0n : row.amountFen);
const refundedFen = (row: StatementRow): Fen => (isRefund(row) ? row.amountFen : 0n);
/** Negative on a refund: the fee comes back. */
const feeFen = (row: StatementRow): Fen => (isRefund(row) ? -row.feeFen : row.feeFen);

const column = (title: string, value: Column['value'], where = EVERYWHERE): Column => ({
  title,
  in: where,
  value,
});

const COLUMNS: readonly Column[] = [
  column('交易时间', (row) => formatBeijingLocal(row.at)),
  column('公众账号ID', (_row, form) => form.appId),
  column('商户号', (_row, form) => form.mchId),
  column('特约商户号', () => '0'),
  column('设备号', () => ''),
  column('微信订单号', (row) => row.transactionId),
  column('商户订单号', (row) => row.outTradeNo),
  column('用户标识', (row) => row.payer),
  column('交易类型', (row) => row.tradeType),
  column('交易状态', (row) => (isRefund(row) ? 'REFUND' : row.status)),
  column('付款银行', () => 'OTHERS'),
  column('货币种类', () => 'CNY'),
  column('应结订单金额', (row) => formatYuan(paidFen(row))),
  column('代金券金额', () => '0.00'),
  column('退款申请时间', (row) => formatBeijingLocal(row.at), ['REFUND']),
  column('退款成功时间', (row) => formatBeijingLocal(row.at), ['REFUND']),
  column('微信退款单号', (row) => row.refundId ?? '0', WITH_REFUNDS),
  column('商户退款单号', (row) => row.outRefundNo ?? '0', WITH_REFUNDS),
  column('退款金额', (row) => formatYuan(refundedFen(row)), WITH_REFUNDS),
  column('充值券退款金额', () => '0.00', WITH_REFUNDS),
  column('退款类型', (row) => (isRefund(row) ? 'ORIGINAL' : ''), WITH_REFUNDS),
  column('退款状态', (row) => (isRefund(row) ? row.status : ''), WITH_REFUNDS),
  column('商品名称', (row) => merchantText(row.subject)),
  column('商户数据包', (row) => merchantText(row.attach)),
  column('手续费', (row) => fiveDecimals(feeFen(row))),
  column('费率', (_row, form) => rateOf(form)),
  column('订单金额', (row) => formatYuan(paidFen(row))),
  column('申请退款金额', (row) => formatYuan(refundedFen(row)), WITH_REFUNDS),
  column('费率备注', () => ''),
];

const SUMMARY =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** The trade bill of a day: UTF-8 with BOM, CRLF, every value behind a backtick, a summary at the end. */
export function tradeStatement(
  rows: readonly StatementRow[],
  type: TradeBillType,
  form: StatementForm,
): string {
  const columns = COLUMNS.filter((candidate) => candidate.in.includes(type));
  if (form.faults.has('unknown_column'))
    columns.splice(
      14,
      0,
      column('新增字段', () => '0'),
    );
  const shown = rows.filter((row) => type === 'ALL' || isRefund(row) === (type === 'REFUND'));
  const lines = shown.map((row) => csvLine(columns.map((each) => each.value(row, form))));
  const footer = form.faults.has('missing_footer') ? [] : [SUMMARY, csvLine(totals(shown, form))];
  return `\ufeff${[columns.map((each) => each.title).join(','), ...lines, ...footer].join('\r\n')}\r\n`;
}

function totals(rows: readonly StatementRow[], form: StatementForm): string[] {
  const sum = (value: (row: StatementRow) => Fen): Fen => rows.reduce((total, row) => total + value(row), 0n);
  const paid = sum(paidFen) + (form.faults.has('wrong_totals') ? 1n : 0n);
  const refunded = formatYuan(sum(refundedFen));
  const orders = formatYuan(sum(paidFen));
  return [
    String(rows.length),
    formatYuan(paid),
    refunded,
    '0.00',
    fiveDecimals(sum(feeFen)),
    orders,
    refunded,
  ];
}

/** 60 per myriad is "0.60%". */
const rateOf = (form: StatementForm): string => `${formatYuan(BigInt(form.feeRatePermyriad))}%`;
const fiveDecimals = (fen: Fen): string => `${formatYuan(fen)}000`;
/** Every value behind a backtick. */
export const csvLine = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');

/** A comma in a merchant's text would break the row; WeChat Pay writes a backslash and a space instead. */
const merchantText = (text: string): string => text.replace(/,/g, '\\ ').replace(/[\r\n]+/g, ' ');
