import type { CopyRows } from '../db/copy';
import type { CopyValue } from '../db/copy-text';
import type { ChannelStatementLine } from '../providers/provider';
import { addLines, NO_LINES } from './statement';
import type { StatementTotals } from './statement';

export interface StatementLineStore {
  /**
   * Brings in the lines of a file, all or none. They belong to nothing until their statement is inserted.
   * @throws what the source throws (StatementRefused); then no line was kept
   */
  copyLines(
    statementId: string,
    batches: AsyncIterable<readonly ChannelStatementLine[]>,
  ): Promise<StatementTotals>;
}

const COPY_LINES = `copy statement_line (statement_id, line, kind, transaction_id, out_trade_no, out_refund_no,
  amount_fen, fee_fen, fee_due_fen, status, occurred_at) from stdin`;

/** The lines of statements, a file at a time. */
export function createStatementLineStore(copyRows: CopyRows): StatementLineStore {
  return {
    async copyLines(statementId, batches) {
      let totals = NO_LINES;
      async function* rows(): AsyncIterable<CopyValue[][]> {
        for await (const lines of batches) {
          const first = totals.lineCount + 1;
          totals = addLines(totals, lines);
          yield lines.map((line, i) => rowOf(line, statementId, first + i));
        }
      }
      await copyRows(COPY_LINES, rows());
      return totals;
    },
  };
}

function rowOf(line: ChannelStatementLine, statementId: string, no: number): CopyValue[] {
  return [
    statementId,
    no,
    line.kind,
    line.transactionId,
    line.outTradeNo,
    line.outRefundNo ?? null,
    line.amountFen,
    line.feeFen,
    line.feeDueFen,
    line.status,
    line.occurredAt,
  ];
}
