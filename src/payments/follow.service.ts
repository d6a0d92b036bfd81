import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { nextStatus } from '../kernel/transition';
import type { NotificationService } from '../notifications/notification.service';
import type { SettlementService } from '../notifications/settlement.service';
import type { ChannelOrder, Provider } from '../providers/provider';
import { followStep, isOpen, nextAskAt, PAYMENT_TRANSITIONS } from './payment';
import type { Payment, PaymentEvent } from './payment';

/** Finds out what became of payments by asking the channels, and ends at the channel what ran out. */
export interface FollowService {
  /** Asks the channel once and books what it proves. */
  askAbout(payment: Payment): Promise<void>;
  /**
   * One step of following a payment to its end; null when it has come to one, else when to go on. One that has ended
   * without money is asked about once more: it is followed only because somebody doubts it (its statement, say).
   */
  followPayment(id: string): Promise<Date | null>;
  /** Closes a payment at its channel, or books it where it was paid; false where only its scan will make it known. */
  closeAtChannel(payment: Payment): Promise<boolean>;
  /**
   * Closes at the channels what can still be closed, and books what has been paid there.
   * @returns the ids of those that only their scan will make known to the channel: these stay open
   */
  closePaymentsOf(orderId: string): Promise<string[]>;
}

export interface FollowDeps {
  database: Database;
  notifications: NotificationService;
  settlement: SettlementService;
  clock: Clock;
}

/** After it ran out, while the channel cannot be asked or will not close it. */
const RETRY_CLOSE_MS = 15_000;
const SETTLED_WITHIN_MS = 2_000;
const SETTLED_POLL_MS = 50;

/** Asks channels outside of any transaction and writes down what they prove. */
export function createFollowService(deps: FollowDeps): FollowService {
  const { database, notifications, clock } = deps;
  const closeAtChannel = async (payment: Payment): Promise<boolean> => {
    const provider = notifications.getProvider(payment.channel);
    const result = await provider.closeOrder({ outTradeNo: payment.id });
    if (result === 'closed') await close(deps, payment);
    if (result === 'already-paid') await askAbout(deps, payment);
    if (result !== 'not-found') return true;
    // Never seen by the channel. Where an order exists only after the scan, it can still come while the QR is good.
    const isGone = provider.profile.orderExistsBeforeScan || followStep(payment, clock.now()) === 'close';
    if (isGone) await askAndCloseIfAbsent(deps, provider, payment);
    return isGone;
  };
  return {
    askAbout: (payment) => askAbout(deps, payment),
    closeAtChannel,
    async followPayment(id) {
      const payment = await database.stores.payments.findPayment(id);
      if (!payment || payment.status === 'succeeded') return null;
      const step = followStep(payment, clock.now());
      await (step === 'close' ? closeAtChannel(payment) : askAbout(deps, payment));
      const after = await database.stores.payments.findPayment(id);
      if (!after || !isOpen(after)) return null;
      const now = clock.now();
      return step === 'close' ? new Date(now.getTime() + RETRY_CLOSE_MS) : nextAskAt(after, now);
    },
    async closePaymentsOf(orderId) {
      const payments = await database.stores.payments.listPayments([orderId]);
      const unscanned: string[] = [];
      for (const payment of payments.filter(isOpen)) {
        if (!(await closeAtChannel(payment))) unscanned.push(payment.id);
      }
      return unscanned;
    },
  };
}

async function askAbout(deps: FollowDeps, payment: Payment): Promise<void> {
  const provider = deps.notifications.getProvider(payment.channel);
  await act(deps, payment, await provider.queryOrder({ outTradeNo: payment.id }));
}

/** A payment that slipped in between the close and this question is found by it. */
async function askAndCloseIfAbsent(deps: FollowDeps, provider: Provider, payment: Payment): Promise<void> {
  const answer = await provider.queryOrder({ outTradeNo: payment.id });
  if (answer.status === 'not-found') await close(deps, payment);
  else await act(deps, payment, answer);
}

async function act(deps: FollowDeps, payment: Payment, answer: ChannelOrder): Promise<void> {
  if (answer.status === 'closed') return close(deps, payment);
  if (answer.status !== 'succeeded') return;
  await deps.notifications.recordAnswer(payment.channel, answer.facts, deps.clock.now());
  await settleFactsOf(deps, payment.id);
}

/** A worker may have taken the facts first: who asked wants to see what came of them, not that it was too early. */
async function settleFactsOf({ settlement, database }: FollowDeps, id: string): Promise<void> {
  await settlement.drainInbox();
  for (let waitedMs = 0; waitedMs < SETTLED_WITHIN_MS; waitedMs += SETTLED_POLL_MS) {
    if (!(await database.stores.inbox.hasUnprocessed(id))) return;
    await sleep(SETTLED_POLL_MS);
    await settlement.drainInbox();
  }
}

async function close({ database, clock }: FollowDeps, payment: Payment): Promise<void> {
  await database.transact((stores) =>
    movePayment(stores, payment.id, { event: 'closed at the channel', at: clock.now() }),
  );
}

/**
 * Moves a payment if its status has such a move now; a payment that money has reached stays as it is. One that has
 * ended is no longer followed.
 */
export async function movePayment(
  stores: Pick<Stores, 'payments' | 'outbox'>,
  id: string,
  { event, at, reason }: { event: PaymentEvent; at: Date; reason?: string },
): Promise<void> {
  const [payment] = await stores.payments.lockPayments([id]);
  const to = payment && nextStatus(PAYMENT_TRANSITIONS, payment.status, event);
  if (!payment || !to) return;
  await stores.payments.movePayments([{ id, from: payment.status, to, at, reason: reason ?? null }]);
  if (!isOpen({ status: to })) await stores.outbox.cancelEntries([{ kind: 'payment.follow', subject: id }]);
}
