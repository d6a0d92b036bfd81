import type { Fen } from '../kernel/money';
import { nextStatus } from '../kernel/transition';
import { channelRefundJournal } from '../ledger/journal';
import { REFUND_TRANSITIONS } from '../refunds/refund';
import type { Refund, RefundEvent } from '../refunds/refund';
import { succeedRefund } from '../refunds/refund-success';
import { movementOf } from './settlement-effect';
import type { SettlementEffect, SettlementSubject } from './settlement-effect';

/** A fact about money going back, and the refund of ours that it names. */
export interface RefundSubject extends SettlementSubject {
  refund: Refund | null;
  /** What refunds of ours have given back of the order before. */
  returnedFen: Fen;
}

/** Money that went back without our asking: it waits in suspense to be explained, and cannot be refunded again. */
export function unaskedRefund({ fact, payment, order }: RefundSubject): Partial<SettlementEffect> {
  return {
    movement: {
      kind: 'refund',
      amountFen: fact.amountFen,
      disposition: 'suspense',
      journal: channelRefundJournal(movementOf(fact, order?.id ?? null)),
    },
    reservation: payment && { paymentId: payment.id, changeFen: fact.amountFen },
  };
}

/** A refund of ours that succeeded at the channel. */
export function payBack(subject: RefundSubject): Partial<SettlementEffect> {
  const { fact, payment, order, refund, returnedFen, at } = subject;
  if (!refund || !order || !payment) return {};
  const movement = movementOf(fact, order.id);
  const success = succeedRefund({ refund, order, payment, returnedFen }, { movement, at });
  const { journal, ...changes } = success;
  return {
    ...changes,
    movement: { kind: 'refund', amountFen: fact.amountFen, disposition: 'settled', journal },
    // Its amount was freed when the channel closed it.
    reservation: refund.status === 'failed' ? { paymentId: payment.id, changeFen: refund.amountFen } : null,
  };
}

/** A refund of ours that ended without money, whose amount is free again, or that needs a person. */
export function endRefund(subject: RefundSubject, event: RefundEvent): Partial<SettlementEffect> {
  const { fact, payment, order, refund, at } = subject;
  const to = refund && nextStatus(REFUND_TRANSITIONS, refund.status, event);
  if (!refund || !to || !order) return {};
  const after: Refund = { ...refund, status: to, detail: fact.kind, updatedAt: at };
  if (to !== 'failed') return { refund: { before: refund, after } };
  return {
    refund: { before: refund, after },
    reservation: { paymentId: refund.paymentId, changeFen: -refund.amountFen },
    happening: { type: 'refund.failed', order, payment, refund: after },
  };
}
