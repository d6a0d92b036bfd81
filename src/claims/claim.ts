import { newId } from '../kernel/ids';
import type { Fen } from '../kernel/money';
import type { Transition } from '../kernel/transition';
import type { RefundStatus } from '../refunds/refund';

export type ClaimStatus = 'requested' | 'approved' | 'rejected';

export const CLAIM_STATUSES: readonly ClaimStatus[] = ['requested', 'approved', 'rejected'];

export type ClaimEvent = 'approved' | 'rejected';

/** Every move that a claim can make. */
export const CLAIM_TRANSITIONS: readonly Transition<ClaimStatus, ClaimEvent>[] = [
  { from: 'requested', event: 'approved', to: 'approved' },
  { from: 'requested', event: 'rejected', to: 'rejected' },
];

/** What a person says that money in suspense is for. */
export interface Claim {
  id: string;
  channel: string;
  /** The channel's number of the money. */
  transactionId: string;
  /** The order that it pays; null: it goes back to its payer. */
  orderId: string | null;
  /** The payment of that order, once the money is bound to it. */
  paymentId: string | null;
  /** The refund, once it is approved that the money goes back. */
  refundId: string | null;
  status: ClaimStatus;
  amountFen: Fen;
  reason: string;
  /** Why it was rejected. */
  note: string | null;
  requestedBy: string;
  decidedBy: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Money that arrived and pays nothing yet, with what has been done about it. */
export interface SuspendedMoney {
  channel: string;
  transactionId: string;
  outTradeNo: string;
  amountFen: Fen;
  occurredAt: Date;
  /** Why it pays nothing: a code of `SuspenseReason`. */
  reason: string | null;
  /** The payment that it came for; null where none of ours is known to have brought it. */
  paymentId: string | null;
  /** The order of that payment. */
  orderId: string | null;
  /** The claim that waits for approval, or that has bound it. */
  claimId: string | null;
  isBound: boolean;
  /** The newest refund of it. */
  refundId: string | null;
  refundStatus: RefundStatus | null;
  /** What went back of it without our asking. */
  returnedFen: Fen;
}

/** Whether it has gone back, or may still do so by what has been begun. */
export function isGoingBack({ refundStatus, returnedFen }: SuspendedMoney): boolean {
  const isOver = refundStatus === null || refundStatus === 'rejected' || refundStatus === 'failed';
  return !isOver || returnedFen > 0n;
}

type ClaimTerms = Pick<
  Claim,
  'channel' | 'transactionId' | 'orderId' | 'amountFen' | 'reason' | 'requestedBy'
>;

/** A claim that nobody has decided about yet. */
export function newClaim(terms: ClaimTerms, at: Date): Claim {
  return {
    ...terms,
    id: newId('clm', at),
    paymentId: null,
    refundId: null,
    status: 'requested',
    note: null,
    decidedBy: null,
    createdAt: at,
    updatedAt: at,
  };
}
