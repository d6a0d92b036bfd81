import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { createClient, type Client } from './client';
import { control } from './control';
import type { Channel } from './plan';
import type { Site } from './site';
import { newWitness, type Json, type Witness } from './witness';

/** A payment that somebody can scan. */
export interface Scannable {
  orderId: string;
  paymentId: string;
  channel: Channel;
  content: string;
}

/** Many portals and payers at once, for measuring. */
export interface Crowd {
  portal: Client;
  witness: Witness;
  /** Creates orders, each call sent to both APIs. */
  order(count: number): Promise<string[]>;
  /** Creates orders and opens a payment on each. */
  open(count: number): Promise<Scannable[]>;
  pay(payments: readonly Scannable[]): Promise<void>;
  /** How long it took until all were paid and their service told; Infinity beyond the limit. */
  untilSettled(payments: readonly Scannable[], limitMs: number): Promise<number>;
}

const AT_ONCE = 12;
const POLL_MS = 40;

export function gatherCrowd(site: Site): Crowd {
  const witness = newWitness();
  const portal = createClient({ apiUrls: site.apiUrls, apiKey: site.portalKey, witness });
  const limit = pLimit(AT_ONCE);
  let count = 0;
  const order = async (): Promise<string | null> => {
    const ref = `crowd-${++count}`;
    const answer = await portal.call({
      ...{ operation: 'createOrder', method: 'POST', path: '/v1/orders', key: ref, subject: ref },
      isDoubled: true,
      body: { external_ref: ref, items: [{ affair: 'passport' }] },
    });
    return answer && String(answer.id);
  };
  const open = async (): Promise<Scannable | null> => {
    const orderId = await order();
    if (orderId === null) return null;
    const channel = count % 2 === 0 ? 'wechat' : 'alipay';
    const path = `/v1/orders/${orderId}/payments`;
    const call = { operation: 'openPayment', method: 'POST', path, subject: orderId } as const;
    const payment = await portal.call({ ...call, body: { channel, scene: 'qr' } });
    const action = payment?.action as Json | null | undefined;
    return action
      ? { orderId, channel, paymentId: String(payment?.id), content: String(action.content) }
      : null;
  };
  return {
    portal,
    witness,
    order: (times) => made(times, () => limit(order)),
    open: (times) => made(times, () => limit(open)),
    async pay(payments) {
      const paying = payments.map(({ content }) =>
        limit(() => control(site.sandboxUrl, 'POST', { route: 'pay', body: { content } })),
      );
      await Promise.all(paying);
    },
    untilSettled: (payments, limitMs) => untilSettled(site, payments, limitMs),
  };
}

async function made<T>(times: number, make: () => Promise<T | null>): Promise<T[]> {
  const all = await Promise.all(Array.from({ length: times }, make));
  return all.filter((it) => it !== null);
}

async function untilSettled({ sql }: Site, payments: readonly Scannable[], limitMs: number): Promise<number> {
  const began = performance.now();
  const ids = payments.map(({ orderId }) => orderId);
  while (performance.now() - began < limitMs) {
    const [row] = await sql<{ count: string }>(
      `select count(*) from orders o join event e on e.subject_id = o.id and e.type = 'order.paid'
       where o.id = any($1) and o.status = 'paid' and e.delivered_at is not null`,
      [ids],
    ).catch(() => []);
    if (Number(row?.count) === ids.length) return performance.now() - began;
    await sleep(POLL_MS);
  }
  return Infinity;
}
