import type { Database } from '../../../src/db/database';
import type { FineQuoter } from '../../../src/fines/fine.service';
import { createCalendar } from '../../../src/kernel/calendar';
import { AppError } from '../../../src/kernel/errors';
import { createNotificationService } from '../../../src/notifications/notification.service';
import { createSettlementService } from '../../../src/notifications/settlement.service';
import { createOrderEnding } from '../../../src/orders/order-ending.service';
import { createFollowService } from '../../../src/payments/follow.service';
import { isUnderWay } from '../../../src/refunds/refund';
import { createRefundServices } from '../../../src/refunds/refunds.service';
import type { ServiceIdentity } from '../../../src/services/service';
import { ModelChannel, type RefundAnswer } from './model-channel';
import { takeTurns, type Pick, type Point } from './turns';

export const AT = new Date('2026-11-24T04:00:00Z');
export const AMOUNT_FEN = 10_000n;
export const CHANNELS = ['wechat', 'alipay'] as const;

/** What somebody does at the same time as the others; `on` is one of the two payments of the order. */
export type Deed =
  | { kind: 'pay' | 'pay late' | 'notify again' | 'ask'; on: 0 | 1 }
  | { kind: 'close' | 'expire' | 'approve' | 'follow' | 'drain' }
  | { kind: 'refund'; amountFen: bigint; answer: RefundAnswer };

/** An order with two payments on it, which are open at their channels. */
export interface Stage {
  database: Database;
  channel: ModelChannel;
  orderId: string;
  paymentIds: readonly [string, string];
}

const FREE = { pricedBy: null, quote: null };
const UNSAID = { payerName: null, payCode: null, returnUrl: null, paidAt: null, reason: null };
const UNTOUCHED = {
  ...{ payerId: null, payerIp: null, claimedFrom: null },
  ...{ transactionId: null, disposition: null, reason: null, paidAt: null },
};
const NO_FINES: FineQuoter = {
  loadCalendar: () => Promise.resolve(createCalendar([])),
  quoteFine: () => {
    throw new Error('nothing is quoted here');
  },
};

const identity = (id: string): ServiceIdentity => ({
  ...{ id, name: id, scopes: ['finance'] },
  ...{ agencyCode: null, returnOrigins: [] },
});
const PORTAL = identity('svc_portal');
const DESK = identity('svc_desk');

/** Puts the order on a store; the name makes its numbers its own. */
export async function openStage(database: Database, name: string): Promise<Stage> {
  const orderId = `ord_${name}`;
  const paymentIds = [`pay_${name}_1`, `pay_${name}_2`] as const;
  const channel = new ModelChannel(AT);
  const times = { createdAt: AT, updatedAt: AT, expiresAt: new Date(AT.getTime() + 3_600_000) };
  const item = {
    line: 1,
    affairCode: 'passport',
    affairName: '护照',
    agencyCode: '011',
    incomeItemCode: '1',
    quantity: 1,
  };
  const items = [{ ...item, unitFen: AMOUNT_FEN, amountFen: AMOUNT_FEN, decisionNo: null, ...FREE }];
  await database.stores.orders.insertOrder({
    ...{ id: orderId, serviceId: PORTAL.id, externalRef: name, status: 'open', amountFen: AMOUNT_FEN, items },
    ...{ cashierToken: orderId, metadata: {} },
    ...UNSAID,
    ...times,
  });
  for (const [i, id] of paymentIds.entries()) {
    channel.trades.set(id, { status: 'waiting', amountFen: AMOUNT_FEN });
    await database.stores.payments.insertPayment({
      ...{ id, orderId, channel: CHANNELS[i] ?? '', scene: 'qr', status: 'pending', amountFen: AMOUNT_FEN },
      ...{ actionType: 'qr_code', actionContent: id },
      ...UNTOUCHED,
      ...times,
    });
  }
  return { database, channel, orderId, paymentIds };
}

/** Plays the deeds together, each a worker of its own, in the order that is picked; then lets all come to its end. */
export async function play(stage: Stage, deeds: readonly Deed[], pick: Pick): Promise<void> {
  await takeTurns(
    deeds.map((deed) => (point: Point) => act(stage, deed, point)),
    pick,
  );
  await comeToRest(stage);
}

/** All at once, on as many connections as there are. */
export async function playAtOnce(stage: Stage, deeds: readonly Deed[], point: Point): Promise<void> {
  await Promise.all(deeds.map((deed) => act(stage, deed, point)));
  await comeToRest(stage);
}

const atOnce: Point = () => Promise.resolve();

/** Whatever was lost on the way is told or asked once more, in peace. */
async function comeToRest(stage: Stage): Promise<void> {
  const both = (kind: 'notify again' | 'ask'): Deed[] => [0, 1].map((on) => ({ kind, on: on as 0 | 1 }));
  const round: Deed[] = [...both('notify again'), { kind: 'approve' }, { kind: 'follow' }];
  for (const deed of [...round, ...both('ask'), { kind: 'expire' } as const, ...round, ...round])
    await act(stage, deed, atOnce);
}

function servicesOf({ database: plain, channel }: Stage, point: Point) {
  const database: Database = {
    ...plain,
    transact: async (work, limits) => {
      await point();
      return plain.transact(work, limits);
    },
  };
  const clock = { now: () => AT };
  const ignore = (): void => undefined;
  const translateError = (error: unknown): unknown => error;
  const providers = new Map(CHANNELS.map((code) => [code as string, channel.asProvider(code, point)]));
  const notifications = createNotificationService({ database, providers, wake: ignore, alarm: ignore });
  const settlement = createSettlementService({
    database,
    clock,
    reportsFines: false,
    translateError,
    report: ignore,
  });
  const asking = { database, notifications, settlement, clock };
  const closer = createFollowService(asking);
  const config = {
    publicBaseUrl: 'http://localhost',
    refundApprovalAboveFen: 0n,
    refundApprovalLimitFen: null,
    payeeAccountSecret: null,
  };
  const rest = { fines: NO_FINES, reportsFines: false, alarm: ignore };
  return {
    ...{ database, notifications, settlement, closer },
    ending: createOrderEnding({ database, closer, clock }),
    ...createRefundServices(config, { ...asking, ...rest }),
  };
}

/** One deed by a process of its own. What it is refused it leaves alone, as its caller would. */
async function act(stage: Stage, deed: Deed, point: Point): Promise<void> {
  try {
    await perform(stage, deed, point);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

async function perform(stage: Stage, deed: Deed, point: Point): Promise<void> {
  const { channel, orderId, paymentIds } = stage;
  const services = servicesOf(stage, point);
  const { refunds: refundStore, payments } = stage.database.stores;
  switch (deed.kind) {
    case 'pay':
    case 'pay late':
      channel.pay(paymentIds[deed.on], deed.kind === 'pay late');
      return notify(stage, deed.on, { services, point });
    case 'notify again':
      return notify(stage, deed.on, { services, point });
    case 'ask': {
      const payment = await payments.findPayment(paymentIds[deed.on]);
      return payment ? services.closer.askAbout(payment) : undefined;
    }
    case 'close':
      return void (await services.ending.close(orderId, 'closed by its service'));
    case 'expire':
      return void (await services.ending.expire(orderId));
    case 'drain':
      return void (await services.settlement.drainInbox());
    case 'refund':
      return askForRefund(stage, deed, services);
    case 'approve':
      for (const { id, status } of await refundStore.listRefundsOf([orderId]))
        if (status === 'requested') await services.approvals.approveRefund(DESK, id);
      return;
    case 'follow':
      for (const refund of await refundStore.listRefundsOf([orderId]))
        if (isUnderWay(refund)) await services.refundFollower.followRefund(refund.id);
  }
}

type Services = ReturnType<typeof servicesOf>;

async function notify(
  { paymentIds }: Stage,
  on: 0 | 1,
  { services, point }: { services: Services; point: Point },
): Promise<void> {
  await point();
  const raw = { headers: {}, body: Buffer.from(paymentIds[on]), receivedAt: AT };
  await services.notifications.acceptNotification(CHANNELS[on], raw);
  await services.settlement.drainInbox();
}

async function askForRefund(
  { channel, orderId, database }: Stage,
  { amountFen, answer }: { amountFen: bigint; answer: RefundAnswer },
  services: Services,
): Promise<void> {
  channel.answers.set(amountFen, answer);
  const settled = (await database.stores.payments.listPayments([orderId])).find(
    (it) => it.disposition === 'settled',
  );
  const refundableSeenFen = settled ? await database.stores.refunds.findRefundable(settled.id) : 0n;
  const command = { orderId, amountFen, reason: '办错了', refundableSeenFen };
  await services.database.transact((stores) => services.refunds.requestRefund(stores, PORTAL, command));
}
