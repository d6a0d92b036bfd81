import { newCode, newToken } from '../kernel/ids';
import type { Refund } from '../refunds/refund';
import { CHECK_CODE_LENGTH } from './receipt';
import type { Receipt, RedReceipt } from './receipt';

/** The red receipts of a refund, without their numbers: one for each receipt of whose line it gave something back. */
export function redReceiptsOf(
  { id: refundId, shares, succeededAt }: Pick<Refund, 'id' | 'shares' | 'succeededAt'>,
  receipts: readonly Receipt[],
  issuedAt: Date,
): Omit<RedReceipt, 'code' | 'no'>[] {
  return receipts.flatMap(({ line, code: originalCode, no: originalNo }) =>
    shares
      .filter((share) => share.line === line)
      .map(({ amountFen }) => ({
        checkCode: newCode(CHECK_CODE_LENGTH),
        verifyToken: newToken(),
        refundId,
        originalCode,
        originalNo,
        amountFen: -amountFen,
        refundedAt: succeededAt ?? issuedAt,
        issuedAt,
      })),
  );
}
