import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import { newId } from '../kernel/ids';
import { invalidField } from '../kernel/invalid';
import { describeOrder } from '../orders/order';
import type { Order } from '../orders/order';
import { OrderNotFound, OrderNotOpen } from '../orders/order.errors';
import type { Provider, Providers, Scene } from '../providers/provider';
import type { ServiceIdentity } from '../services/service';
import { isOpen, paymentExpiry } from './payment';
import type { Payment } from './payment';
import { PaymentNotFound, PaymentOutcomeUnknown, PaymentRefused } from './payment.errors';
import { movePayment } from './follow.service';
import type { FollowService } from './follow.service';

export interface OpenPayment {
  orderId: string;
  channel: string;
  scene: Scene;
}

export interface PaymentService {
  /**
   * Opens a payment at a channel, or gives the one that is open there already: a repeated call never makes a second.
   * @throws OrderNotFound, OrderNotOpen, PaymentOutcomeUnknown, PaymentRefused, CHANNEL_UNAVAILABLE
   */
  openPayment(service: ServiceIdentity, command: OpenPayment): Promise<Payment>;
  /** @throws PaymentNotFound, for another service's payment too */
  getPayment(service: ServiceIdentity, id: string): Promise<Payment>;
}

export interface PaymentDeps {
  database: Database;
  providers: Providers;
  follower: FollowService;
  clock: Clock;
  /** Where the channels send their notifications, without the channel's name at the end. */
  notifyBaseUrl: string;
}

/** A QR code that ends sooner than this is of no use to anybody: a fresh one is made. */
const MIN_REMAINING_MS = 5_000;
const FIRST_QUESTION_AFTER_MS = 5_000;

/** Opens payments: the intent is committed, the channel is asked, its answer is committed. */
export function createPaymentService(deps: PaymentDeps): PaymentService {
  const { database, clock } = deps;
  return {
    async openPayment(service, command) {
      const provider = deps.providers.get(command.channel);
      if (!provider) throw invalidField('/channel', 'There is no such channel.');
      if (!provider.profile.scenes.includes(command.scene)) {
        throw invalidField('/scene', 'This channel has no such scene.');
      }
      const { order, payment } = await database.transact((stores) =>
        recordIntent(stores, service, { ...command, provider, at: clock.now() }),
      );
      if (payment.status === 'pending' && payment.actionContent !== null) return payment;
      await openAtChannel(deps, provider, { order, payment });
      const opened = await database.stores.payments.findPayment(payment.id);
      if (!opened) throw PaymentNotFound();
      return opened;
    },
    async getPayment(service, id) {
      const payment = await database.stores.payments.findPayment(id);
      const order = payment && (await database.stores.orders.findOrder(payment.orderId));
      if (!payment || order?.serviceId !== service.id) throw PaymentNotFound();
      return payment;
    },
  };
}

/** Before the channel hears of it, the payment exists: whatever comes back has something to belong to. */
async function recordIntent(
  stores: Stores,
  service: ServiceIdentity,
  { orderId, channel, scene, provider, at }: OpenPayment & { provider: Provider; at: Date },
): Promise<{ order: Order; payment: Payment }> {
  const [order] = await stores.orders.lockOrders([orderId]);
  if (!order || order.serviceId !== service.id) throw OrderNotFound();
  if (order.status !== 'open' || order.expiresAt <= at) {
    throw OrderNotOpen({ details: { status: order.status === 'open' ? 'expired' : order.status } });
  }
  const payments = await stores.payments.listPayments([orderId]);
  const open = payments.find((payment) => isReusable(payment, { channel, scene }, at));
  if (open) return { order, payment: open };
  const payment: Payment = {
    id: newId('pay', at),
    orderId,
    channel,
    scene,
    status: 'pending',
    amountFen: order.amountFen,
    actionType: null,
    actionContent: null,
    transactionId: null,
    disposition: null,
    reason: null,
    paidAt: null,
    expiresAt: paymentExpiry(order, provider.profile.qrLifetimeSeconds, at),
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

function isReusable(
  payment: Payment,
  { channel, scene }: Pick<OpenPayment, 'channel' | 'scene'>,
  at: Date,
): boolean {
  const isSame = payment.channel === channel && payment.scene === scene;
  return isSame && isOpen(payment) && payment.expiresAt.getTime() > at.getTime() + MIN_REMAINING_MS;
}

/** Asks the channel to open it and records the answer; the same number and the same content on every try. */
async function openAtChannel(
  deps: PaymentDeps,
  provider: Provider,
  { order, payment }: { order: Order; payment: Payment },
): Promise<void> {
  const { database, clock } = deps;
  try {
    const result = await provider.createOrder({
      outTradeNo: payment.id,
      scene: payment.scene,
      amountFen: payment.amountFen,
      description: describeOrder(order.items),
      notifyUrl: `${deps.notifyBaseUrl}/${payment.channel}`,
      expiresAt: payment.expiresAt,
    });
    if (result.kind !== 'created') return await deps.follower.askAbout(payment);
    await database.transact(async (stores) => {
      await stores.payments.setAction(payment.id, result.action, clock.now());
      await movePayment(stores, payment.id, { event: 'opened', at: clock.now() });
    });
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
