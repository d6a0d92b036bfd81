import type { Stores } from '../db/stores';
import { claimJournal } from '../ledger/journal';
import type { Posting } from '../ledger/journal';
import type { Order } from '../orders/order';
import type { FollowedDifference } from './followed-difference';
import type { Resolution } from './resolution';

/** A resolution with all that its approval books, or has booked. */
export interface BookedResolution extends Resolution {
  /** Its own postings; those by which the money pays an order follow. */
  booked: readonly Posting[];
  /** What the money pays. */
  claimedFor: Pick<Order, 'id' | 'externalRef' | 'amountFen'> | null;
}

/** Who decides sees the journal before it is there, made by what makes it. In the order in which they are given. */
export async function withBookings(
  stores: Stores,
  resolutions: readonly Resolution[],
): Promise<BookedResolution[]> {
  const claims = resolutions.filter(({ orderId }) => orderId !== null);
  const orderIds = [...new Set(claims.flatMap(({ orderId }) => orderId ?? []))];
  const found = await Promise.all(orderIds.map((id) => stores.orders.findOrder(id)));
  const orders = new Map(found.flatMap((order) => (order ? [[order.id, order]] : [])));
  const differenceIds = [...new Set(claims.map(({ differenceId }) => differenceId))];
  const differences =
    claims.length === 0 ? [] : await stores.followedDifferences.findDifferences(differenceIds);
  const about = new Map(differences.map((difference) => [difference.id, difference]));
  return resolutions.map((resolution) => {
    const order = orders.get(resolution.orderId ?? '') ?? null;
    const paid = paidBy(resolution, order, about.get(resolution.differenceId));
    return { ...resolution, booked: [...resolution.postings, ...paid], claimedFor: order };
  });
}

/** What pays the order, beside the movement by which the money comes to suspense. */
function paidBy(
  { action, proposedAt }: Resolution,
  order: Order | null,
  difference: FollowedDifference | undefined,
): readonly Posting[] {
  if (action !== 'claim_to_order' || order === null || !difference) return [];
  const { channel, transactionId } = difference;
  return claimJournal({ channel, transactionId: transactionId ?? '' }, order, proposedAt).postings;
}
