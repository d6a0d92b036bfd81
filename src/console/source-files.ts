import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { ReconciliationStatus } from '../reconciliation/reconciliation';
import type { Statement } from '../reconciliation/statement';
import type { DayRange } from './listing';

/** A version of a channel's daily file. */
export interface StatementRow extends Statement {
  /** The version of its day that counts. */
  isInForce: boolean;
  /** Differences that are open and were found in it. */
  openDifferences: number;
}

export interface StatementListFilter extends DayRange {
  channel: string | null;
  /** The key of the last row that was shown. */
  before: string | null;
}

/** A row of a channel's file. */
export interface StatementLineRow {
  id: string;
  line: number;
  kind: string;
  transactionId: string;
  outTradeNo: string;
  outRefundNo: string | null;
  amountFen: Fen;
  feeFen: Fen;
  status: string;
  occurredAt: Date;
}

/** A comparison of a file with our books. */
export interface RunRow {
  id: string;
  channel: string;
  businessDay: BusinessDay;
  trigger: string;
  status: ReconciliationStatus;
  statementId: string | null;
  version: number | null;
  matchedCount: number | null;
  /** Of what it found, closed since or not. */
  differences: number;
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface RunListFilter extends DayRange {
  channel: string | null;
  status: ReconciliationStatus | null;
  before: string | null;
}
