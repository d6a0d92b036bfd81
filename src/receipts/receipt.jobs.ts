import type { JobHandler } from '../outbox/job';
import type { ReceiptService } from './receipt.service';

/** The work of 'receipt.issue'; its subject is the id of an order that was paid. */
export function issueReceiptHandler(receipts: Pick<ReceiptService, 'issueReceipts'>): JobHandler {
  return async (orderId) => {
    await receipts.issueReceipts(orderId);
    return 'done';
  };
}

/** The work of 'receipt.reverse'; its subject is the id of a refund that succeeded. */
export function reverseReceiptHandler(receipts: Pick<ReceiptService, 'reverseReceipts'>): JobHandler {
  return async (refundId) => {
    await receipts.reverseReceipts(refundId);
    return 'done';
  };
}
