import type { JobHandler } from '../outbox/job';
import type { ReceiptService } from './receipt.service';

/** The work of 'receipt.issue'; its subject is the id of an order that was paid. */
export function issueReceiptHandler(receipts: Pick<ReceiptService, 'issueReceipts'>): JobHandler {
  return async (orderId) => {
    await receipts.issueReceipts(orderId);
    return 'done';
  };
}
