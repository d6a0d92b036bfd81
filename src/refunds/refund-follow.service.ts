import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import { nextStatus } from '../kernel/transition';
import type { NotificationService } from '../notifications/notification.service';
import type { SettlementService } from '../notifications/settlement.service';
import { outTradeNoOf } from '../payments/payment';
import type { Payment } from '../payments/payment';
import type { ChannelRefund, Provider } from '../providers/provider';
import { isOverdue, isSent, isUnderWay, nextRefundAskAt, REFUND_TRANSITIONS, sendStep } from './refund';
import type { Refund, RefundEvent, SendStep } from './refund';

/** Brings approved refunds to their end. */
export interface RefundFollowService {
  /**
   * One step: sends an approved refund, or asks what became of one that was sent. One without an answer is asked
   * about and, where it has no end there, sent again with the same number.
   * @returns when to go on; null when it has come to an end, or is left to a person
   */
  followRefund(id: string): Promise<Date | null>;
}

export interface RefundFollowDeps {
  database: Database;
  notifications: NotificationService;
  settlement: SettlementService;
  clock: Clock;
  /** Where the channels send their notifications. */
  publicBaseUrl: string;
  /** For what somebody must see: a refund that is left to a person, or that has no end for too long. */
  alarm(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** Sends and asks outside of any transaction; what it is about to do and what came of it is committed. */
export function createRefundFollowService(deps: RefundFollowDeps): RefundFollowService {
  const { refunds } = deps.database.stores;
  return {
    async followRefund(id) {
      const refund = await refunds.findRefund(id);
      if (!refund || !isUnderWay(refund)) return null;
      const step = refund.status === 'approved' ? await claim(deps, refund) : null;
      if (step?.kind === 'wait') return step.until;
      const payment = await deps.database.stores.payments.findPayment(refund.paymentId);
      if (step?.kind === 'send' && payment) await sendToChannel(deps, refund, payment);
      if (step === null && payment) await findOut(deps, refund, payment);
      const after = await refunds.findRefund(id);
      if (!after || !isUnderWay(after)) return null;
      const now = deps.clock.now();
      if (after.alarmedAt === null && isOverdue(after, now)) {
        deps.alarm('refund without an end', factsOf(after));
        await refunds.markAlarmed(id, now);
      }
      return nextRefundAskAt(after.sentAt ?? now, now);
    },
  };
}

/** How soon it is looked again whether somebody has released a dispute hold. */
const HELD_MS = 10 * 60_000;

const factsOf = ({ id, channel, orderId, status, detail }: Refund) => ({
  refund: id,
  channel,
  order: orderId,
  status,
  detail,
});

/**
 * Before the channel hears of it, it is `unknown`: whatever stops this process now, the refund is asked about. The
 * lock of the payment keeps two of its refunds from being sent at once.
 */
async function claim(deps: RefundFollowDeps, refund: Refund): Promise<SendStep | null> {
  const { profile } = deps.notifications.getProvider(refund.channel);
  const step = await deps.database.transact(async (stores) => {
    const now = deps.clock.now();
    const { payment, refund: locked } = await lockCase(stores, refund);
    // Another worker has it in hand.
    if (locked?.status !== 'approved') return null;
    if (await stores.disputeHolds.findHold(refund.orderId))
      return { kind: 'wait' as const, until: new Date(now.getTime() + HELD_MS) };
    const earlier = await stores.refunds.findEarlier(refund);
    const next = sendStep(profile.refunds, { paidAt: payment?.paidAt ?? refund.createdAt, earlier }, now);
    if (next.kind === 'send') await move(stores, locked, { event: 'sent', at: now });
    if (next.kind === 'manual')
      await move(stores, locked, { event: 'left to a person', at: now, detail: next.detail });
    return next;
  });
  if (step?.kind === 'manual')
    deps.alarm('refund left to a person', { ...factsOf(refund), detail: step.detail });
  return step;
}

/** No answer leaves it `unknown`: the next step asks, with the same number. */
async function sendToChannel(deps: RefundFollowDeps, refund: Refund, payment: Payment): Promise<void> {
  try {
    const answer = await deps.notifications
      .getProvider(refund.channel)
      .refundOrder(requestOf(refund, payment, deps.publicBaseUrl));
    if (answer.status === 'pending') return await moveNow(deps, refund, { event: 'accepted by the channel' });
    await act(deps, { refund, payment }, answer);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.kind !== 'rejected') return;
    const detail = String(error.details.channel_code ?? error.code);
    // This try moved nothing; an earlier one without an answer may have. What to do instead is for a person.
    await moveNow(deps, refund, { event: 'left to a person', detail });
    deps.alarm('refund left to a person', { ...factsOf(refund), detail });
  }
}

function requestOf(
  { id, amountFen, reason, channel, origin }: Refund,
  payment: Payment,
  publicBaseUrl: string,
) {
  return {
    outTradeNo: outTradeNoOf(payment),
    outRefundNo: id,
    amountFen,
    // What came to suspense may be of another amount than was asked for; it goes back whole.
    totalFen: origin === 'suspense' ? amountFen : payment.amountFen,
    reason,
    notifyUrl: `${publicBaseUrl}/v1/notifications/${channel}`,
  };
}

/** A refusal to answer is no answer about the money. */
async function findOut(deps: RefundFollowDeps, refund: Refund, payment: Payment): Promise<void> {
  const provider: Provider = deps.notifications.getProvider(refund.channel);
  let answer: ChannelRefund;
  try {
    answer = await provider.queryRefund({ outTradeNo: outTradeNoOf(payment), outRefundNo: refund.id });
  } catch (error) {
    if (error instanceof AppError) return;
    throw error;
  }
  const hasEnded = answer.status !== 'pending' && answer.status !== 'not-found';
  if (hasEnded) return act(deps, { refund, payment }, answer);
  // It may never have arrived there; the same number cannot be refunded twice.
  if (refund.status === 'unknown') await sendToChannel(deps, refund, payment);
}

/** What the channel proves is booked as if it had been notified: once, whoever comes first. */
async function act(
  deps: RefundFollowDeps,
  { refund, payment }: { refund: Refund; payment: Payment },
  answer: ChannelRefund,
): Promise<void> {
  const kinds = {
    succeeded: 'refund_succeeded',
    closed: 'refund_closed',
    abnormal: 'refund_abnormal',
  } as const;
  const { status } = answer;
  if (status === 'pending' || status === 'not-found') return;
  const now = deps.clock.now();
  const fact = {
    kind: kinds[status],
    transactionId: answer.refundId ?? refund.id,
    outTradeNo: outTradeNoOf(payment),
    outRefundNo: refund.id,
    amountFen: refund.amountFen,
    currency: 'CNY',
    // A channel that does not say when has just now said that it did.
    occurredAt: answer.occurredAt ?? now,
  };
  await deps.notifications.recordAnswer(refund.channel, [fact], now);
  await deps.settlement.drainInbox();
}

interface Change {
  event: RefundEvent;
  detail?: string;
}

function moveNow({ database, clock }: RefundFollowDeps, refund: Refund, change: Change): Promise<void> {
  return database.transact(async (stores) => {
    const { refund: locked } = await lockCase(stores, refund);
    if (locked && isSent(locked)) await move(stores, locked, { ...change, at: clock.now() });
  });
}

/** In the order of locks that settlement keeps: order, payment, refund. */
async function lockCase(
  stores: Stores,
  { id, orderId, paymentId }: Refund,
): Promise<{ payment: Payment | undefined; refund: Refund | undefined }> {
  await stores.orders.lockOrders([orderId]);
  const [payment] = await stores.payments.lockPayments([paymentId]);
  const [refund] = await stores.refunds.lockRefunds([id]);
  return { payment, refund };
}

/** Moves it if its status has such a move now; one that has come to an end meanwhile stays there. */
async function move(
  stores: Stores,
  { id, status: from }: Refund,
  { event, detail, at }: Change & { at: Date },
): Promise<void> {
  const to = nextStatus(REFUND_TRANSITIONS, from, event);
  if (!to) return;
  const sentAt = event === 'sent' ? at : null;
  await stores.refunds.moveRefunds([{ id, from, to, at, detail: detail ?? null, sentAt }]);
}
