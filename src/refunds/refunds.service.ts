import { createApprovalService } from './approval.service';
import { createFineRefundService } from './fine-refund.service';
import type { FineRefundDeps } from './fine-refund.service';
import { createRefundFollowService } from './refund-follow.service';
import type { RefundFollowDeps } from './refund-follow.service';
import { createRefundService } from './refund.service';
import type { RefundDeps } from './refund.service';

/** Everything about money going back. */
export function createRefundServices(deps: RefundFollowDeps & RefundDeps & FineRefundDeps) {
  return {
    refunds: createRefundService(deps),
    approvals: createApprovalService(deps.database, deps.clock),
    fineRefunds: createFineRefundService(deps),
    refundFollower: createRefundFollowService(deps),
  };
}
