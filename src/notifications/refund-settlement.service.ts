import type { Stores } from '../db/stores';
import { recordFineReturns } from '../fines/fine-return.service';
import { isSent } from '../refunds/refund';
import type { Refund } from '../refunds/refund';
import { isReturned } from '../refunds/refund-success';
import type { InboxEntry } from './inbox';
import { paymentIdOf } from './settlement-effect';
import type { SettlementContext, SettlementEffect } from './settlement-effect';

/** What a batch must know of refunds of ours; nothing is read where no fact is about one. */
export async function readRefunds(
  stores: Pick<Stores, 'refunds'>,
  entries: readonly InboxEntry[],
  claimed: SettlementContext['claimed'],
): Promise<Pick<SettlementContext, 'refunds' | 'refundsUnderWay' | 'returned'>> {
  const facts = entries.filter(({ kind }) => kind.startsWith('refund'));
  if (facts.length === 0) return { refunds: new Map(), refundsUnderWay: new Set(), returned: new Map() };
  const named = await stores.refunds.lockRefunds([...new Set(facts.flatMap((it) => it.outRefundNo ?? []))]);
  const paymentIds = [...new Set(facts.map((fact) => paymentIdOf(fact, { claimed })))];
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

/** Writes how refunds moved, those that have become due, and what that leaves of payments to be refunded. */
export async function writeRefunds(
  stores: Pick<Stores, 'refunds' | 'outbox' | 'fineReturns'>,
  effects: readonly SettlementEffect[],
  at: Date,
): Promise<void> {
  const moves = effects.flatMap(({ refund }) => refund ?? []);
  // One after the other: two facts of a batch may move the same refund twice.
  for (const { before, after } of moves)
    await stores.refunds.moveRefunds([{ ...after, from: before.status, to: after.status, at }]);
  const succeeded = moves.filter(({ after }) => after.status === 'succeeded').map(({ after }) => after.id);
  if (succeeded.length > 0) await recordFineReturns(stores, succeeded, at);
  await stores.refunds.changeReservations(effects.flatMap(({ reservation }) => reservation ?? []));
  await approveDue(
    stores,
    effects.flatMap(({ refundDue }) => refundDue ?? []),
    at,
  );
}

/** The rule has decided, so nobody has to approve them; they are sent after the commit. */
async function approveDue(
  stores: Pick<Stores, 'refunds' | 'outbox'>,
  refunds: readonly Refund[],
  at: Date,
): Promise<void> {
  const added = await stores.refunds.insertRefunds(refunds);
  const due = refunds.filter(({ id }) => added.has(id));
  await stores.refunds.changeReservations(
    due.map(({ paymentId, amountFen }) => ({ paymentId, changeFen: amountFen })),
  );
  await stores.refunds.moveRefunds(due.map(({ id }) => ({ id, from: 'requested', to: 'approved', at })));
  await stores.outbox.putEntries(
    due.map(({ id }) => ({ kind: 'refund.follow', subject: id, runAt: at })),
    at,
  );
}
