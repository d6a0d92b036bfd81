import { parseBeijingLocal } from '../../kernel/business-day';
import { divideRoundHalfUp, type Fen } from '../../kernel/money';
import type { ChannelStatementLine } from '../provider';
import { csvRecords, refuseStatement } from '../statement-file';
import { readYuan, readYuanOrNone } from '../statement-yuan';
import { refundIdOf } from './alipay.refund-id';
import type { StatementParts } from './alipay.statement-parts';

export interface StatementTerms {
  /** Parts per million. */
  feeRate: bigint;
}

const DETAIL_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,' +
  '商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,' +
  '卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const SUMMARY_HEADER =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,' +
  '卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';
const COLUMN_COUNT = DETAIL_HEADER.split(',').length;
const SUMMARY_COUNT = SUMMARY_HEADER.split(',').length;
const PER_MILLION = 1_000_000n;

const FORM = { charset: 'gb18030', delimiter: ',', quote: '"' } as const;
const PAYMENT_FOOTER = /^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元，商家优惠共(-?[\d.]+)元/;
const REFUND_FOOTER = /^#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元，商家优惠退款共(-?[\d.]+)元/;

/** Amounts without their signs: whether refunds and fees come as negative numbers varies between files. */
interface Figures {
  orderFen: Fen;
  receivedFen: Fen;
  discountFen: Fen;
  feeFen: Fen;
}

interface Row {
  line: ChannelStatementLine;
  figures: Figures;
}

/**
 * The rows of the detail file, checked against its own footers and then against the summary file.
 * @throws StatementRefused on an unknown header, an unreadable row, a missing end or sums that differ
 */
export async function* readStatementLines(
  parts: StatementParts,
  terms: StatementTerms,
): AsyncGenerator<ChannelStatementLine> {
  const totals = { payment: new Totals(), refund: new Totals() };
  const footers = new Footers();
  let part: 'start' | 'rows' | 'end' = 'start';
  for await (const record of csvRecords(await parts.detail.open(), FORM)) {
    const text = record.length === 1 ? (record[0] ?? '').trim() : '';
    if (text.startsWith('#')) {
      if (text.includes('业务明细列表结束')) part = 'end';
      else if (part === 'end') footers.read(text);
    } else if (part === 'start') {
      requireHeader(record, DETAIL_HEADER);
      part = 'rows';
    } else if (part === 'rows') {
      const row = atRow(totals, () => readRow(record, terms));
      totals[row.line.kind].add(row.figures);
      yield row.line;
    } else throw refuseStatement('after-end');
  }
  if (part !== 'end' || !footers.areComplete) throw refuseStatement('no-end');
  const isEqual = footers.agreeWith(totals) && (await isSummaryEqual(parts, totals));
  if (!isEqual) throw refuseStatement('totals', { row_count: totals.payment.count + totals.refund.count });
}

class Totals {
  count = 0;
  orderFen = 0n;
  receivedFen = 0n;
  discountFen = 0n;
  feeFen = 0n;

  add(figures: Figures): void {
    this.count++;
    this.orderFen += figures.orderFen;
    this.receivedFen += figures.receivedFen;
    this.discountFen += figures.discountFen;
    this.feeFen += figures.feeFen;
  }
}

type BothTotals = Record<ChannelStatementLine['kind'], Totals>;

class Footers {
  readonly #found = new Map<ChannelStatementLine['kind'], string[]>();

  get areComplete(): boolean {
    return this.#found.size === 2;
  }

  read(text: string): void {
    const payment = PAYMENT_FOOTER.exec(text);
    if (payment) this.#found.set('payment', payment.slice(1));
    const refund = REFUND_FOOTER.exec(text);
    if (refund) this.#found.set('refund', refund.slice(1));
  }

  agreeWith(totals: BothTotals): boolean {
    return [...this.#found].every(([kind, [count = '', received = '', discount = '']]) => {
      const sum = totals[kind];
      return (
        count === String(sum.count) &&
        isSameSize(received, sum.receivedFen) &&
        isSameSize(discount, sum.discountFen)
      );
    });
  }
}

/** The summary gives counts of both kinds and nets them in its amounts; only its last row matters. */
async function isSummaryEqual(parts: StatementParts, { payment, refund }: BothTotals): Promise<boolean> {
  let total: string[] | null = null;
  let part: 'start' | 'rows' | 'end' = 'start';
  for await (const record of csvRecords(await parts.summary.open(), FORM)) {
    const cells = withoutTrailingComma(record.map((cell) => cell.trim()));
    if (cells.length === 1 && cells[0]?.startsWith('#')) {
      if (cells[0].includes('业务汇总列表结束')) part = 'end';
    } else if (part === 'start') {
      requireHeader(cells, SUMMARY_HEADER);
      part = 'rows';
    } else if (cells[0] === '合计') total = cells;
  }
  if (part !== 'end' || total?.length !== SUMMARY_COUNT) throw refuseStatement('summary');
  const [, , paymentCount = '', refundCount = '', order = '', received = ''] = total;
  return (
    paymentCount === String(payment.count) &&
    refundCount === String(refund.count) &&
    isSameSize(order, payment.orderFen - refund.orderFen) &&
    isSameSize(received, payment.receivedFen - refund.receivedFen) &&
    isSameSize(total[9] ?? '', payment.feeFen - refund.feeFen)
  );
}

/** @throws RangeError when a value cannot be read */
function readRow(record: string[], terms: StatementTerms): Row {
  if (record.length !== COLUMN_COUNT) throw new RangeError('wrong number of columns');
  const cell = (column: number): string => (record[column] ?? '').trim();
  const figures: Figures = {
    orderFen: size(readYuan(cell(11))),
    receivedFen: size(readYuan(cell(12))),
    discountFen: size(readYuanOrNone(cell(16))),
    feeFen: size(readYuanOrNone(cell(22))),
  };
  const line = lineOf(cell, figures, divideRoundHalfUp(figures.receivedFen * terms.feeRate, PER_MILLION));
  if (line.amountFen === 0n || line.transactionId === '' || line.outTradeNo === '') {
    throw new RangeError('a number or an amount is missing');
  }
  return { line, figures };
}

/** The kind of business decides the direction, never a sign. */
function lineOf(cell: (column: number) => string, figures: Figures, dueFen: Fen): ChannelStatementLine {
  const outTradeNo = cell(1);
  const common = {
    outTradeNo,
    amountFen: figures.orderFen,
    status: 'succeeded',
    occurredAt: parseBeijingLocal(cell(5)),
  } as const;
  switch (cell(2)) {
    case '交易':
      return {
        kind: 'payment',
        transactionId: cell(0),
        ...common,
        feeFen: figures.feeFen,
        feeDueFen: dueFen,
      };
    case '退款': {
      // A full refund without a request number takes that of the order.
      const outRefundNo = cell(21) || outTradeNo;
      const transactionId = refundIdOf(cell(0), outRefundNo);
      const fees = { feeFen: -figures.feeFen, feeDueFen: -dueFen };
      return { kind: 'refund', transactionId, outRefundNo, ...common, ...fees };
    }
    default:
      throw new RangeError('unknown kind of business');
  }
}

/** Some files end every row of the summary with a comma; its last column is never empty. */
function withoutTrailingComma(cells: string[]): string[] {
  return cells.length === SUMMARY_COUNT + 1 && cells.at(-1) === '' ? cells.slice(0, -1) : cells;
}

const size = (fen: Fen): Fen => (fen < 0n ? -fen : fen);

function isSameSize(text: string, fen: Fen): boolean {
  try {
    return size(readYuan(text)) === size(fen);
  } catch {
    return false;
  }
}

function requireHeader(record: string[], header: string): void {
  if (record.map((cell) => cell.trim()).join() !== header) throw refuseStatement('header');
}

function atRow<T>(totals: BothTotals, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const row = totals.payment.count + totals.refund.count + 1;
    throw refuseStatement('row', { row, problem: error.message }, error);
  }
}
