import { setTimeout as sleep } from 'node:timers/promises';
import type { Crowd, Scannable } from './crowd';
import { acknowledgedWithin, none, within, type Figure } from './measurements';
import { writes } from './outside';
import type { Site } from './site';

/** So many payments come each time, while Redis is away. */
const AT_A_TIME = 4;
const EVERY_MS = 5_000;
const BACK_GOAL_MS = 60_000;

/**
 * Redis hangs for so long, then it is gone, and one that is empty takes its place: what a pause and a failover do.
 * Meanwhile orders come and are paid; afterwards nothing may be missing.
 */
export async function measureRedisAway(site: Site, crowd: Crowd, awaySeconds: number): Promise<Figure[]> {
  if (!site.redis) throw new Error('There is no Redis that could be away');
  site.redis.pause();
  const payments = await payMeanwhile(crowd, awaySeconds * 1_000);
  const acknowledged = await acknowledgedWithin(site, payments, `with Redis away for ${awaySeconds} s`);
  const booked = await paidOf(site, payments);
  site.redis.kill();
  await site.redis.start();
  const tookMs = await crowd.untilSettled(payments, 2 * BACK_GOAL_MS);
  const wrong = await writes(site, crowd.witness);
  const of = `${crowd.witness.acknowledged.length} acknowledged calls`;
  return [
    acknowledged,
    {
      ...{ promise: 'payments booked before Redis was back', goal: 'all' },
      ...{ seen: `${booked} of ${payments.length}`, isKept: booked === payments.length },
    },
    within('all pending work done after its return', BACK_GOAL_MS, tookMs),
    none('acknowledged writes lost, or done twice', wrong.length, of),
  ];
}

async function payMeanwhile(crowd: Crowd, awayMs: number): Promise<Scannable[]> {
  const until = performance.now() + awayMs;
  const payments: Scannable[] = [];
  while (performance.now() < until) {
    const more = await crowd.open(AT_A_TIME);
    await crowd.pay(more);
    payments.push(...more);
    await sleep(Math.min(EVERY_MS, Math.max(0, until - performance.now())));
  }
  return payments;
}

async function paidOf({ sql }: Site, payments: readonly Scannable[]): Promise<number> {
  const [row] = await sql<{ count: string }>(
    `select count(*) from orders where id = any($1) and status = 'paid'`,
    [payments.map(({ orderId }) => orderId)],
  );
  return Number(row?.count);
}
