import { availableParallelism, loadavg } from 'node:os';
import { gatherCrowd, type Crowd } from './crowd';
import { judge } from './judge';
import type { Machine } from './machine';
import {
  measureLostNotifications,
  measureNotifications,
  measureRefunds,
  measureWrites,
  type Figure,
} from './measurements';
import type { Carrier } from './plan';
import { measureRedisAway } from './redis-away';
import { measureRecoveries } from './recoveries';
import { comeToRest } from './rest';
import { openSite, type Site } from './site';

/** Most of the notifications are measured with as many payments; more would only take longer. */
const MOST_NOTIFIED = 300;
const FEW = 20;
/** A number that no seed has: the folder of its logs is its own. */
const SITE_NO = 0;

interface PromiseTerms {
  orders: number;
  carrier: Carrier;
  /** Nothing but what happens while Redis is away for so long. */
  redisAwaySeconds: number | null;
  tell(line: string): void;
}

/** Measures what is promised, one promise after the other, on a clock that nobody moves. */
export async function measurePromises(machine: Machine, terms: PromiseTerms): Promise<Figure[]> {
  const { carrier, tell, redisAwaySeconds } = terms;
  // Times mean little on a machine that has other work.
  const others = `${loadavg()[0]?.toFixed(1) ?? '?'} on ${availableParallelism()} cores`;
  tell(`Load of this machine before: ${others}; the queue runs on ${carrier}`);
  const site = await openSite(machine, { seed: SITE_NO, carrier });
  const figures: Figure[] = [];
  const add = (more: readonly Figure[]): void => {
    figures.push(...more);
    for (const figure of more) tell(lineOf(figure));
  };
  try {
    const crowd = gatherCrowd(site);
    if (redisAwaySeconds === null) await measureEach(site, crowd, { orders: terms.orders, add });
    else add(await measureRedisAway(site, crowd, redisAwaySeconds));
    add([await measureEnd(site, crowd)]);
    return figures;
  } finally {
    await site.close();
  }
}

async function measureEach(
  site: Site,
  crowd: Crowd,
  { orders, add }: { orders: number; add(more: readonly Figure[]): void },
): Promise<void> {
  const payments = await crowd.open(orders);
  const notified = payments.slice(0, MOST_NOTIFIED);
  add(await measureNotifications(site, crowd, { payments: notified, when: 'under load' }));
  await crowd.pay(payments.slice(MOST_NOTIFIED));
  await crowd.untilSettled(payments, 120_000);
  add(await measureRefunds(site, crowd, payments));
  add(await measureWrites(site, crowd, orders));
  if (site.redis) {
    const more = await crowd.open(Math.min(orders, 5 * FEW));
    site.redis.kill();
    add(await measureNotifications(site, crowd, { payments: more, when: 'with Redis away' }));
    await site.redis.start();
  }
  add(await measureLostNotifications(site, crowd, await crowd.open(FEW)));
  add(await measureRecoveries(site, crowd, FEW));
}

/** Whatever was measured, the books are as they should be. */
async function measureEnd(site: Site, { witness }: Crowd): Promise<Figure> {
  const stuck = await comeToRest(site);
  const wrong = [...stuck, ...(await judge(site, witness)).map(({ name }) => name)];
  const seen = wrong.length === 0 ? 'all hold' : wrong.join('; ').slice(0, 300);
  return { promise: 'invariants at the end', goal: 'all hold', seen, isKept: wrong.length === 0 };
}

function lineOf({ promise, goal, seen, isKept }: Figure): string {
  return `${isKept ? 'kept  ' : 'BROKEN'}  ${promise}: ${seen} (goal ${goal})`;
}

/** For people: a table with each promise, its goal, and what was seen. */
export function tableOfFigures(figures: readonly Figure[]): string {
  const width = (pick: (figure: Figure) => string): number =>
    Math.max(...figures.map((figure) => pick(figure).length));
  const [promise, seen] = [width((it) => it.promise), width((it) => it.seen)];
  return figures
    .map(
      (it) =>
        `${it.isKept ? '   ' : '!! '}${it.promise.padEnd(promise)}  ${it.seen.padEnd(seen)}  goal ${it.goal}`,
    )
    .join('\n');
}
