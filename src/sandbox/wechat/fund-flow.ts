import { formatBeijingLocal } from '../../kernel/business-day';
import { type Fen, formatYuan } from '../../kernel/money';
import type { StatementRow } from '../statement-rows';
import { csvLine, type StatementForm } from './statement';

const HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号';
const SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';

interface Entry {
  row: StatementRow;
  business: '交易' | '扣除交易手续费' | '退款';
  /** Positive is money in. */
  amountFen: Fen;
  note: string;
}

/** The fund-flow bill of the basic account: each payment, its fee, and refunds net of the fee that comes back. */
export function fundFlowStatement(
  rows: readonly StatementRow[],
  openingFen: Fen,
  form: StatementForm,
): string {
  const byTime = [...rows].sort((a, b) => a.at.getTime() - b.at.getTime());
  const entries = byTime.flatMap(entriesOf);
  let balanceFen = openingFen;
  const lines = entries.map((entry) => {
    balanceFen += entry.amountFen;
    return entryLine(entry, balanceFen);
  });
  const extra = form.faults.has('wrong_totals') ? 1n : 0n;
  const footer = form.faults.has('missing_footer') ? [] : [SUMMARY, summaryLine(entries, extra)];
  const header = form.faults.has('unknown_column') ? `${HEADER},新增字段` : HEADER;
  const body = form.faults.has('unknown_column') ? lines.map((line) => `${line},\`0`) : lines;
  return `${[header, ...body, ...footer].join('\r\n')}\r\n`;
}

/** What one payment or refund does to the account. */
export function netFen(row: StatementRow): Fen {
  return entriesOf(row).reduce((sum, entry) => sum + entry.amountFen, 0n);
}

function entriesOf(row: StatementRow): Entry[] {
  const [amount, fee] = [formatYuan(row.amountFen), formatYuan(row.feeFen)];
  if (row.kind === 'refund') {
    const note = `退款总金额${amount}元;含手续费${fee}元`;
    return [{ row, business: '退款', amountFen: row.feeFen - row.amountFen, note }];
  }
  const note = `结算总金额 ${amount} 元;含手续费 ${fee} 元`;
  const paid: Entry = { row, business: '交易', amountFen: row.amountFen, note };
  return row.feeFen === 0n
    ? [paid]
    : [paid, { row, business: '扣除交易手续费', amountFen: -row.feeFen, note: '' }];
}

function entryLine({ row, business, amountFen, note }: Entry, balanceFen: Fen): string {
  const id = row.refundId ?? row.transactionId;
  const direction = amountFen < 0n ? '支出' : '收入';
  const amount = formatYuan(amountFen < 0n ? -amountFen : amountFen);
  const voucher = row.outRefundNo ?? row.outTradeNo;
  const values = [
    id,
    id,
    business,
    business,
    direction,
    amount,
    formatYuan(balanceFen),
    'system',
    note,
    voucher,
  ];
  return csvLine([formatBeijingLocal(row.at), ...values]);
}

function summaryLine(entries: readonly Entry[], extraFen: Fen): string {
  const total = (some: readonly Entry[]): Fen => some.reduce((sum, { amountFen }) => sum + amountFen, 0n);
  const income = entries.filter(({ amountFen }) => amountFen >= 0n);
  const expense = entries.filter(({ amountFen }) => amountFen < 0n);
  const counts = [entries, income, expense].map((some) => `${some.length}.0`);
  const [all = '', ins = '', outs = ''] = counts;
  return csvLine([all, ins, formatYuan(total(income) + extraFen), outs, formatYuan(-total(expense))]);
}
