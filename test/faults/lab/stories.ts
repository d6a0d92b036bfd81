import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, businessDayOf } from '../../../src/kernel/business-day';
import type { Client } from './client';
import type { Channel, Story, StoryKind } from './plan';
import type { Json } from './witness';

/** Who takes part in a story. */
export interface Cast {
  portal: Client;
  /** The finance desk: another service, that decides about refunds. */
  desk: Client;
  /** Calls the sandbox's control API: wallets, back office, register's desk. null: it refused. */
  sandbox(method: 'POST' | 'PUT', route: string, body: object): Promise<Json | null>;
  /** Parts the names of this run from those of others. */
  seed: number;
}

interface Scene extends Cast {
  story: Story;
}

interface Opened {
  paymentId: string;
  content: string;
}

/** Plays one story to its end. What is refused on the way ends it early; nothing here judges. */
export async function playStory(cast: Cast, story: Story): Promise<void> {
  await PLAYS[story.kind]({ ...cast, story });
}

const PLAYS: Readonly<Record<StoryKind, (scene: Scene) => Promise<unknown>>> = {
  pay: paid,
  'pay-on-both-channels': async (scene) => {
    const orderId = await order(scene);
    if (orderId === null) return;
    const { channel } = scene.story;
    const first = await open(scene, orderId, channel);
    const second = await open(scene, orderId, channel === 'wechat' ? 'alipay' : 'wechat');
    await Promise.all([pay(scene, first), pay(scene, second)]);
  },
  'pay-after-close': async (scene) => {
    const orderId = await order(scene);
    if (orderId === null) return;
    const opened = await open(scene, orderId, scene.story.channel);
    if (opened) await scene.sandbox('POST', 'scan', { content: opened.content });
    await close(scene, orderId);
    if (opened) await pay(scene, opened, { force: true });
  },
  'pay-another-amount': async (scene) => {
    const orderId = await order(scene);
    const opened = orderId && (await open(scene, orderId, scene.story.channel));
    if (opened) await pay(scene, opened, { amount: 777 });
  },
  close: async (scene) => {
    const orderId = await order(scene);
    if (orderId === null) return;
    if (scene.story.quantity > 1) await open(scene, orderId, scene.story.channel);
    await close(scene, orderId);
  },
  abandon: async (scene) => {
    const orderId = await order(scene, { expires_in: 600 });
    const opened = orderId && (await open(scene, orderId, scene.story.channel));
    if (opened && scene.story.quantity > 1) await scene.sandbox('POST', 'scan', { content: opened.content });
  },
  refund: refunded,
  'refund-in-parallel': refunded,
  'refund-in-back-office': async (scene) => {
    const done = await paid(scene);
    if (done && (await untilPaid(scene, done.orderId)))
      await scene.sandbox('POST', 'refund', { ...at(scene, done.paymentId), amount: 500 });
  },
  fine: (scene) => finePaid(scene, 1),
  'fine-twice': (scene) => finePaid(scene, 2),
  'fine-paid-elsewhere': async (scene) => {
    const decisionNo = await decide(scene);
    const orderId = await order(scene, fineOf(decisionNo));
    const opened = orderId && (await open(scene, orderId, scene.story.channel));
    await scene.sandbox('POST', `register/decisions/${decisionNo}/payments`, {});
    if (opened) await pay(scene, opened);
  },
};

const at = ({ story }: Scene, paymentId: string) => ({ channel: story.channel, out_trade_no: paymentId });

async function paid(scene: Scene): Promise<{ orderId: string; paymentId: string } | null> {
  const orderId = await order(scene);
  const opened = orderId && (await open(scene, orderId, scene.story.channel));
  if (!opened) return null;
  await pay(scene, opened);
  return { orderId, paymentId: opened.paymentId };
}

/** The id of the order; `part` tells the orders of one story apart. */
async function order(scene: Scene, more: object = {}, part = 'a'): Promise<string | null> {
  const { story, seed } = scene;
  const ref = `S${seed}-${story.no}${part}`;
  const answer = await scene.portal.call({
    operation: 'createOrder',
    method: 'POST',
    path: '/v1/orders',
    key: `order-${ref}`,
    subject: ref,
    isDoubled: story.isDoubled,
    body: { external_ref: ref, items: [{ affair: story.affair, quantity: story.quantity }], ...more },
  });
  return answer && String(answer.id);
}

const OPEN_TRIES = 6;

/** Asks again while the channel has not answered; null where no code came. */
async function open(scene: Scene, orderId: string, channel: Channel): Promise<Opened | null> {
  for (let i = 0; i < OPEN_TRIES; i++) {
    const answer = await scene.portal.call({
      operation: 'openPayment',
      method: 'POST',
      path: `/v1/orders/${orderId}/payments`,
      subject: orderId,
      body: { channel, scene: 'qr' },
    });
    if (!answer) return null;
    const action = answer.action as Json | null;
    if (action) return { paymentId: String(answer.id), content: String(action.content) };
    await sleep(300);
  }
  return null;
}

async function pay(scene: Scene, opened: Opened | null, more: object = {}): Promise<void> {
  if (opened) await scene.sandbox('POST', 'pay', { content: opened.content, ...more });
}

async function close({ portal }: Scene, orderId: string): Promise<void> {
  await portal.call({
    operation: 'closeOrder',
    method: 'POST',
    path: `/v1/orders/${orderId}/close`,
    subject: orderId,
  });
}

const PAID_WITHIN_MS = 15_000;

async function untilPaid({ portal }: Scene, orderId: string): Promise<boolean> {
  const until = performance.now() + PAID_WITHIN_MS;
  while (performance.now() < until) {
    const path = `/v1/orders/${orderId}`;
    const found = await portal.call({ operation: 'getOrder', method: 'GET', path, subject: orderId });
    if (found?.status === 'paid') return true;
    if (!found || found.status !== 'open') return false;
    await sleep(400);
  }
  return false;
}

/** All parts are asked for at the same moment: what does not fit together any more is refused. */
async function refunded(scene: Scene): Promise<void> {
  const done = await paid(scene);
  if (!done || !(await untilPaid(scene, done.orderId))) return;
  const path = `/v1/orders/${done.orderId}/refunds`;
  for (let round = 0; round < 2; round++) {
    const list = await scene.portal.call({
      operation: 'listRefunds',
      method: 'GET',
      path,
      subject: done.orderId,
    });
    const seen = Number(list?.refundable ?? 0);
    if (seen === 0) return;
    const asked = scene.story.refunds.map(async ({ percent, isApproved }, i) => {
      const ref = `S${scene.seed}-${scene.story.no}-${round}-${i}`;
      const refund = await scene.portal.call({
        operation: 'requestRefund',
        ...{ method: 'POST', path, key: `refund-${ref}`, subject: ref, isDoubled: scene.story.isDoubled },
        body: {
          amount: Math.max(1, Math.floor((seen * percent) / 100)),
          reason: ref,
          refundable_seen: seen,
        },
      });
      if (refund) await decideRefund(scene, String(refund.id), isApproved);
    });
    await Promise.all(asked);
  }
}

async function decideRefund({ desk }: Scene, id: string, isApproved: boolean): Promise<void> {
  const operation = isApproved ? 'approveRefund' : 'rejectRefund';
  const path = `/v1/refunds/${id}/${isApproved ? 'approve' : 'reject'}`;
  const body = isApproved ? {} : { body: { note: '材料不全' } };
  await desk.call({ operation, method: 'POST', path, subject: id, ...body });
}

/** Enters a penalty decision at the department's desk. */
async function decide(scene: Scene): Promise<string> {
  const decisionNo = `310115${String((scene.seed % 100_000) * 1_000 + scene.story.no).padStart(9, '0')}`;
  const today = businessDayOf(new Date());
  await scene.sandbox('PUT', `register/decisions/${decisionNo}`, {
    affair: 'traffic-fine',
    document_type: 'simple_decision',
    amount: 10_000 + scene.story.quantity * 1_000,
    obligor: { name: '李明' },
    served: { method: 'handed_over', on: addDays(today, -1) },
    suspensions: [],
    revision: null,
    instalments: null,
  });
  return decisionNo;
}

const fineOf = (decisionNo: string) => ({ items: [{ affair: 'traffic-fine', decision_no: decisionNo }] });

async function finePaid(scene: Scene, orders: number): Promise<void> {
  const decisionNo = await decide(scene);
  const parts = ['a', 'b'].slice(0, orders);
  const opened = await Promise.all(
    parts.map(async (part) => {
      const orderId = await order(scene, fineOf(decisionNo), part);
      return orderId && (await open(scene, orderId, scene.story.channel));
    }),
  );
  await Promise.all(opened.map((it) => pay(scene, it || null)));
}
