import type { Fen } from '../../kernel/money';
import type { ChannelStatementLine } from '../provider';
import { refuseStatement } from '../statement-file';
import { readLines, splitRow } from '../statement-records';
import type { CsvForm, RowReader } from '../statement-records';
import { readYuan } from '../statement-yuan';
import type { StatementParts } from './alipay.statement-parts';

export const CHARSET = 'gb18030';
export const FORM: CsvForm = { delimiter: ',', quote: '"' };
const SUMMARY_HEADER =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,' +
  '卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）';
const SUMMARY_COUNT = SUMMARY_HEADER.split(',').length;
const PAYMENT_FOOTER = /^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元，商家优惠共(-?[\d.]+)元/;
const REFUND_FOOTER = /^#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元，商家优惠退款共(-?[\d.]+)元/;

/** Amounts without their signs: whether refunds and fees come as negative numbers varies between files. */
export interface Figures {
  orderFen: Fen;
  receivedFen: Fen;
  discountFen: Fen;
  feeFen: Fen;
}

/** What the rows of one kind add up to. */
export class Totals {
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

export type BothTotals = Record<ChannelStatementLine['kind'], Totals>;

/** What the detail file says at its end about its own rows. */
export class Footers {
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
export async function isSummaryEqual(
  parts: StatementParts,
  { payment, refund }: BothTotals,
): Promise<boolean> {
  let total: string[] = [];
  for await (const found of readLines(await parts.summary.open(), summaryReader())) {
    total = found.at(-1) ?? total;
  }
  if (total.length !== SUMMARY_COUNT) throw refuseStatement('summary');
  const [, , paymentCount = '', refundCount = '', order = '', received = ''] = total;
  return (
    paymentCount === String(payment.count) &&
    refundCount === String(refund.count) &&
    isSameSize(order, payment.orderFen - refund.orderFen) &&
    isSameSize(received, payment.receivedFen - refund.receivedFen) &&
    isSameSize(total[9] ?? '', payment.feeFen - refund.feeFen)
  );
}

/** Of the summary, its rows of totals. */
function summaryReader(): RowReader<string[]> {
  let part: 'start' | 'rows' | 'end' = 'start';
  return {
    charset: CHARSET,
    read(row) {
      const cells = withoutTrailingComma(splitRow(row, FORM).map((cell) => cell.trim()));
      if (cells.length === 1 && cells[0]?.startsWith('#')) {
        if (cells[0].includes('业务汇总列表结束')) part = 'end';
      } else if (part === 'start') {
        requireHeader(cells, SUMMARY_HEADER);
        part = 'rows';
      } else if (cells[0] === '合计') return cells;
      return null;
    },
    end() {
      if (part !== 'end') throw refuseStatement('summary');
    },
  };
}

/** Some files end every row of the summary with a comma; its last column is never empty. */
function withoutTrailingComma(cells: string[]): string[] {
  return cells.length === SUMMARY_COUNT + 1 && cells.at(-1) === '' ? cells.slice(0, -1) : cells;
}

function isSameSize(text: string, fen: Fen): boolean {
  try {
    return size(readYuan(text)) === size(fen);
  } catch {
    return false;
  }
}

/** An amount without its sign. */
export const size = (fen: Fen): Fen => (fen < 0n ? -fen : fen);

/** @throws StatementRefused when the columns are others than the known ones */
export function requireHeader(record: string[], header: string): void {
  if (record.map((cell) => cell.trim()).join() !== header) throw refuseStatement('header');
}
