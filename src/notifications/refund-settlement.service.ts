import type { Stores } from '../db/stores';
import { isSent } from '../refunds/refund';
import { isReturned } from '../refunds/refund-success';
import type { InboxEntry } from './inbox';
import type { SettlementContext, SettlementEffect } from './settlement-effect';

/** What a batch must know of refunds of ours; nothing is read where no fact is about one. */
export async function readRefunds(
  stores: Pick<Stores, 'refunds'>,
  entries: readonly InboxEntry[],
): Promise<Pick<SettlementContext, 'refunds' | 'refundsUnderWay' | 'returned'>> {
  const facts = entries.filter(({ kind }) => kind.startsWith('refund'));
  if (facts.length === 0) return { refunds: new Map(), refundsUnderWay: new Set(), returned: new Map() };
  const named = await stores.refunds.lockRefunds([...new Set(facts.flatMap((it) => it.outRefundNo ?? []))]);
  const paymentIds = [...new Set(facts.map(({ outTradeNo }) => outTradeNo))];
  const orderIds = [...new Set(named.map(({ orderId }) => orderId))];
  const related = await stores.refunds.listRelated({ paymentIds, orderIds });
  const returned = new Map<string, bigint>();
  for (const { orderId, amountFen } of related.filter(isReturned))
    returned.set(orderId, (returned.get(orderId) ?? 0n) + amountFen);
  return {
    refunds: new Map(named.map((refund) => [refund.id, refund])),
    refundsUnderWay: new Set(related.filter(isSent).map(({ paymentId }) => paymentId)),
    returned,
  };
}

/** Writes how refunds moved, and what that leaves of payments to be refunded. */
export async function writeRefunds(
  stores: Pick<Stores, 'refunds'>,
  effects: readonly SettlementEffect[],
  at: Date,
): Promise<void> {
  const moves = effects.flatMap(({ refund }) => refund ?? []);
  // One after the other: two facts of a batch may move the same refund twice.
  for (const { before, after } of moves)
    await stores.refunds.moveRefunds([{ ...after, from: before.status, to: after.status, at }]);
  await stores.refunds.changeReservations(effects.flatMap(({ reservation }) => reservation ?? []));
}
