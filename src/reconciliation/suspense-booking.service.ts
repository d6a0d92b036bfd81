import type { Stores } from '../db/stores';
import { businessDayOf } from '../kernel/business-day';
import { bookAdjustments } from '../ledger/adjustment.service';
import type { AdjustmentDraft } from '../ledger/adjustment';
import { transactionKeyOf } from '../payments/transaction';
import type { ChannelTransaction } from '../payments/transaction';
import type { FollowedDifference } from './followed-difference';
import { refuseObstacles } from './obstacles';
import { postingsOf } from './resolution';
import { DifferenceChanged } from './resolution.errors';

/** Money that the channel moved and that only its file told us of, and why it pays nothing. */
export interface UnknownMoney {
  difference: FollowedDifference;
  reason: string | null;
}

/**
 * Books money that stands in a channel's file alone as what it is, a movement at the channel: under the channel's
 * own number, so that word of it that comes later books nothing more, and to suspense, where it can be claimed.
 * Gives the ids of the journals in the order of the differences. The numbers of the payments are locked.
 * @throws DifferenceChanged where it has been booked meanwhile
 */
export async function bookMovements(
  stores: Stores,
  unknown: readonly UnknownMoney[],
  at: Date,
): Promise<string[]> {
  if (unknown.length === 0) return [];
  const transactions = unknown.map(transactionOf);
  const refunds = transactions.filter(({ kind }) => kind === 'refund');
  const booked = await stores.transactions.insertTransactions(transactions, at);
  refuseObstacles(
    transactions.flatMap((transaction, i) => {
      const id = unknown[i]?.difference.id ?? '';
      return booked.has(transactionKeyOf(transaction)) ? [] : [{ id, error: DifferenceChanged() }];
    }),
  );
  await stores.inbox.insertActedOn(
    transactions.map((transaction) => factOf(transaction, at)),
    'suspense',
    at,
  );
  await reserveReturned(stores, refunds);
  return bookAdjustments(
    stores,
    unknown.map(({ difference }) => draftOf(difference)),
    at,
  );
}

function transactionOf({ difference, reason }: UnknownMoney): ChannelTransaction {
  const { channel, kind, transactionId, outTradeNo, theirs, row } = difference;
  if (transactionId === null || outTradeNo === null || theirs === null || row === null)
    throw DifferenceChanged();
  if (kind !== 'payment' && kind !== 'refund') throw DifferenceChanged();
  return {
    ...{ channel, kind, transactionId, outTradeNo, reason },
    outRefundNo: row.outRefundNo,
    amountFen: theirs.amountFen,
    occurredAt: row.occurredAt,
    businessDay: businessDayOf(row.occurredAt),
    disposition: 'suspense',
  };
}

/** The proof of the movement: the line of the channel's own file. */
function factOf(transaction: ChannelTransaction, at: Date) {
  const { channel, kind, transactionId, outTradeNo, outRefundNo, amountFen, occurredAt } = transaction;
  return {
    kind: kind === 'payment' ? ('payment_succeeded' as const) : ('refund_succeeded' as const),
    ...{ channel, transactionId, outTradeNo, amountFen, occurredAt, receivedAt: at },
    ...(outRefundNo !== null && { outRefundNo }),
    ...{ currency: 'CNY', origin: 'statement' as const, notificationId: null, body: null },
  };
}

/** What went back of a payment of ours without our asking cannot be refunded again. */
async function reserveReturned(stores: Stores, refunds: readonly ChannelTransaction[]): Promise<void> {
  const claimed = await stores.payments.findClaimed(refunds.map(({ outTradeNo }) => outTradeNo));
  await stores.refunds.changeReservations(
    refunds.map(({ channel, outTradeNo, amountFen }) => ({
      paymentId: claimed.get(`${channel}:${outTradeNo}`) ?? outTradeNo,
      changeFen: amountFen,
    })),
  );
}

function draftOf(difference: FollowedDifference): AdjustmentDraft {
  const { channel, kind, transactionId, orderId } = difference;
  return {
    kind: kind === 'payment' ? 'suspense' : 'channel_refund',
    source: `${channel}:${kind}:${transactionId}`,
    orderId: kind === 'payment' ? null : orderId,
    postings: postingsOf('book_to_suspense', difference),
  };
}
