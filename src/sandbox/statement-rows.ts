import { createHash } from 'node:crypto';
import { startOfBusinessDay, type BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { Books, Channel, Refund, Trade } from './books';
import { type Fault, settingOf } from './faults';

/** One line of a statement, before it takes the form of a channel. Amount and fee are positive on refunds too. */
export interface StatementRow {
  kind: 'payment' | 'refund';
  /** Payment success or refund acceptance. */
  at: Date;
  createdAt: Date;
  transactionId: string;
  outTradeNo: string;
  refundId: string | null;
  outRefundNo: string | null;
  tradeType: string;
  status: string;
  amountFen: Fen;
  /** Charged for a payment, returned for a refund. */
  feeFen: Fen;
  payer: string;
  subject: string;
  attach: string;
}

/** What a channel's statement of the day holds by the books: the payments, then the refunds, each by time. */
export function statementRows(books: Books, channel: Channel, day: BusinessDay): StatementRow[] {
  const { payments, refunds } = books.day(channel, day);
  const refundRows = refunds.flatMap((refund) => {
    const trade = books.findTrade(channel, refund.outTradeNo);
    return trade ? [refundRow(trade, refund)] : [];
  });
  return [...payments.map(paymentRow), ...refundRows];
}

/** Applies the faults that change rows. The file that is made of them still agrees with itself. */
export function spoilRows(
  rows: readonly StatementRow[],
  day: BusinessDay,
  faults: readonly Fault[],
): StatementRow[] {
  return faults.reduce((spoilt, fault) => spoil(spoilt, day, fault), [...rows]);
}

function spoil(rows: StatementRow[], day: BusinessDay, fault: Fault): StatementRow[] {
  if (fault.kind === 'add_row') return [...rows, addedRow(day, fault)];
  const index = rowIndex(rows, fault);
  const row = rows[index];
  if (!row) return rows;
  const replace = (...others: StatementRow[]): StatementRow[] => rows.toSpliced(index, 1, ...others);
  switch (fault.kind) {
    case 'drop_row':
      return replace();
    case 'duplicate_row':
      return replace(row, row);
    case 'alter_amount':
      return replace({ ...row, amountFen: fenOf(fault, 'amount', row.amountFen + 1n) });
    case 'alter_fee':
      return replace({ ...row, feeFen: fenOf(fault, 'fee', row.feeFen + 1n) });
    case 'alter_status':
      return replace({ ...row, status: otherStatus(row, fault) });
    default:
      return rows;
  }
}

/** The row with the number that the fault names (ours, theirs, or a refund's), else the one at its index. */
function rowIndex(rows: readonly StatementRow[], fault: Fault): number {
  const { out_refund_no: outRefundNo } = fault.settings;
  if (typeof outRefundNo === 'string') return rows.findIndex((row) => row.outRefundNo === outRefundNo);
  if (!fault.outTradeNo) return settingOf(fault, 'index', 0);
  return rows.findIndex((row) => row.outTradeNo === fault.outTradeNo);
}

function otherStatus(row: StatementRow, fault: Fault): string {
  if (typeof fault.settings.status === 'string') return fault.settings.status;
  return row.kind === 'payment' ? 'REVOKED' : 'PROCESSING';
}

/** Its numbers are the same in every file that has it, and whenever one is fetched: they come of the fault. */
function addedRow(day: BusinessDay, fault: Fault): StatementRow {
  const isRefund = fault.settings.row === 'refund';
  const at = new Date(startOfBusinessDay(day).getTime() + 12 * 3_600_000);
  const digits = day.replaceAll('-', '');
  const own = (of: string, count: number) => digitsOf(`${fault.id} ${of}`, count);
  return {
    kind: isRefund ? 'refund' : 'payment',
    at,
    createdAt: at,
    transactionId: `${fault.channel === 'wechat' ? `420000${digits}` : `${digits}220014`}${own('transaction', 14)}`,
    outTradeNo: fault.outTradeNo ?? `channelonly_${own('trade', 12)}`,
    refundId: isRefund ? `5030${own('kind', 6)}${digits}${own('refund', 11)}` : null,
    outRefundNo: isRefund ? `channelonlyr_${own('out refund', 12)}` : null,
    tradeType: 'NATIVE',
    status: 'SUCCESS',
    amountFen: fenOf(fault, 'amount', 100n),
    feeFen: fenOf(fault, 'fee', 0n),
    ...{ payer: '', subject: '渠道单边记录', attach: '' },
  };
}

/** Decimal digits that follow from a text; at most 70. */
function digitsOf(text: string, count: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString();
  return digits.slice(-count);
}

function paymentRow(trade: Trade): StatementRow {
  return {
    kind: 'payment',
    at: trade.paidAt ?? trade.createdAt,
    createdAt: trade.createdAt,
    transactionId: trade.transactionId ?? '',
    outTradeNo: trade.outTradeNo,
    refundId: null,
    outRefundNo: null,
    tradeType: trade.tradeType,
    status: 'SUCCESS',
    amountFen: trade.amountFen,
    feeFen: trade.feeFen,
    payer: trade.payer,
    subject: trade.subject,
    attach: trade.attach ?? '',
  };
}

function refundRow(trade: Trade, refund: Refund): StatementRow {
  return {
    ...paymentRow(trade),
    kind: 'refund',
    at: refund.acceptedAt,
    refundId: refund.refundId,
    outRefundNo: refund.outRefundNo,
    status: { processing: 'PROCESSING', success: 'SUCCESS', closed: 'FAIL', abnormal: 'CHANGE' }[
      refund.status
    ],
    amountFen: refund.amountFen,
    feeFen: refund.feeFen,
  };
}

function fenOf(fault: Fault, name: string, otherwise: Fen): Fen {
  const value = settingOf(fault, name, Number.NaN);
  return Number.isSafeInteger(value) ? BigInt(value) : otherwise;
}
