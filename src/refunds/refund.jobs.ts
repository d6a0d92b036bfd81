import type { JobHandler } from '../outbox/job';
import type { FineRefundService } from './fine-refund.service';
import type { RefundFollowService } from './refund-follow.service';

/** `refund.follow`: sends an approved refund, and asks with growing gaps until its end is known. */
export function followRefundHandler(follower: RefundFollowService): JobHandler {
  return async (refundId) => {
    const runAt = await follower.followRefund(refundId);
    return runAt === null ? 'done' : { runAt };
  };
}

/** `fine.refund`, about the number of a decision: what came for it, and is not owed, goes back. */
export function refundFineHandler(refunds: FineRefundService): JobHandler {
  return async (decisionNo) => {
    const runAt = await refunds.refundFine(decisionNo);
    return runAt === null ? 'done' : { runAt };
  };
}
