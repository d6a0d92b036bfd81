import { addDays, startOfBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { ChannelStatementLine } from '../providers/provider';

/** One version of a channel's daily file, kept with its lines. */
export interface Statement extends StatementTotals {
  id: string;
  channel: string;
  businessDay: BusinessDay;
  /** Counts up from 1 as the channel gives the day another content. */
  version: number;
  sha256: string;
  /** When the channel last gave this content: the version of a day that was fetched last is in force. */
  fetchedAt: Date;
}

/** As the file itself sums up: all its lines, whatever their status. */
export interface StatementTotals {
  lineCount: number;
  paidFen: Fen;
  refundedFen: Fen;
}

export const NO_LINES: StatementTotals = { lineCount: 0, paidFen: 0n, refundedFen: 0n };

/** A file that was brought while its day still ran does not have all of it. */
export const isWhole = ({ businessDay, fetchedAt }: Pick<Statement, 'businessDay' | 'fetchedAt'>): boolean =>
  fetchedAt >= startOfBusinessDay(addDays(businessDay, 1));

/** Of no bytes: a day for which the channel has no file is kept as a statement without lines. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The totals after a further batch of lines. */
export function addLines(totals: StatementTotals, lines: readonly ChannelStatementLine[]): StatementTotals {
  const sumOf = (kind: ChannelStatementLine['kind']): Fen =>
    lines.reduce((sum, line) => (line.kind === kind ? sum + line.amountFen : sum), 0n);
  return {
    lineCount: totals.lineCount + lines.length,
    paidFen: totals.paidFen + sumOf('payment'),
    refundedFen: totals.refundedFen + sumOf('refund'),
  };
}

/** Of rows spread over a file: how many there are, how many of them it has again to the letter, and of how many movements. */
export interface TwinSample {
  looked: number;
  twins: number;
  movements: number;
}

/** So many are no accident any more. */
const A_FEW_TWINS = 20;

/**
 * Whether a file is there twice in itself, or a large part of it. A channel may name a movement twice, which is a
 * difference of its own; that it does so with every movement, or with most of many, is no mistake about one of them.
 */
export function isDoubled({ looked, twins, movements }: TwinSample): boolean {
  if (twins === looked) return movements > 1;
  return twins > A_FEW_TWINS && twins * 2 > looked;
}
