import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { ChannelFundLine } from '../providers/fund-flow';
import { differenceIdOf } from './difference';
import type { FoundDifference } from './difference';

export interface FundTotals {
  lineCount: number;
  inFen: Fen;
  outFen: Fen;
  /** The balance after the last row; null where there is none. */
  closingFen: Fen | null;
}

/** One version of what moved on a channel's account of the merchant on a day, kept with its lines. */
export interface FundFile extends FundTotals {
  id: string;
  channel: string;
  businessDay: BusinessDay;
  /** Counts up from 1 as the channel gives the day another content. */
  version: number;
  sha256: string;
  /** The version of a day that was fetched last is in force. */
  fetchedAt: Date;
}

export const NO_FUNDS: FundTotals = { lineCount: 0, inFen: 0n, outFen: 0n, closingFen: null };

/** The totals after a further batch of lines. */
export function addFundLines(totals: FundTotals, lines: readonly ChannelFundLine[]): FundTotals {
  const sumOf = (isIn: boolean): Fen =>
    lines.reduce((sum, { amountFen }) => (amountFen >= 0n === isIn ? sum + amountFen : sum), 0n);
  return {
    lineCount: totals.lineCount + lines.length,
    inFen: totals.inFen + sumOf(true),
    outFen: totals.outFen - sumOf(false),
    closingFen: lines.at(-1)?.balanceFen ?? totals.closingFen,
  };
}

/** What one payment or refund did by the trades and by the account, where the two differ; net of fees. */
export interface FundGap {
  channel: string;
  businessDay: BusinessDay;
  transactionId: string;
  outTradeNo: string | null;
  /** Of the file of trades. */
  statementLine: number | null;
  tradeFen: Fen | null;
  fundFen: Fen | null;
}

/** The same as a difference of the day: the file of trades beside the account. */
export function fundDifference(gap: FundGap): FoundDifference {
  const { channel, businessDay, transactionId, outTradeNo, statementLine, tradeFen, fundFen } = gap;
  const type = fundFen === null ? 'fund_missing' : tradeFen === null ? 'fund_only' : 'fund_mismatch';
  const sideOf = (fen: Fen | null) => (fen === null ? null : { amountFen: fen, status: 'succeeded' });
  return {
    id: differenceIdOf(channel, businessDay, type, 'fund_flow', transactionId),
    ...{ channel, businessDay, type, kind: 'fund_flow', transactionId, outTradeNo, statementLine },
    ...{ ours: sideOf(tradeFen), theirs: sideOf(fundFen) },
  };
}
