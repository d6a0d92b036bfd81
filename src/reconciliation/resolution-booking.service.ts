import { newClaim } from '../claims/claim';
import { bindMoney, sendBack } from '../claims/claim-booking.service';
import { SuspenseClaimed, SuspenseGoingBack, SuspenseNotFound } from '../claims/claim.errors';
import { isGoingBack } from '../claims/claim';
import type { Stores } from '../db/stores';
import { bookAdjustments } from '../ledger/adjustment.service';
import { redEntry } from '../ledger/adjustment';
import type { AdjustmentDraft } from '../ledger/adjustment';
import type { FollowedDifference } from './followed-difference';
import { naming } from './obstacles';
import { requireRefundable } from './proposal.service';
import type { Resolution } from './resolution';
import { isUnbooked } from './resolution';
import { DifferenceChanged, ResolutionNotInState } from './resolution.errors';
import { bookMovements } from './suspense-booking.service';

/** A proposal that is approved now, with the difference that it is about and, for a reversal, what it takes back. */
export interface ApprovedProposal {
  resolution: Resolution;
  difference: FollowedDifference;
  original: Resolution | null;
}

export interface BookingTerms {
  decidedBy: string;
  at: Date;
  /** Whether a register has to learn of the fines that were paid. */
  reportsFines: boolean;
}

/** What an approval left behind. */
export type Booked = Partial<Pick<Resolution, 'journalId' | 'claimId' | 'refundId'>>;

const REASON_LENGTH = 200;

/** Does what was approved, in the caller's transaction; gives what came of each resolution, by its id. */
export async function bookApproved(
  stores: Stores,
  approved: readonly ApprovedProposal[],
  terms: BookingTerms,
): Promise<Map<string, Booked>> {
  const results = new Map<string, Booked>();
  // First of all locks, as settlement and claims do: what goes back may be of a payment that is not ours.
  await stores.transactions.lockRefunds(approved.flatMap(({ difference }) => difference.outTradeNo ?? []));
  await bookJournals(stores, approved, { results, at: terms.at });
  const movements = approved.filter(isMovement);
  for (const { resolution, difference } of movements)
    if (isUnbooked(difference)) await naming(resolution.id, () => takePayment(stores, difference, terms.at));
  const journalIds = await bookMovements(
    stores,
    movements.map(({ difference }) => ({ difference, reason: reasonOf(difference) })),
    terms.at,
  );
  for (const [i, one] of movements.entries()) {
    const parts = await naming(one.resolution.id, () => useMoney(stores, one, terms));
    results.set(one.resolution.id, { journalId: journalIds[i] ?? null, ...parts });
  }
  return results;
}

/** Money that was booked to suspense before and taken back has its movement already; it gets a journal of its own. */
function isMovement({ resolution: { action }, difference }: ApprovedProposal): boolean {
  const takesIn = action === 'book_to_suspense' || action === 'claim_to_order' || action === 'refund';
  return takesIn && !difference.isReversed;
}

async function bookJournals(
  stores: Stores,
  approved: readonly ApprovedProposal[],
  { results, at }: { results: Map<string, Booked>; at: Date },
): Promise<void> {
  const drafts: [id: string, draft: AdjustmentDraft][] = [];
  for (const one of approved.filter((each) => !isMovement(each))) {
    const draft = await naming(one.resolution.id, () => draftOf(stores, one));
    if (draft) drafts.push([one.resolution.id, draft]);
  }
  const ids = await bookAdjustments(
    stores,
    drafts.map(([, draft]) => draft),
    at,
  );
  for (const [i, [id]] of drafts.entries()) results.set(id, { journalId: ids[i] ?? null });
}

async function draftOf(stores: Stores, one: ApprovedProposal): Promise<AdjustmentDraft | null> {
  const { resolution, difference, original } = one;
  const { id, action, postings } = resolution;
  if (action === 'reverse') {
    if (!original) throw ResolutionNotInState({ details: { status: resolution.status } });
    if (original.action === 'book_to_suspense') await requireStillWaiting(stores, difference);
    const { journalId } = original;
    return journalId === null ? null : redEntry({ journalId, postings: original.postings });
  }
  if (postings.length === 0) return null;
  const kind = action === 'write_off' ? 'write_off' : 'adjustment';
  return { kind, source: `resolution:${id}`, orderId: null, postings };
}

/** Money that pays an order by now, or is on its way back, is not in suspense any more. */
async function requireStillWaiting(stores: Stores, difference: FollowedDifference): Promise<void> {
  const { channel, kind, transactionId } = difference;
  if (kind === 'refund' || transactionId === null) return;
  const money = await stores.claims.findSuspended({ channel, transactionId });
  if (!money) throw SuspenseNotFound();
  if (money.claimId !== null) throw SuspenseClaimed({ details: { claim: money.claimId } });
  if (isGoingBack(money)) throw SuspenseGoingBack({ details: { refund: money.refundId } });
}

function reasonOf(difference: FollowedDifference): string | null {
  if (difference.kind === 'refund') return null;
  if (isUnbooked(difference)) return 'order_closed';
  return difference.paymentStatus === 'succeeded' ? 'order_paid_already' : 'unknown_order';
}

/** The payment of ours that the channel took: it has its money, which goes back. */
async function takePayment(stores: Stores, difference: FollowedDifference, at: Date): Promise<void> {
  const { orderId, outTradeNo, transactionId, row } = difference;
  if (orderId === null || outTradeNo === null) throw DifferenceChanged();
  await stores.orders.lockOrders([orderId]);
  const [payment] = await stores.payments.lockPayments([outTradeNo]);
  await requireRefundable(stores, difference);
  if (!payment || payment.status === 'succeeded' || payment.transactionId !== null) throw DifferenceChanged();
  const settled = { transactionId, disposition: 'suspense' as const, paidAt: row?.occurredAt ?? at };
  const move = { id: payment.id, from: payment.status, to: 'succeeded' as const, at, ...settled };
  await stores.payments.movePayments([{ ...move, reason: 'order_closed' }]);
  await stores.outbox.cancelEntries([{ kind: 'payment.follow', subject: payment.id }]);
}

/** What becomes of the money that is in suspense now. */
async function useMoney(
  stores: Stores,
  { resolution, difference }: ApprovedProposal,
  { decidedBy, at, reportsFines }: BookingTerms,
): Promise<Booked> {
  const { action, orderId, reason, proposedBy: requestedBy } = resolution;
  const { channel, transactionId } = difference;
  if (action === 'book_to_suspense' || transactionId === null) return {};
  const money = await stores.claims.findSuspended({ channel, transactionId });
  if (!money) throw SuspenseNotFound();
  if (action === 'refund') {
    const { paymentId, orderId: ofOrder } = money;
    if (paymentId === null || ofOrder === null) throw DifferenceChanged();
    return sendBack(stores, { money, payment: { paymentId, orderId: ofOrder } }, { decidedBy, at });
  }
  if (orderId === null) throw DifferenceChanged();
  const { amountFen } = money;
  const terms = {
    channel,
    transactionId,
    orderId,
    amountFen,
    reason: reason.slice(0, REASON_LENGTH),
    requestedBy,
  };
  const claim = newClaim(terms, at);
  if (!(await stores.claims.insertClaim(claim))) throw SuspenseClaimed();
  const { paymentId } = await bindMoney(stores, { money, orderId }, { at, reportsFines });
  await stores.claims.moveClaim({ id: claim.id, to: 'approved', decidedBy, at, paymentId });
  return { claimId: claim.id };
}
