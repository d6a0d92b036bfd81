import { lockOrderFor } from '../claims/claim-booking.service';
import { SuspensePaymentUnknown } from '../claims/claim.errors';
import type { Stores } from '../db/stores';
import type { AppError } from '../kernel/errors';
import { invalidField } from '../kernel/invalid';
import { formatYuan } from '../kernel/money';
import type { Fen } from '../kernel/money';
import { redEntry } from '../ledger/adjustment';
import type { Posting } from '../ledger/journal';
import type { FollowedDifference } from './followed-difference';
import type { Obstacle } from './obstacles';
import { obstacleOf, refuseObstacles } from './obstacles';
import {
  actionsFor,
  basisOf,
  gapFen,
  isSettledByAsking,
  isUnbooked,
  newProposal,
  postingsOf,
} from './resolution';
import type { DirectAction, Resolution } from './resolution';
import { isAdjustable, largestFen } from './resolution-adjustment';
import {
  ActionNotAllowed,
  DifferenceClosed,
  DifferenceNotFound,
  DifferenceProposed,
  JournalRefused,
  ResolutionNotFound,
  ResolutionNotInState,
  ResolutionNotReversible,
  ResolutionStands,
  WriteOffAboveLimit,
} from './resolution.errors';
import { REVERSIBLE } from './resolution';

/** What is proposed for one difference, or for many of a kind. */
export interface Proposal {
  differenceIds: readonly string[];
  action: DirectAction;
  reason: string;
  attachmentId: string | null;
  /** With `claim_to_order`: the order that the money pays. */
  orderId: string | null;
  /** With `adjust` of one difference: other accounts than its own, or another amount. */
  journal: Posting | null;
}

/** That resolutions are to be taken back. */
export interface ReversalProposal {
  resolutionIds: readonly string[];
  reason: string;
  attachmentId: string | null;
}

export interface ProposalRules {
  /** In fen, for one difference. */
  writeOffLimitFen: Fen;
}

/** The proposals, checked as if they were decided about now; in the caller's transaction, nothing is written yet. */
export async function draftProposals(
  stores: Stores,
  proposal: Proposal & { proposedBy: string },
  { rules, at }: { rules: ProposalRules; at: Date },
): Promise<Resolution[]> {
  requireSense(proposal);
  const differences = await stores.followedDifferences.lockDifferences(proposal.differenceIds);
  const obstacles = missingOnes(proposal.differenceIds, differences);
  for (const difference of differences) {
    const obstacle = await obstacleOf(difference.id, () =>
      requireProposable(stores, proposal, { difference, rules }),
    );
    if (obstacle) obstacles.push(obstacle);
  }
  refuseObstacles(obstacles);
  const { action, reason, attachmentId, orderId, proposedBy, journal } = proposal;
  if (journal !== null) for (const difference of differences) requireWithin(journal, difference);
  const common = { action, reason, attachmentId, orderId, proposedBy, reverses: null };
  return differences.map((difference) =>
    newProposal(
      {
        ...common,
        differenceId: difference.id,
        basis: basisOf(difference),
        postings: journal ? [journal] : postingsOf(action, difference),
      },
      at,
    ),
  );
}

/** An order takes the money of one difference, and accounts are named for one. */
function requireSense({ differenceIds, action, orderId, journal }: Proposal): void {
  if ((action === 'claim_to_order') !== (orderId !== null))
    throw invalidField('/order_id', 'must be given with claim_to_order, and only then');
  if (journal !== null && action !== 'adjust')
    throw invalidField('/journal', 'can only be given with adjust');
  if (differenceIds.length !== 1 && (orderId !== null || journal !== null))
    throw invalidField('/difference_ids', 'must be one where an order or a journal is given');
}

function missingOnes(ids: readonly string[], found: readonly { id: string }[]): Obstacle[] {
  const known = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !known.has(id)).map((id) => ({ id, error: DifferenceNotFound() }));
}

async function requireProposable(
  stores: Stores,
  { action, orderId, journal }: Proposal,
  { difference, rules }: { difference: FollowedDifference; rules: ProposalRules },
): Promise<void> {
  const { proposalId, resolutionId, channel } = difference;
  if (proposalId !== null) throw DifferenceProposed({ details: { resolution: proposalId } });
  if (resolutionId !== null) throw ResolutionStands({ details: { resolution: resolutionId } });
  if (difference.closedAt !== null) throw DifferenceClosed();
  const allowed = actionsFor(difference);
  if (action === 'refund' && difference.type === 'channel_only') throw SuspensePaymentUnknown();
  if (!allowed.includes(action)) throw notAllowed(difference);
  const isEmpty = action === 'adjust' && journal === null && postingsOf(action, difference).length === 0;
  if (isEmpty || (journal !== null && !isAdjustable(journal, channel)))
    throw JournalRefused({ details: { kinds: ['clearing', 'fee_expense', 'bank', 'difference'] } });
  const gap = gapFen(difference);
  if (action === 'write_off' && (gap < 0n ? -gap : gap) > rules.writeOffLimitFen)
    throw WriteOffAboveLimit({ details: { limit: Number(rules.writeOffLimitFen) } });
  if (action === 'refund') await requireRefundable(stores, difference);
  if (orderId !== null) await lockOrderFor(stores, { money: moneyOf(difference), orderId });
}

/** Where nothing may be proposed, there is still the channel to ask. */
function notAllowed(difference: FollowedDifference): AppError {
  const allowed = actionsFor(difference);
  return ActionNotAllowed({ details: { actions: allowed.length === 0 ? ['ask_again'] : allowed } });
}

/** While its order could still be paid with it, the channel is asked instead: that books it by itself. */
export async function requireRefundable(stores: Stores, difference: FollowedDifference): Promise<void> {
  const { orderId, theirs } = difference;
  const order = orderId === null ? null : await stores.orders.findOrder(orderId);
  if (!order || !theirs || !isUnbooked(difference)) throw SuspensePaymentUnknown();
  // As it is by now: its status may have moved since the difference was read.
  const now = { ...difference, orderStatus: order.status };
  if (isSettledByAsking(now)) throw notAllowed(now);
}

/** An adjustment sets right what a difference is about; whatever is more than that it cannot be for. */
function requireWithin({ amountFen }: Posting, difference: FollowedDifference): void {
  const mostFen = largestFen(difference, difference.row?.feeDueFen ?? null);
  if (amountFen <= mostFen) return;
  const most = formatYuan(mostFen);
  throw invalidField(
    '/journal/amount',
    `must not be above what the difference is about, ¥${most}`,
    `调账金额不能超过该差异涉及的金额 ¥${most}`,
  );
}

/** As it will be in suspense, for the check whether an order can be paid with it. */
function moneyOf({ channel, transactionId, outTradeNo, theirs, row }: FollowedDifference) {
  return {
    channel,
    transactionId: transactionId ?? '',
    outTradeNo: outTradeNo ?? '',
    amountFen: theirs?.amountFen ?? 0n,
    occurredAt: row?.occurredAt ?? new Date(0),
    ...{ reason: null, paymentId: null, orderId: null, claimId: null, isBound: false },
    ...{ refundId: null, refundStatus: null, returnedFen: 0n },
  };
}

/** Proposals to take back what stands. */
export async function draftReversals(
  stores: Stores,
  proposal: ReversalProposal & { proposedBy: string },
  at: Date,
): Promise<Resolution[]> {
  const { resolutionIds, reason, attachmentId, proposedBy } = proposal;
  const known = await stores.resolutions.findResolutions(resolutionIds);
  const differences = await stores.followedDifferences.lockDifferences(
    known.map(({ differenceId }) => differenceId),
  );
  const byId = new Map(differences.map((difference) => [difference.id, difference]));
  const standing = await stores.resolutions.lockResolutions(resolutionIds);
  const found = new Set(standing.map(({ id }) => id));
  const obstacles: Obstacle[] = resolutionIds
    .filter((id) => !found.has(id))
    .map((id) => ({ id, error: ResolutionNotFound() }));
  for (const resolution of standing) {
    const obstacle = await obstacleOf(resolution.id, () =>
      requireReversible(resolution, byId.get(resolution.differenceId)),
    );
    if (obstacle) obstacles.push(obstacle);
  }
  refuseObstacles(obstacles);
  return standing.flatMap((resolution) => {
    const difference = byId.get(resolution.differenceId);
    if (!difference) return [];
    const { id: reverses, differenceId, orderId, journalId } = resolution;
    const postings =
      journalId === null ? [] : redEntry({ journalId, postings: resolution.postings }).postings;
    const terms = { differenceId, reverses, reason, attachmentId, orderId, proposedBy, postings };
    return [newProposal({ ...terms, action: 'reverse', basis: basisOf(difference) }, at)];
  });
}

function requireReversible(
  { id, action, status }: Resolution,
  difference: FollowedDifference | undefined,
): void {
  if (status !== 'approved' || difference?.resolutionId !== id)
    throw ResolutionNotInState({ details: { status } });
  if (!REVERSIBLE.includes(action)) throw ResolutionNotReversible({ details: { action } });
  if (difference.proposalId !== null)
    throw DifferenceProposed({ details: { resolution: difference.proposalId } });
}
