import { randomUUID } from 'node:crypto';
import { businessDayOf } from '../../../src/kernel/business-day';
import type { JobKind } from '../../../src/outbox/job';
import type { LabGateway, Walker } from './gateway';
import { comeToRest } from './rest';
import type { Answer, Call, Channel, Json, Town } from './town';

/** What one walk of a path is about. */
export interface Case {
  /** The reference that the portal knows its order by. */
  externalRef: string;
  orderId: string;
  paymentId: string;
  /** What the payer scans. */
  content: string;
  /** The entry, the refund or the run that the path works on. */
  subject: string;
  /** The key of the portal's intent. */
  intent: string;
}

/** A way of money through the product, on which a gateway may end at every step. */
export interface Path {
  name: string;
  channel: Channel;
  /** Done by a gateway that lives. */
  prepare(town: Town, living: LabGateway, channel: Channel): Promise<Case>;
  /** Done by the one that may end; what it answers is thrown away with its connection. */
  walk(town: Town, walker: Walker, subject: Case): Promise<unknown>;
  /** What its caller does when no answer came, by the gateway that goes on. */
  again?(town: Town, subject: Case): Promise<unknown>;
}

const PASSPORT_FEN = 12_000;
/** Long enough to be paid, and short enough to run out in the morning. */
const EXPIRES_IN = 120;

const post = (town: Town, route: string, call: Call) => town.call('POST', route, call);

const createOrder = (town: Town, { externalRef, intent }: Case): Promise<Answer | null> =>
  post(town, '/v1/orders', {
    body: { external_ref: externalRef, items: [{ affair: 'passport' }], expires_in: EXPIRES_IN },
    intent,
  });

const openPayment = (town: Town, { orderId }: Case, channel: Channel): Promise<Answer | null> =>
  post(town, `/v1/orders/${orderId}/payments`, { body: { channel, scene: 'qr' }, intent: randomUUID() });

const ask = (town: Town, { orderId, intent }: Case): Promise<Answer | null> =>
  post(town, `/v1/orders/${orderId}/refunds`, {
    body: { amount: 5_000, reason: '办错了', refundable_seen: PASSPORT_FEN },
    intent,
  });

const approve = (town: Town, { subject, intent }: Case): Promise<Answer | null> =>
  town.call('POST', `/v1/refunds/${subject}/approve`, { as: 'desk', intent });

const newCase = (): Case => ({
  ...{ externalRef: randomUUID(), orderId: '', paymentId: '', content: '', subject: '' },
  intent: randomUUID(),
});

async function ordered(town: Town, living: LabGateway): Promise<Case> {
  town.serve(living);
  const subject = newCase();
  const order = await createOrder(town, subject);
  return { ...subject, orderId: String(order?.id), intent: randomUUID() };
}

async function opened(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  const subject = await ordered(town, living);
  const payment = await openPayment(town, subject, channel);
  const content = String((payment?.action as Json | null)?.content);
  return { ...subject, paymentId: String(payment?.id), content };
}

async function paid(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  const subject = await opened(town, living, channel);
  await town.control('POST', '/pay', { content: subject.content });
  await until(town, living, `select from orders where id = '${subject.orderId}' and status = 'paid'`);
  return subject;
}

async function requested(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  const subject = await paid(town, living, channel);
  const refund = await ask(town, subject);
  return { ...subject, subject: String(refund?.id), intent: randomUUID() };
}

async function approved(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  const subject = await requested(town, living, channel);
  await approve(town, subject);
  return subject;
}

async function sent(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  const subject = await approved(town, living, channel);
  // The channel's own message must not come first: it finds nobody.
  town.serveNobody(living);
  await work(town, living, ['refund.follow', subject.subject]);
  const isBack = async () =>
    ((await town.control('GET', `/trades?out_trade_no=${subject.paymentId}`)).data as Json[])[0]
      ?.refunded_amount !== 0;
  while (!(await isBack())) await pause();
  return subject;
}

async function told(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  const subject = await paid(town, living, channel);
  const [event] = await town.sql<{ id: string }>(
    `select id from event where subject_id = $1 and type = 'order.paid'`,
    [subject.orderId],
  );
  return { ...subject, subject: String(event?.id) };
}

/** With nothing else under way: the statement must have what is in the books, and something that is new. */
async function asked(town: Town, living: LabGateway, channel: Channel): Promise<Case> {
  await comeToRest(town, living);
  const subject = await paid(town, living, channel);
  await comeToRest(town, living);
  const body = { channel, business_day: businessDayOf(town.clock.now()) };
  const run = await post(town, '/v1/reconciliations', { body, intent: randomUUID() });
  return { ...subject, subject: String(run?.id) };
}

/** One piece of work as a worker gets it: taken already. */
async function work(town: Town, worker: Walker, [kind, subject]: readonly [JobKind, string]): Promise<void> {
  town.serveNobody(worker);
  const now = town.clock.now();
  const [entry] = await town.sql<{ id: string }>(
    `update outbox set dispatched_at = $3, lease_until = $3::timestamptz + interval '30 seconds'
     where kind = $1 and subject = $2 returning id`,
    [kind, subject, now],
  );
  if (!entry) throw new Error(`no ${kind} of ${subject} waits`);
  await worker.work(BigInt(entry.id));
}

/** The channel tells of the payment; whoever answers at the town's address takes it, and acts on it. */
async function notify(town: Town, walker: Walker, { content, paymentId }: Case): Promise<void> {
  await town.control('POST', '/pay', { content });
  const tried = async () => {
    const { data } = await town.control('GET', `/deliveries?out_trade_no=${paymentId}`);
    return (data as Json[]).length > 0;
  };
  while (!(await tried())) await pause();
  if (!walker.watch.hasEnded) await walker.drainInbox();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

async function until(town: Town, living: LabGateway, query: string): Promise<void> {
  for (let tries = 0; (await town.sql(query)).length === 0; tries++) {
    if (tries > 5_000) throw new Error(`in vain: ${query}`);
    await living.drainInbox();
    await pause();
  }
}

const follow = (town: Town, walker: Walker, { subject }: Case) =>
  work(town, walker, ['refund.follow', subject]);

/** The ways of money, each on the channel on which it has the most steps; where they differ, on both. */
export const PATHS: readonly Path[] = [
  {
    name: 'create an order',
    channel: 'wechat',
    prepare: async () => Promise.resolve(newCase()),
    walk: (town, _, subject) => createOrder(town, subject),
    again: createOrder,
  },
  ...(['wechat', 'alipay'] as const).map((channel) => ({
    name: `open a payment (${channel})`,
    channel,
    prepare: ordered,
    walk: (town: Town, _: Walker, subject: Case) => openPayment(town, subject, channel),
    again: (town: Town, subject: Case) => openPayment(town, subject, channel),
  })),
  { name: 'be notified of a payment', channel: 'wechat', prepare: opened, walk: notify },
  {
    name: 'ask for a refund',
    channel: 'wechat',
    prepare: paid,
    walk: (town, _, subject) => ask(town, subject),
    again: ask,
  },
  {
    name: 'approve a refund',
    channel: 'wechat',
    prepare: requested,
    walk: (town, _, subject) => approve(town, subject),
    again: approve,
  },
  { name: 'send a refund (wechat)', channel: 'wechat', prepare: approved, walk: follow },
  { name: 'send a refund (alipay)', channel: 'alipay', prepare: approved, walk: follow },
  { name: 'ask about a refund', channel: 'wechat', prepare: sent, walk: follow },
  {
    name: 'deliver a webhook',
    channel: 'alipay',
    prepare: told,
    walk: (town, walker, { subject }) => work(town, walker, ['event.deliver', subject]),
  },
  ...(['wechat', 'alipay'] as const).map((channel) => ({
    name: `reconcile a statement (${channel})`,
    channel,
    prepare: asked,
    walk: (town: Town, walker: Walker, { subject }: Case) =>
      work(town, walker, ['reconciliation.run', subject]),
  })),
];
