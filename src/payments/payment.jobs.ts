import { untilAnswered } from '../outbox/job';
import type { JobHandler } from '../outbox/job';
import type { FollowService } from './follow.service';

/** `payment.follow`: asks the channel with growing gaps until the end of the payment is known. */
export function followPaymentHandler(follower: FollowService): JobHandler {
  return untilAnswered(async (paymentId) => {
    const runAt = await follower.followPayment(paymentId);
    return runAt === null ? 'done' : { runAt };
  });
}
