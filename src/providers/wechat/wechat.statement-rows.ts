import { parseBeijingLocal } from '../../kernel/business-day';
import { divideRoundHalfUp, type Fen, parseDecimal, requirePlausible } from '../../kernel/money';
import type { ChannelStatementLine } from '../provider';
import { openGzip, refuseStatement } from '../statement-file';
import { columnsOf, readLines, requireNumber } from '../statement-records';
import { readYuan, readYuanOrNone } from '../statement-yuan';
import { billReader } from './wechat.records';
import type { BillRows } from './wechat.records';

export interface StatementTerms {
  mchId: string;
  /** Parts per million; where unset, the rate that the row itself names. */
  feeRate: bigint | undefined;
}

const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,' +
  '应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,' +
  '手续费,费率,订单金额,申请退款金额,费率备注';
const SUMMARY_HEADER =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

const COLUMN_COUNT = HEADER.split(',').length;
const SUMMARY_COUNT = SUMMARY_HEADER.split(',').length;
const COLUMNS = columnsOf(COLUMN_COUNT, [0, 2, 5, 6, 9, 11, 12, 14, 15, 16, 17, 19, 22, 23, 24, 25]);
const FEE_SCALE = 5;
/** The file states fees with five decimals of a yuan. */
const FEE_UNITS_PER_FEN = 1000n;
const PER_MILLION = 1_000_000n;

const REFUND_STATUSES = new Map<string, ChannelStatementLine['status']>([
  ['SUCCESS', 'succeeded'],
  ['PROCESSING', 'pending'],
  ['FAIL', 'failed'],
  // The bank account could not be paid; the money is still with the channel.
  ['CHANGE', 'failed'],
]);

/** In the order of the summary. Fen, but `fee` in 1/100000 yuan: the file states it with five decimals. */
interface Figures {
  settledFen: Fen;
  refundFen: Fen;
  couponRefundFen: Fen;
  fee: bigint;
  orderFen: Fen;
  askedRefundFen: Fen;
}

/**
 * The rows of a trade bill.
 * @throws StatementRefused on an unknown header, an unreadable row, a missing summary or sums that differ
 */
export async function* readStatementLines(
  path: string,
  terms: StatementTerms,
): AsyncGenerator<readonly ChannelStatementLine[]> {
  yield* readLines(await openGzip(path), billReader(new TradeRows(terms)));
}

class TradeRows implements BillRows<ChannelStatementLine> {
  readonly header = HEADER;
  readonly summaryHeader = SUMMARY_HEADER;
  readonly columns = COLUMNS;
  count = 0;
  #paymentCount = 0;
  readonly #terms: StatementTerms;
  readonly #sums: Figures = {
    settledFen: 0n,
    refundFen: 0n,
    couponRefundFen: 0n,
    fee: 0n,
    orderFen: 0n,
    askedRefundFen: 0n,
  };

  constructor(terms: StatementTerms) {
    this.#terms = terms;
  }

  readRow(values: string[]): ChannelStatementLine {
    const cell = cellsOf(values, this.#terms.mchId);
    const figures = figuresOf(cell);
    const rate = this.#terms.feeRate ?? findRate(cell(23));
    const line = cell(9) === 'SUCCESS' ? paymentLine(cell, figures, rate) : refundLine(cell, figures, rate);
    if (line.amountFen <= 0n) throw new RangeError('no amount');
    requirePlausible(line.feeFen);
    this.#add(line, figures);
    return line;
  }

  #add(line: ChannelStatementLine, figures: Figures): void {
    this.count++;
    if (line.kind === 'payment') this.#paymentCount++;
    const sums = this.#sums;
    sums.settledFen += figures.settledFen;
    sums.refundFen += figures.refundFen;
    sums.couponRefundFen += figures.couponRefundFen;
    sums.fee += figures.fee;
    sums.orderFen += figures.orderFen;
    sums.askedRefundFen += figures.askedRefundFen;
  }

  /** Whether the stated count includes refunds is not documented: both are accepted, the sums decide. */
  compareWith(summary: string[]): void {
    if (summary.length !== SUMMARY_COUNT) throw refuseStatement('summary');
    const [count, settled, refund, couponRefund, fee, order, askedRefund] = summary;
    const isCounted = count === String(this.count) || count === String(this.#paymentCount);
    const isEqual =
      isCounted &&
      readYuan(settled) === this.#sums.settledFen &&
      readYuan(refund) === this.#sums.refundFen &&
      readYuan(couponRefund) === this.#sums.couponRefundFen &&
      parseDecimal(fee ?? '', FEE_SCALE) === this.#sums.fee &&
      readYuan(order) === this.#sums.orderFen &&
      readYuan(askedRefund) === this.#sums.askedRefundFen;
    if (!isEqual) throw refuseStatement('totals', { row_count: this.count });
  }
}

type Cells = (column: number) => string;

/** The values of a row of this merchant. @throws StatementRefused when it is of another one */
function cellsOf(values: string[], mchId: string): Cells {
  if (values.length !== COLUMN_COUNT) throw new RangeError('wrong number of columns');
  const cell: Cells = (column) => values[column] ?? '';
  if (cell(2) !== mchId) throw refuseStatement('merchant', { found: cell(2).slice(0, 32) });
  if (cell(11) !== 'CNY') throw new RangeError('another currency');
  return cell;
}

const figuresOf = (cell: Cells): Figures => ({
  settledFen: readYuanOrNone(cell(12)),
  refundFen: readYuanOrNone(cell(16)),
  couponRefundFen: readYuanOrNone(cell(17)),
  fee: parseDecimal(cell(22) || '0', FEE_SCALE),
  orderFen: readYuanOrNone(cell(24)),
  askedRefundFen: readYuanOrNone(cell(25)),
});

function paymentLine(cell: Cells, figures: Figures, rate: bigint | null): ChannelStatementLine {
  return {
    kind: 'payment',
    transactionId: requireNumber(cell(5)),
    outTradeNo: requireNumber(cell(6)),
    amountFen: figures.orderFen,
    feeFen: divideRoundHalfUp(figures.fee, FEE_UNITS_PER_FEN),
    feeDueFen: feeDue(figures.settledFen, rate),
    status: 'succeeded',
    occurredAt: parseBeijingLocal(cell(0)),
  };
}

/** The status is a snapshot of the moment when the file was made; the time is when the refund was accepted. */
function refundLine(cell: Cells, figures: Figures, rate: bigint | null): ChannelStatementLine {
  const status = REFUND_STATUSES.get(cell(19));
  if (!['REFUND', 'REVOKED'].includes(cell(9)) || !status) throw new RangeError('unknown state');
  return {
    kind: 'refund',
    transactionId: requireNumber(cell(14)),
    outTradeNo: requireNumber(cell(6)),
    outRefundNo: requireNumber(cell(15)),
    amountFen: figures.askedRefundFen,
    feeFen: divideRoundHalfUp(figures.fee, FEE_UNITS_PER_FEN),
    feeDueFen: feeDue(-figures.refundFen, rate),
    status,
    occurredAt: parseBeijingLocal(cell(0)),
  };
}

/** The fee is on what is settled, without coupons of the channel. Given back in proportion on a refund. */
function feeDue(settledFen: Fen, rate: bigint | null): Fen | null {
  return rate === null ? null : divideRoundHalfUp(settledFen * rate, PER_MILLION);
}

/** "0.60%" is 6000 per million. */
function findRate(text: string): bigint | null {
  return text.endsWith('%') ? parseDecimal(text.slice(0, -1), 4) : null;
}
