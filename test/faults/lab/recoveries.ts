import { setTimeout as sleep } from 'node:timers/promises';
import type { Crowd, Scannable } from './crowd';
import type { Figure } from './measurements';
import type { Site } from './site';

/** A kill, and what has to be well again within which time. */
interface Recovery {
  promise: string;
  goalMs: number;
  needsRedis?: true;
  /** Resolves at the moment from which the time counts. */
  breakIt(site: Site): Promise<void>;
  /** Resolves when it is well again; the payments were paid just before. */
  isWell(site: Site, crowd: Crowd, payments: readonly Scannable[]): Promise<unknown>;
}

const LIMIT_MS = 120_000;
const settled: Recovery['isWell'] = (_, crowd, payments) => crowd.untilSettled(payments, LIMIT_MS);

const answersAgain: Recovery['isWell'] = async (site) => {
  await site.apis[0]?.start();
};

const RECOVERIES: readonly Recovery[] = [
  {
    promise: 'API killed: from its new start to its first answer',
    goalMs: 5_000,
    breakIt: async ({ apis }) => apis[0]?.kill(),
    isWell: answersAgain,
  },
  {
    promise: 'a worker killed in its work: all work done by the other',
    goalMs: 30_000,
    breakIt: async ({ workers }) => workers[0]?.kill(),
    isWell: settled,
  },
  {
    promise: 'both workers killed: all work done after their new start',
    goalMs: 30_000,
    breakIt: async ({ workers }) => {
      await Promise.all(workers.map((worker) => worker.kill()));
      await Promise.all(workers.map((worker) => worker.start()));
    },
    isWell: settled,
  },
  {
    promise: 'Redis wiped: all pending work done',
    goalMs: 60_000,
    needsRedis: true,
    breakIt: async ({ redis }) => redis?.wipe(),
    isWell: settled,
  },
  {
    promise: 'Redis killed for 3 s and empty: all pending work done',
    goalMs: 60_000,
    needsRedis: true,
    breakIt: async ({ redis }) => {
      redis?.kill();
      await sleep(3_000);
      await redis?.start();
    },
    isWell: settled,
  },
  {
    promise: 'PostgreSQL crashed for 2 s: from its return to the first new order, without a restart',
    goalMs: 10_000,
    breakIt: crashPostgres,
    isWell: (_, crowd) => crowd.order(1),
  },
  {
    promise: 'PostgreSQL crashed for 2 s: all pending work done',
    goalMs: 60_000,
    breakIt: crashPostgres,
    isWell: settled,
  },
];

async function crashPostgres({ machine }: Site): Promise<void> {
  await machine.stopPostgres('crash');
  await sleep(2_000);
  await machine.startPostgres();
}

/** One after the other, each with payments under way. */
export async function measureRecoveries(site: Site, crowd: Crowd, count: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const recovery of RECOVERIES.filter(({ needsRedis }) => !needsRedis || site.redis !== null)) {
    const payments = await crowd.open(count);
    const paying = crowd.pay(payments);
    await sleep(100);
    await recovery.breakIt(site);
    const began = performance.now();
    await recovery.isWell(site, crowd, payments);
    const tookMs = performance.now() - began;
    await paying;
    await Promise.all([...site.apis, ...site.workers].map((part) => part.start()));
    await crowd.untilSettled(payments, LIMIT_MS);
    const { promise, goalMs } = recovery;
    const [goal, seen] = [goalMs, tookMs].map((ms) => `${(ms / 1_000).toFixed(1)} s`);
    figures.push({ promise, goal: `≤ ${goal}`, seen: String(seen), isKept: tookMs <= goalMs });
  }
  return figures;
}
