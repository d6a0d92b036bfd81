import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { digits } from '../../integration/notifications/messages';
import { foreignKey } from '../../integration/notifications/forged/forgery';
import type { Channel, Json } from '../crashes/town';
import {
  deliver,
  either,
  fault,
  hand,
  open,
  orderOf,
  paid,
  post,
  PRICE_FEN,
  settled,
  type Opened,
  type Scene,
} from './scene';

/** Something that happens in a city, with what goes wrong in it. Alone on stage unless it is said to be one of many. */
export type Plot = (scene: Scene) => Promise<void>;

const channelOf = ({ chance }: Scene): Channel => chance.pick(['wechat', 'alipay'] as const);

/** A gateway that serves alone, and ends at one of these moments. */
async function withWalker(
  scene: Scene,
  [from, count]: readonly [number, number],
  walk: () => Promise<unknown>,
): Promise<void> {
  const { town, chance } = scene;
  const last = from + chance.below(count);
  const walker = await town.startGateway((_, index) => index === last);
  town.serve(walker);
  walker.watch.begin();
  await walk();
  town.serveEither(scene.gateways, chance);
  await town.release(walker);
}

const orderFromGatewayThatEnds: Plot = async (scene) => {
  const intent = randomUUID();
  const body = orderOf(randomUUID());
  await withWalker(scene, [12, 16], () => scene.town.call('POST', '/v1/orders', { body, intent }));
  await post(scene, '/v1/orders', { body, intent });
};

const messageToGatewayThatEnds: Plot = async (scene) => {
  const opened = await open(scene, channelOf(scene));
  await withWalker(scene, [0, 2], async () => {
    await scene.town.control('POST', '/pay', { content: opened.content });
    await sleep(30);
  });
  await settled(scene, opened);
};

const workerEnds: Plot = async (scene) => {
  const { orderId } = await paid(scene, channelOf(scene));
  const last = scene.chance.below(8);
  const walker = await scene.town.startGateway((_, index) => index === last);
  walker.watch.begin();
  await hand(scene, walker, ['receipt.issue', orderId]);
  await scene.town.release(walker);
};

const sameOrderTwiceAtOnce: Plot = async (scene) => {
  const intent = randomUUID();
  const body = orderOf(randomUUID());
  await Promise.all([1, 2, 3].map(() => post(scene, '/v1/orders', { body, intent })));
};

const otherAmount: Plot = async (scene) => {
  const opened = await open(scene, 'wechat');
  await scene.town.control('POST', '/pay', {
    content: opened.content,
    amount: scene.chance.pick([1, 11_999, 12_001]),
  });
  await settled(scene, opened);
};

const forgedMessage: Plot = async (scene) => {
  const { messages, town } = scene;
  const [wechat, alipay] = [await open(scene, 'wechat'), await open(scene, 'alipay')];
  const at = town.clock.now();
  const forged = messages.alipay(alipay.paymentId, { total_amount: '120.00', ...alipayTimes(at) });
  const body = new URLSearchParams(forged.body);
  body.set('sign', Buffer.from(digits(256)).toString('base64'));
  await deliver(scene, 'alipay', { ...forged, body: body.toString() });
  const twist = { signWith: foreignKey, signedAt: at };
  await deliver(scene, 'wechat', messages.wechatPayment(wechat.paymentId, {}, twist));
};

const alipayTimes = (at: Date) => {
  const text = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  return { notify_time: text, gmt_create: text, gmt_payment: text };
};

/** Genuine money for a number that nobody knows, told several times at the same moment. */
const unknownMoneyManyTimes: Plot = async (scene) => {
  const { town, messages, gateways, foreign, chance } = scene;
  const at = town.clock.now();
  const transactionId = `42000020261124${digits(14)}`;
  const content = { transaction_id: transactionId, success_time: beijing(at) };
  const message = () =>
    messages.wechatPayment(`other_${transactionId.slice(-10)}`, content, {
      event: 'TRANSACTION.SUCCESS',
      signedAt: at,
    });
  foreign.push({ channel: 'wechat', transactionId, amountFen: 12_000n });
  await Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      await sleep(chance.below(12));
      await deliver(scene, 'wechat', message());
      await gateways[i % 2 === 0 ? 0 : 1].drainInbox();
    }),
  );
};

const beijing = (at: Date): string =>
  `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

const lateMoney: Plot = async (scene) => {
  const { town, chance } = scene;
  const opened = await open(scene, channelOf(scene));
  await fault(scene, opened, { target: 'notification', kind: chance.pick(['duplicate', 'delay']), ms: 20 });
  town.clock.moveTo(new Date(town.clock.now().getTime() + 200_000).toISOString());
  await hand(scene, either(scene), ['payment.follow', opened.paymentId]);
  await hand(scene, either(scene), ['order.expire', opened.orderId]);
  await town.control('POST', '/pay', { content: opened.content, force: true }).catch(() => undefined);
  await sleep(40);
  await settled(scene, opened);
};

/** Long enough for a message to come and be acted on. */
const HALT_MS = 250;

/** It is closed by a gateway that halts on its way, between two statements; meanwhile the money comes after all. */
const paidWhileItIsClosed: Plot = async (scene) => {
  const { town, gateways, chance } = scene;
  const opened = await open(scene, 'wechat');
  const halt = chance.pick(['after lock payment', 'after read payment']);
  const halting = await town.startGateway(
    () => false,
    (moment) => (moment === halt ? sleep(HALT_MS) : Promise.resolve()),
  );
  town.serve(halting);
  const closing = town.call('POST', `/v1/orders/${opened.orderId}/close`, { intent: randomUUID() });
  const trade = async () =>
    ((await town.control('GET', `/trades?out_trade_no=${opened.paymentId}`)).data as Json[])[0]?.status;
  for (let tries = 0; (await trade()) !== 'closed' && tries < 500; tries++) await sleep(1);
  town.serveEither(gateways, chance);
  await town.control('POST', '/pay', { content: opened.content, force: true });
  await settled(scene, opened);
  await closing;
  await town.release(halting);
};

const twoChannels: Plot = async (scene) => {
  const first = await open(scene, 'wechat');
  const second = await open(scene, 'alipay', first.orderId);
  const pay = ({ content }: Opened) => scene.town.control('POST', '/pay', { content }).catch(() => undefined);
  await Promise.all([pay(first), pay(second)]);
  await settled(scene, first);
};

const refundsAtOnce: Plot = async (scene) => {
  const { orderId } = await paid(scene, channelOf(scene));
  const body = { amount: 7_000, reason: '办错了', refundable_seen: PRICE_FEN };
  const answers = await Promise.all(
    [1, 2, 3, 4].map(() => post(scene, `/v1/orders/${orderId}/refunds`, { body })),
  );
  for (const { id } of answers.filter(({ http }) => http === 201))
    await post(scene, `/v1/refunds/${String(id)}/approve`, { as: 'desk' });
};

/** The answer to a refund gets lost on its way here, or the refund on its way there; the portal goes on asking. */
const refundWithoutAnswer: Plot = async (scene) => {
  const { town, chance } = scene;
  const opened = await paid(scene, channelOf(scene));
  const kind = chance.pick(['error_before', 'error_after', 'reset', 'truncated_json', 'unsigned']);
  await fault(scene, opened, { target: 'refund', kind });
  const asked = async (amount: number, seen: number): Promise<string> => {
    const body = { amount, reason: '办错了', refundable_seen: seen };
    const { id } = await post(scene, `/v1/orders/${opened.orderId}/refunds`, { body });
    await post(scene, `/v1/refunds/${String(id)}/approve`, { as: 'desk' });
    return String(id);
  };
  const id = await asked(PRICE_FEN, PRICE_FEN);
  await hand(scene, either(scene), ['refund.follow', id]);
  const refund = await town.call('GET', `/v1/refunds/${id}`);
  if (refund?.status === 'failed') await asked(PRICE_FEN, PRICE_FEN);
};

const portalRefusesFirst: Plot = async (scene) => {
  const { town, chance } = scene;
  const { orderId } = await paid(scene, channelOf(scene));
  const [event] = await town.sql<{ id: string }>('select id from event where subject_id = $1', [orderId]);
  town.portal.answerWith(chance.pick([500, 503, 429]));
  await hand(scene, either(scene), ['event.deliver', String(event?.id)]);
};

/** Each of them in every run, in the order of the seed. */
export const PLOTS: readonly Plot[] = [
  orderFromGatewayThatEnds,
  orderFromGatewayThatEnds,
  orderFromGatewayThatEnds,
  messageToGatewayThatEnds,
  workerEnds,
  sameOrderTwiceAtOnce,
  otherAmount,
  forgedMessage,
  unknownMoneyManyTimes,
  lateMoney,
  paidWhileItIsClosed,
  paidWhileItIsClosed,
  twoChannels,
  refundsAtOnce,
  refundWithoutAnswer,
  refundWithoutAnswer,
  portalRefusesFirst,
];
