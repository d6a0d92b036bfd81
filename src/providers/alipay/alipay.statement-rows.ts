import { parseBeijingLocal } from '../../kernel/business-day';
import { divideRoundHalfUp, type Fen } from '../../kernel/money';
import type { ChannelStatementLine } from '../provider';
import { refuseStatement } from '../statement-file';
import { columnsOf, readLines, requireNumber, splitRow, textOf } from '../statement-records';
import type { RowReader } from '../statement-records';
import { readYuan, readYuanOrNone } from '../statement-yuan';
import { refundIdOf } from './alipay.refund-id';
import type { StatementParts } from './alipay.statement-parts';
import {
  CHARSET,
  Footers,
  FORM,
  isSummaryEqual,
  requireHeader,
  size,
  Totals,
} from './alipay.statement-totals';
import type { BothTotals, Figures } from './alipay.statement-totals';

export interface StatementTerms {
  /** Parts per million. */
  feeRate: bigint;
}

const DETAIL_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,' +
  '商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,' +
  '卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const COLUMN_COUNT = DETAIL_HEADER.split(',').length;
const COLUMNS = columnsOf(COLUMN_COUNT, [0, 1, 2, 5, 11, 12, 16, 21, 22]);
const PER_MILLION = 1_000_000n;

/**
 * The rows of the detail file, checked against its own footers and then against the summary file.
 * @throws StatementRefused on an unknown header, an unreadable row, a missing end or sums that differ
 */
export async function* readStatementLines(
  parts: StatementParts,
  terms: StatementTerms,
): AsyncGenerator<readonly ChannelStatementLine[]> {
  yield* readLines(await parts.detail.open(), new DetailReader(parts, terms));
}

class DetailReader implements RowReader<ChannelStatementLine> {
  /** No byte of a character of this charset is a comma, a quote or a line break. */
  readonly charset = 'bytes';
  #part: 'start' | 'rows' | 'end' = 'start';
  readonly #totals = { payment: new Totals(), refund: new Totals() };
  readonly #footers = new Footers();
  readonly #parts: StatementParts;
  readonly #terms: StatementTerms;

  constructor(parts: StatementParts, terms: StatementTerms) {
    this.#parts = parts;
    this.#terms = terms;
  }

  read(row: string): ChannelStatementLine | null {
    // A comment has one cell; what begins like one and has more is no row, and refuses the file.
    if (row.trimStart().startsWith('#') && !row.includes(FORM.delimiter))
      this.#readComment(textOf(row, CHARSET).trim());
    else if (this.#part === 'rows') return atRow(this.#totals, () => this.#readRow(row));
    else if (this.#part === 'end') throw refuseStatement('after-end');
    else {
      requireHeader(splitRow(textOf(row, CHARSET), FORM), DETAIL_HEADER);
      this.#part = 'rows';
    }
    return null;
  }

  async end(): Promise<void> {
    const [totals, footers] = [this.#totals, this.#footers];
    if (this.#part !== 'end' || !footers.areComplete) throw refuseStatement('no-end');
    const isEqual = footers.agreeWith(totals) && (await isSummaryEqual(this.#parts, totals));
    if (!isEqual) throw refuseStatement('totals', { row_count: totals.payment.count + totals.refund.count });
  }

  #readComment(text: string): void {
    if (text.includes('业务明细列表结束')) this.#part = 'end';
    else if (this.#part === 'end') this.#footers.read(text);
  }

  #readRow(row: string): ChannelStatementLine {
    const record = splitRow(row, FORM, COLUMNS);
    if (record.length !== COLUMN_COUNT) throw new RangeError('wrong number of columns');
    const cell = (column: number): string => (record[column] ?? '').trim();
    const figures = figuresOf(cell);
    const dueFen = divideRoundHalfUp(figures.receivedFen * this.#terms.feeRate, PER_MILLION);
    const line = lineOf(cell, figures, dueFen);
    if (line.amountFen === 0n) throw new RangeError('no amount');
    this.#totals[line.kind].add(figures);
    return line;
  }
}

/** @throws RangeError when a value cannot be read */
const figuresOf = (cell: (column: number) => string): Figures => ({
  orderFen: size(readYuan(cell(11))),
  receivedFen: size(readYuan(cell(12))),
  discountFen: size(readYuanOrNone(cell(16))),
  feeFen: size(readYuanOrNone(cell(22))),
});

/** The kind of business decides the direction, never a sign. */
function lineOf(cell: (column: number) => string, figures: Figures, dueFen: Fen): ChannelStatementLine {
  const outTradeNo = requireNumber(cell(1));
  const common = {
    outTradeNo,
    amountFen: figures.orderFen,
    status: 'succeeded',
    occurredAt: parseBeijingLocal(cell(5)),
  } as const;
  switch (textOf(cell(2), CHARSET)) {
    case '交易':
      return {
        kind: 'payment',
        transactionId: requireNumber(cell(0)),
        ...common,
        feeFen: figures.feeFen,
        feeDueFen: dueFen,
      };
    case '退款': {
      // A full refund without a request number takes that of the order.
      const outRefundNo = cell(21) || outTradeNo;
      const transactionId = refundIdOf(requireNumber(cell(0)), outRefundNo);
      const fees = { feeFen: -figures.feeFen, feeDueFen: -dueFen };
      return { kind: 'refund', transactionId, outRefundNo, ...common, ...fees };
    }
    default:
      throw new RangeError('unknown kind of business');
  }
}

function atRow<T>(totals: BothTotals, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const row = totals.payment.count + totals.refund.count + 1;
    throw refuseStatement('row', { row, problem: textOf(error.message, CHARSET) }, error);
  }
}
