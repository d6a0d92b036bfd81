import { parseBeijingLocal } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import type { ChannelFundLine } from '../fund-flow';
import { openGzip, refuseStatement } from '../statement-file';
import { columnsOf, readLines, requireText, textOf } from '../statement-records';
import { readYuan } from '../statement-yuan';
import { billReader } from './wechat.records';
import type { BillRows } from './wechat.records';

export const FUND_HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const SUMMARY_HEADER = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
const COLUMN_COUNT = FUND_HEADER.split(',').length;
const SUMMARY_COUNT = SUMMARY_HEADER.split(',').length;
const COLUMNS = columnsOf(COLUMN_COUNT, [0, 1, 4, 5, 6, 7, 10]);

const KINDS = new Map<string, ChannelFundLine['kind']>([
  ['交易', 'payment'],
  ['退款', 'refund'],
  // What could not be paid out comes back to the account.
  ['退款关闭', 'refund'],
  ['扣除交易手续费', 'fee'],
  ['退还交易手续费', 'fee'],
  ['提现', 'payout'],
]);

/**
 * The rows of a fund-flow bill.
 * @throws StatementRefused on an unknown header, an unreadable row, a missing summary or sums that differ
 */
export async function* readFundLines(path: string): AsyncGenerator<readonly ChannelFundLine[]> {
  yield* readLines(await openGzip(path), billReader(new FundRows()));
}

class FundRows implements BillRows<ChannelFundLine> {
  readonly header = FUND_HEADER;
  readonly summaryHeader = SUMMARY_HEADER;
  readonly columns = COLUMNS;
  #ins = 0;
  #outs = 0;
  #inFen = 0n;
  #outFen = 0n;

  get count(): number {
    return this.#ins + this.#outs;
  }

  readRow(values: string[]): ChannelFundLine {
    const line = lineOf(values);
    if (line.amountFen >= 0n) {
      this.#ins++;
      this.#inFen += line.amountFen;
    } else {
      this.#outs++;
      this.#outFen -= line.amountFen;
    }
    return line;
  }

  compareWith(summary: string[]): void {
    if (summary.length !== SUMMARY_COUNT) throw refuseStatement('summary');
    const [count, ins, inYuan, outs, outYuan] = summary;
    const isEqual =
      countOf(count) === String(this.count) &&
      countOf(ins) === String(this.#ins) &&
      countOf(outs) === String(this.#outs) &&
      readYuan(inYuan) === this.#inFen &&
      readYuan(outYuan) === this.#outFen;
    if (!isEqual) throw refuseStatement('totals', { row_count: this.count });
  }
}

/** The file writes counts such as "3.0". */
const countOf = (text = ''): string => text.replace(/\.0+$/, '');

/** @throws RangeError when a value cannot be read */
function lineOf(values: string[]): ChannelFundLine {
  if (values.length !== COLUMN_COUNT) throw new RangeError('wrong number of columns');
  const [
    time = '',
    transactionId = '',
    ,
    ,
    business = '',
    inOrOut = '',
    amount,
    balance,
    ,
    ,
    reference = '',
  ] = values;
  const direction = textOf(inOrOut, 'utf8');
  const sizeFen = readYuan(amount);
  if (sizeFen < 0n || !['收入', '支出'].includes(direction)) throw new RangeError('no direction');
  return {
    kind: KINDS.get(textOf(business, 'utf8')) ?? 'other',
    transactionId: requireText(transactionId),
    reference: requireText(reference) || null,
    amountFen: signed(sizeFen, direction),
    balanceFen: readYuan(balance),
    occurredAt: parseBeijingLocal(time),
  };
}

const signed = (fen: Fen, direction: string): Fen => (direction === '支出' ? -fen : fen);
