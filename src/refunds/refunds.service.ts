import { createClaimService } from '../claims/claim.service';
import type { ClaimDeps } from '../claims/claim.service';
import type { Config } from '../config/config';
import { createApprovalService } from './approval.service';
import { createFineRefundService } from './fine-refund.service';
import { createRefundFollowService } from './refund-follow.service';
import type { RefundFollowDeps } from './refund-follow.service';
import { createRefundService } from './refund.service';

/** Everything about money going back, and about money of which a person says where it belongs. */
export function createRefundServices(
  { publicBaseUrl, refundApprovalAboveFen: approvalAboveFen }: Config,
  deps: Omit<RefundFollowDeps, 'publicBaseUrl'> & ClaimDeps,
) {
  const { database, clock } = deps;
  return {
    refunds: createRefundService({ database, clock, approvalAboveFen }),
    approvals: createApprovalService(database, clock),
    fineRefunds: createFineRefundService(database, clock),
    refundFollower: createRefundFollowService({ ...deps, publicBaseUrl }),
    claims: createClaimService(deps),
  };
}
