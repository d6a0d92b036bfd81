import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { control } from './control';
import type { Crowd, Scannable } from './crowd';
import { writes } from './outside';
import type { Site } from './site';
import type { Json } from './witness';

/** A promise beside what was seen. */
export interface Figure {
  promise: string;
  goal: string;
  seen: string;
  isKept: boolean;
}

const seconds = (ms: number): string =>
  ms === Infinity ? 'not within the limit' : `${(ms / 1_000).toFixed(1)} s`;

export const within = (promise: string, goalMs: number, seenMs: number): Figure => ({
  ...{ promise, goal: `≤ ${goalMs / 1_000} s`, seen: seconds(seenMs) },
  isKept: seenMs <= goalMs,
});

export const none = (promise: string, count: number, of: string): Figure => ({
  ...{ promise, goal: '0', seen: `${count} in ${of}` },
  isKept: count === 0,
});

/** Every call to both APIs at once, while an API, a worker and all connections to the database are cut down. */
export async function measureWrites(site: Site, crowd: Crowd, count: number): Promise<Figure[]> {
  const ordering = crowd.order(count);
  await sleep(1_000);
  await Promise.all([site.apis[0]?.kill(), site.workers[0]?.kill()]);
  await sleep(500);
  await Promise.all([site.apis[0]?.start(), site.workers[0]?.start()]);
  await site.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await ordering;
  const wrong = await writes(site, crowd.witness);
  const doubled = wrong.filter((line) => /twice|other bytes/.test(line)).length;
  const of = `${crowd.witness.acknowledged.length} acknowledged calls`;
  return [
    none('acknowledged writes lost', wrong.length - doubled, of),
    none('calls that acted twice', doubled, `${crowd.witness.tries} tries`),
  ];
}

const LONGEST_ACKNOWLEDGEMENT_MS = 2_000;
const P99_GOAL_MS = 500;

/** Pays all and looks at how long the channels waited for their answers. */
export async function measureNotifications(
  site: Site,
  crowd: Crowd,
  { payments, when }: { payments: readonly Scannable[]; when: string },
): Promise<Figure[]> {
  await crowd.pay(payments);
  return [await acknowledgedWithin(site, payments, when)];
}

/** How long the channels waited for the answers to what they told of these payments. */
export async function acknowledgedWithin(
  site: Site,
  payments: readonly Scannable[],
  when: string,
): Promise<Figure> {
  const nos = new Set(payments.map(({ paymentId }) => paymentId));
  await sleep(1_000);
  const answer = await control(site.sandboxUrl, 'GET', { route: 'deliveries' });
  const tries = (answer?.data as Json[]).filter(({ out_trade_no: no }) => nos.has(String(no)));
  const took = tries.flatMap(({ took_ms: ms }) => (typeof ms === 'number' ? [ms] : [])).sort((a, b) => a - b);
  const p99 = took[Math.ceil(took.length * 0.99) - 1] ?? Infinity;
  const worst = took.at(-1) ?? Infinity;
  const isAnswered = took.length === tries.length && tries.length >= payments.length;
  return {
    promise: `notifications acknowledged ${when}`,
    goal: `p99 ≤ ${P99_GOAL_MS} ms, worst ≤ ${LONGEST_ACKNOWLEDGEMENT_MS} ms`,
    seen: `p99 ${p99} ms, worst ${worst} ms of ${took.length}`,
    isKept: isAnswered && p99 <= P99_GOAL_MS && worst <= LONGEST_ACKNOWLEDGEMENT_MS,
  };
}

const MOST_CALLERS = 20;
const ORDERS_AT_ONCE = 3;

/** Of each order 2 to 20 callers ask for a refund at the same moment, each of more than half of it. */
export async function measureRefunds(
  site: Site,
  { portal }: Crowd,
  payments: readonly Scannable[],
): Promise<Figure[]> {
  const limit = pLimit(ORDERS_AT_ONCE);
  const amount = 12_000;
  let calls = 0;
  const ask = async ({ orderId }: Scannable, no: number): Promise<void> => {
    const callers = 2 + (no % (MOST_CALLERS - 1));
    const asked = Array.from({ length: callers }, (_, i) => {
      const ref = `race-${no}-${i}`;
      calls += 1;
      return portal.call({
        ...{ operation: 'requestRefund', method: 'POST', path: `/v1/orders/${orderId}/refunds` },
        ...{ key: ref, subject: ref },
        body: { amount: amount / 2 + 1 + i, reason: ref, refundable_seen: amount },
      });
    });
    await Promise.all(asked);
  };
  await Promise.all(payments.map((payment, no) => limit(() => ask(payment, no))));
  const over = await site.sql<object>(
    `select p.id from payment p join refund r on r.payment_id = p.id and r.status not in ('rejected', 'failed')
     group by p.id, p.amount_fen having sum(r.amount_fen) > p.amount_fen`,
  );
  const [row] = await site.sql<{ count: string }>(`select count(distinct payment_id) from refund`);
  const refunded = Number(row?.count);
  return [
    none('orders refunded beyond what was paid', over.length, `${payments.length} orders, ${calls} callers`),
    {
      ...{ promise: 'orders of which one of the callers got a refund', goal: 'all' },
      ...{ seen: `${refunded} of ${payments.length}`, isKept: refunded === payments.length },
    },
  ];
}

const LOST_GOAL_MS = 60_000;

/** The channels never send anything: the product has to ask. */
export async function measureLostNotifications(
  site: Site,
  crowd: Crowd,
  payments: readonly Scannable[],
): Promise<Figure[]> {
  for (const channel of ['wechat', 'alipay']) {
    const body = { channel, target: 'notification', kind: 'lose', times: null };
    await control(site.sandboxUrl, 'POST', { route: 'faults', body });
  }
  await crowd.pay(payments);
  const took = await crowd.untilSettled(payments, 2 * LOST_GOAL_MS);
  await control(site.sandboxUrl, 'DELETE', { route: 'faults' });
  return [within(`${payments.length} payments without a notification settled by asking`, LOST_GOAL_MS, took)];
}
