import { parseBeijingLocal } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import type { ChannelFundLine } from '../fund-flow';
import { csvRecords, openGzip, refuseStatement } from '../statement-file';
import { readYuan } from '../statement-yuan';
import { atRow, withoutBacktick } from './wechat.records';

export const FUND_HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const SUMMARY_HEADER = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
const COLUMN_COUNT = FUND_HEADER.split(',').length;
const SUMMARY_COUNT = SUMMARY_HEADER.split(',').length;

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
 * The rows of a fund-flow bill; as in a trade bill every value begins with a backtick.
 * @throws StatementRefused on an unknown header, an unreadable row, a missing summary or sums that differ
 */
export async function* readFundLines(path: string): AsyncGenerator<ChannelFundLine> {
  const totals = new Totals();
  let part: 'start' | 'rows' | 'summary' | 'end' = 'start';
  const records = csvRecords(await openGzip(path), { charset: 'utf8', delimiter: ',`', quote: null });
  for await (const record of records) {
    if (part === 'start') {
      if (record.join() !== FUND_HEADER) throw refuseStatement('header');
      part = 'rows';
    } else if (part === 'rows' && record.join() === SUMMARY_HEADER) {
      part = 'summary';
    } else if (part === 'rows') {
      const line = atRow(totals.count + 1, () => readRow(record));
      totals.add(line);
      yield line;
    } else if (part === 'summary') {
      atRow(totals.count + 1, () => totals.compareWith(record));
      part = 'end';
    } else throw refuseStatement('after-summary');
  }
  if (part !== 'end') throw refuseStatement('no-summary');
}

class Totals {
  #ins = 0;
  #outs = 0;
  #inFen = 0n;
  #outFen = 0n;

  get count(): number {
    return this.#ins + this.#outs;
  }

  add({ amountFen }: ChannelFundLine): void {
    if (amountFen >= 0n) {
      this.#ins++;
      this.#inFen += amountFen;
    } else {
      this.#outs++;
      this.#outFen -= amountFen;
    }
  }

  compareWith(record: string[]): void {
    if (record.length !== SUMMARY_COUNT) throw refuseStatement('summary');
    const [count, ins, inYuan, outs, outYuan] = withoutBacktick(record);
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
function readRow(record: string[]): ChannelFundLine {
  const values = withoutBacktick(record);
  if (values.length !== COLUMN_COUNT) throw new RangeError('wrong number of columns');
  const [time = '', transactionId = '', , , business = '', direction = '', amount, balance, , , reference] =
    values;
  const sizeFen = readYuan(amount);
  if (sizeFen < 0n || !['收入', '支出'].includes(direction)) throw new RangeError('no direction');
  return {
    kind: KINDS.get(business) ?? 'other',
    transactionId,
    reference: reference || null,
    amountFen: signed(sizeFen, direction),
    balanceFen: readYuan(balance),
    occurredAt: parseBeijingLocal(time),
  };
}

const signed = (fen: Fen, direction: string): Fen => (direction === '支出' ? -fen : fen);
