import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import { newId } from '../kernel/ids';
import { invalidField } from '../kernel/invalid';
import { describeOrder } from '../orders/order';
import type { Order } from '../orders/order';
import { OrderNotFound, OrderNotOpen } from '../orders/order.errors';
import type { PayerFacts, Provider, Providers, Scene, SceneProfile } from '../providers/provider';
import type { ServiceIdentity } from '../services/service';
import { isOpen, isReusable, paymentExpiry } from './payment';
import type { Payment } from './payment';
import { PaymentNotFound, PaymentOutcomeUnknown, PaymentRefused } from './payment.errors';
import { movePayment } from './follow.service';
import type { FollowService } from './follow.service';

export interface OpenPayment extends PayerFacts {
  orderId: string;
  channel: string;
  scene: Scene;
  /** Of the page that the payer comes back to; what the browser prefers, unless said. */
  language?: string;
}

export interface PaymentService {
  /**
   * Opens a payment at a channel, or gives the one that is open there already: a repeated call never makes a second.
   * @throws OrderNotFound, OrderNotOpen, PaymentOutcomeUnknown, PaymentRefused, CHANNEL_UNAVAILABLE
   */
  openPayment(service: ServiceIdentity, command: OpenPayment): Promise<Payment>;
  /**
   * The same for the payer, who holds the link of the order and pays in one way at a time: the other open payments of
   * the order are closed at their channels, as far as these can be reached.
   * @throws as `openPayment`
   */
  switchPaymentOf(order: Order, command: Omit<OpenPayment, 'orderId'>): Promise<Payment>;
  /** All payments of an order, oldest first. */
  listPayments(orderId: string): Promise<Payment[]>;
  /**
   * Asks the channels about every open payment of an order and books what they prove.
   * @throws CHANNEL_UNAVAILABLE or CHANNEL_OUTCOME_UNKNOWN when one gave no answer, after all were asked
   */
  checkPayments(orderId: string): Promise<void>;
  /** @throws PaymentNotFound, for another service's payment too */
  getPayment(service: ServiceIdentity, id: string): Promise<Payment>;
}

export interface PaymentDeps {
  database: Database;
  providers: Providers;
  follower: FollowService;
  clock: Clock;
  /** Where the channels send their notifications and lead payers back to. */
  publicBaseUrl: string;
}

const FIRST_QUESTION_AFTER_MS = 5_000;

/** Opens payments: the intent is committed, the channel is asked, its answer is committed. */
export function createPaymentService(given: PaymentDeps): PaymentService {
  const { database } = given;
  const deps: Opener = { ...given, openings: new Map() };
  return {
    openPayment: (service, command) => open(deps, command, service.id),
    async switchPaymentOf(order, command) {
      requireScene(deps, command);
      const payments = await database.stores.payments.listPayments([order.id]);
      const others = payments.filter(
        (it) => isOpen(it) && (it.channel !== command.channel || it.scene !== command.scene),
      );
      // First: where one of them turns out to be paid, nothing more may be opened that could be paid as well. What
      // cannot be closed now is followed to its end all the same, and its money is not lost.
      await Promise.allSettled(others.map((it) => deps.follower.closeAtChannel(it)));
      return open(deps, { ...command, orderId: order.id }, order.serviceId);
    },
    listPayments: (orderId) => database.stores.payments.listPayments([orderId]),
    async checkPayments(orderId) {
      const payments = await database.stores.payments.listPayments([orderId]);
      const asked = await Promise.allSettled(payments.filter(isOpen).map((it) => deps.follower.askAbout(it)));
      const failure = asked.find((answer) => answer.status === 'rejected');
      if (failure) throw failure.reason;
    },
    async getPayment(service, id) {
      const payment = await database.stores.payments.findPayment(id);
      const order = payment && (await database.stores.orders.findOrder(payment.orderId));
      if (!payment || order?.serviceId !== service.id) throw PaymentNotFound();
      return payment;
    },
  };
}

interface Opener extends PaymentDeps {
  /** Calls to the channels that are under way, by payment. */
  openings: Map<string, Promise<void>>;
}

async function open(
  deps: Opener,
  { language, ...command }: OpenPayment,
  serviceId: string,
): Promise<Payment> {
  const { database, clock } = deps;
  const { provider, profile } = requireScene(deps, command);
  const { order, payment } = await database.transact((stores) =>
    recordIntent(stores, serviceId, { ...command, profile, at: clock.now() }),
  );
  if (hasOpened(payment)) return payment;
  await openOnce(deps, payment.id, async () => {
    // A call that was under way when the payment was read may have ended since.
    const now = await database.stores.payments.findPayment(payment.id);
    if (now && !hasOpened(now)) await openAtChannel(deps, provider, { order, payment: now, language });
  });
  const opened = await database.stores.payments.findPayment(payment.id);
  if (!opened) throw PaymentNotFound();
  return opened;
}

const FIELDS = { payerId: '/payer_id', payerIp: '/payer_ip' } as const;

/** @throws REQUEST_INVALID for a channel or a scene that there is not, or about whose payer too little is known */
function requireScene(
  { providers }: PaymentDeps,
  command: Omit<OpenPayment, 'orderId'>,
): { provider: Provider; profile: SceneProfile } {
  const provider = providers.get(command.channel);
  if (!provider) throw invalidField('/channel', 'There is no such channel.');
  const profile = provider.profile.scenes[command.scene];
  if (!profile) throw invalidField('/scene', 'This channel has no such scene.');
  const missing = profile.needs.find((need) => command[need] === null);
  if (missing) throw invalidField(FIELDS[missing], 'This scene of the channel needs it.');
  return { provider, profile };
}

const hasOpened = (payment: Payment): boolean =>
  payment.status === 'pending' && payment.actionContent !== null;

/** A second call for the same number makes the first QR code void at some channels, so callers share one. */
function openOnce({ openings }: Opener, paymentId: string, call: () => Promise<void>): Promise<void> {
  const underWay = openings.get(paymentId);
  if (underWay) return underWay;
  const opening = call().finally(() => openings.delete(paymentId));
  openings.set(paymentId, opening);
  return opening;
}

/** Before the channel hears of it, the payment exists: whatever comes back has something to belong to. */
async function recordIntent(
  stores: Stores,
  serviceId: string,
  { profile, at, ...command }: Omit<OpenPayment, 'language'> & { profile: SceneProfile; at: Date },
): Promise<{ order: Order; payment: Payment }> {
  const { orderId } = command;
  const [order] = await stores.orders.lockOrders([orderId]);
  if (!order || order.serviceId !== serviceId) throw OrderNotFound();
  if (order.status !== 'open' || order.expiresAt <= at) {
    throw OrderNotOpen({ details: { status: order.status === 'open' ? 'expired' : order.status } });
  }
  const payments = await stores.payments.listPayments([orderId]);
  const expiresAt = paymentExpiry(order, profile.lifetimeSeconds, at);
  const open = payments.find((payment) => isReusable(payment, { ...command, expiresAt }, at));
  if (open) return { order, payment: open };
  const payment: Payment = {
    id: newId('pay', at),
    ...command,
    status: 'pending',
    amountFen: order.amountFen,
    actionType: null,
    actionContent: null,
    transactionId: null,
    disposition: null,
    claimedFrom: null,
    reason: null,
    paidAt: null,
    expiresAt,
    createdAt: at,
    updatedAt: at,
  };
  await stores.payments.insertPayment(payment);
  const firstQuestionAt = new Date(at.getTime() + FIRST_QUESTION_AFTER_MS);
  await stores.outbox.putEntries(
    [{ kind: 'payment.follow', subject: payment.id, runAt: firstQuestionAt }],
    at,
  );
  return { order, payment };
}

/** Asks the channel to open it and records the answer; the same number and the same content on every try. */
async function openAtChannel(
  deps: PaymentDeps,
  provider: Provider,
  { order, payment, language }: { order: Order; payment: Payment; language: string | undefined },
): Promise<void> {
  const { database, clock } = deps;
  const spoken = language === undefined ? '' : `?lang=${language}`;
  try {
    const result = await provider.createOrder({
      outTradeNo: payment.id,
      scene: payment.scene,
      amountFen: payment.amountFen,
      description: describeOrder(order.items),
      notifyUrl: `${deps.publicBaseUrl}/v1/notifications/${payment.channel}`,
      returnUrl: `${deps.publicBaseUrl}/pay/${order.cashierToken}${spoken}`,
      payer: { payerId: payment.payerId, payerIp: payment.payerIp },
      expiresAt: payment.expiresAt,
    });
    if (result.kind !== 'created') return await deps.follower.askAbout(payment);
    const isWanted = await database.transact(async (stores) => {
      const [now] = await stores.payments.lockPayments([payment.id]);
      if (now?.status === 'closed') return false;
      await stores.payments.setAction(payment.id, result.action, clock.now());
      await movePayment(stores, payment.id, { event: 'opened', at: clock.now() });
      return true;
    });
    // Its order was closed while the channel opened it, when there was nothing to close at the channel yet.
    if (!isWanted) await deps.follower.closeAtChannel(payment);
  } catch (error) {
    throw await recordFailure(deps, payment, error);
  }
}

/** No answer is not a no: the payment is `unknown` until the channel is asked. */
async function recordFailure(
  { database, clock }: PaymentDeps,
  payment: Payment,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof AppError)) return error;
  const at = clock.now();
  if (error.kind === 'outcome-unknown') {
    await database.transact((stores) => movePayment(stores, payment.id, { event: 'no answer', at }));
    return PaymentOutcomeUnknown({ details: { payment: payment.id }, cause: error });
  }
  if (error.kind === 'rejected') {
    const reason = String(error.details.channel_code ?? error.code);
    await database.transact((stores) =>
      movePayment(stores, payment.id, { event: 'refused by the channel', at, reason }),
    );
    return PaymentRefused({ details: { payment: payment.id, ...error.details }, cause: error });
  }
  return error;
}
