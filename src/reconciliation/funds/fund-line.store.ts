import type { CopyRows } from '../../db/copy';
import type { CopyValue } from '../../db/copy-text';
import type { ChannelFundLine } from '../../providers/fund-flow';
import { addFundLines, NO_FUNDS } from '../fund-flow';
import type { FundTotals } from '../fund-flow';

export interface FundLineStore {
  /** Brings in the lines of a file, all or none. They belong to nothing until their file is inserted. */
  copyLines(fileId: string, batches: AsyncIterable<readonly ChannelFundLine[]>): Promise<FundTotals>;
}

const COPY_LINES = `copy fund_line (file_id, line, kind, transaction_id, reference, amount_fen, balance_fen,
  occurred_at) from stdin`;

/** The lines of fund files, a file at a time. */
export function createFundLineStore(copyRows: CopyRows): FundLineStore {
  return {
    async copyLines(fileId, batches) {
      let totals = NO_FUNDS;
      async function* rows(): AsyncIterable<CopyValue[][]> {
        for await (const lines of batches) {
          const first = totals.lineCount + 1;
          totals = addFundLines(totals, lines);
          yield lines.map(({ kind, transactionId, reference, amountFen, balanceFen, occurredAt }, i) => [
            ...[fileId, first + i, kind, transactionId, reference, amountFen, balanceFen, occurredAt],
          ]);
        }
      }
      await copyRows(COPY_LINES, rows());
      return totals;
    },
  };
}
