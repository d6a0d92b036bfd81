import type { Fen } from '../kernel/money';
import { isOfOrder, isUnderWay } from './refund';
import type { Refund } from './refund';

/** What of an order's money has gone back, and is on its way back. */
export interface Returns {
  /** Of what the order was paid with. */
  backFen: Fen;
  goingFen: Fen;
  /** Of money of its payments that could not pay it: the newest refund of each, by payment. */
  byPayment: ReadonlyMap<string, Pick<Refund, 'status'>>;
}

export const NO_RETURNS: Returns = { backFen: 0n, goingFen: 0n, byPayment: new Map() };

/** @param refunds of one order, the oldest first */
export function returnsOf(refunds: readonly Refund[]): Returns {
  const ofOrder = refunds.filter(isOfOrder);
  const others = refunds.filter((refund) => !isOfOrder(refund));
  return {
    backFen: sumOf(ofOrder.filter(({ status }) => status === 'succeeded')),
    goingFen: sumOf(ofOrder.filter(isUnderWay)),
    byPayment: new Map(others.map((refund) => [refund.paymentId, refund])),
  };
}

function sumOf(refunds: readonly Refund[]): Fen {
  return refunds.reduce((sum, { amountFen }) => sum + amountFen, 0n);
}
