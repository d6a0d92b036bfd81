import type { JobHandler } from '../outbox/job';
import type { RefundFollowService } from './refund-follow.service';

/** `refund.follow`: sends an approved refund, and asks with growing gaps until its end is known. */
export function followRefundHandler(follower: RefundFollowService): JobHandler {
  return async (refundId) => {
    const runAt = await follower.followRefund(refundId);
    return runAt === null ? 'done' : { runAt };
  };
}
