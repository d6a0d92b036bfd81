import { createClaimService } from '../claims/claim.service';
import type { ClaimDeps } from '../claims/claim.service';
import type { Config } from '../config/config';
import { createApprovalService } from './approval.service';
import { createDisputeHoldService } from './dispute-hold.service';
import { createFineRefundService } from './fine-refund.service';
import type { FineRefundDeps } from './fine-refund.service';
import { createPayeeAccountService } from './payee-account.service';
import { createRefundFollowService } from './refund-follow.service';
import type { RefundFollowDeps } from './refund-follow.service';
import { createRefundService } from './refund.service';

/** Everything about money going back, and about money of which a person says where it belongs. */
export function createRefundServices(
  config: Pick<
    Config,
    'publicBaseUrl' | 'refundApprovalAboveFen' | 'refundApprovalLimitFen' | 'payeeAccountSecret'
  >,
  deps: Omit<RefundFollowDeps, 'publicBaseUrl'> & Omit<ClaimDeps, 'limits'> & FineRefundDeps,
) {
  const { database, clock } = deps;
  const { publicBaseUrl, refundApprovalAboveFen: approvalAboveFen, payeeAccountSecret } = config;
  const limits = { approvalAboveFen, approvalLimitFen: config.refundApprovalLimitFen };
  return {
    disputeHolds: createDisputeHoldService({ database, clock }),
    refunds: createRefundService({ database, clock, limits }),
    approvals: createApprovalService({ database, clock, limits }),
    payeeAccounts: createPayeeAccountService({ database, clock, payeeAccountSecret }),
    fineRefunds: createFineRefundService(deps),
    refundFollower: createRefundFollowService({ ...deps, publicBaseUrl }),
    claims: createClaimService({ ...deps, limits }),
  };
}
