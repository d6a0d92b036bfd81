import { waitUntilAnswers } from '../../child';
import { freePort } from '../../ports';
import { insertOpenPayments } from '../books';
import { median } from '../figures';
import type { Comparison, PartResult, Reading } from '../figures';
import type { Workbench } from '../workbench';
import type { LoadResult, LoadTask } from './load';

const HERE = 'src/dev/bench/settlement';
const CONCURRENCY = 64;

type QueueBackend = 'PostgreSQL' | 'Redis';

/** A design behind the notification route. */
interface Design {
  name: string;
  api: string;
  worker: string | null;
  size: 'many' | 'few';
}

const CEILING: Design = {
  name: 'only verifying',
  api: `${HERE}/ceiling.process.ts`,
  worker: null,
  size: 'many',
};
const PRODUCT: Design = {
  name: 'product',
  api: 'src/main.ts',
  worker: 'workers/settlement.worker.ts',
  size: 'many',
};
const NAIVE: Design = {
  name: 'naive',
  api: `${HERE}/naive-api.process.ts`,
  worker: `${HERE}/naive-worker.process.ts`,
  size: 'few',
};

interface Sizes {
  many: { count: number; warmUpCount: number };
  few: { count: number; warmUpCount: number };
  rounds: number;
}

const FULL: Sizes = {
  many: { count: 6_000, warmUpCount: 600 },
  few: { count: 400, warmUpCount: 50 },
  rounds: 5,
};
const QUICK: Sizes = {
  many: { count: 1_500, warmUpCount: 300 },
  few: { count: 120, warmUpCount: 30 },
  rounds: 1,
};

interface Contender {
  design: Design;
  queue: QueueBackend | null;
  results: LoadResult[];
}

const nameOf = ({ design, queue }: Contender): string =>
  queue ? `${design.name}, queue on ${queue}` : design.name;

/** Settled payments per second, from the notification over HTTP to the posted journal. */
export async function benchSettlement(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const sizes = isQuick ? QUICK : FULL;
  const queues: QueueBackend[] = bench.hasRedis ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];
  const contenders: Contender[] = [
    { design: CEILING, queue: null, results: [] },
    ...queues.map((queue) => ({ design: PRODUCT, queue, results: [] })),
    ...queues.map((queue) => ({ design: NAIVE, queue, results: [] })),
  ];
  for (let round = 1; round <= sizes.rounds; round++) {
    for (const contender of contenders) {
      const result = await measure(bench, contender, sizes);
      contender.results.push(result);
      bench.tell(
        `settlement, round ${round} of ${sizes.rounds}: ${nameOf(contender)} ${Math.round(result.perSecond)}/s`,
      );
    }
  }
  return {
    part: 'settlement',
    comparisons: queues.flatMap((queue) => compare(contenders, queue)),
    readings: contenders.flatMap(readingsOf),
    notes: [
      `${sizes.many.count} signed notifications (naive: ${sizes.few.count}) after ${sizes.many.warmUpCount} ` +
        `(${sizes.few.warmUpCount}) that do not count, ${CONCURRENCY} at a time over kept connections, ` +
        `${sizes.rounds} interleaved round(s), medians.`,
      'API, worker and load generator are processes of their own on the same machine as the database; webhooks are ' +
        'recorded and queued, but their own worker does not run.',
      ...(bench.hasRedis
        ? []
        : ['No redis-server or valkey-server was found: the queue on Redis was left out.']),
    ],
  };
}

/** One design, alone on a fresh database and queue. */
async function measure(bench: Workbench, { design, queue }: Contender, sizes: Sizes): Promise<LoadResult> {
  const size = sizes[design.size];
  const databaseUrl = await bench.createDatabase();
  const redis = queue === 'Redis' ? await bench.startRedis() : null;
  await insertOpenPayments(databaseUrl, size.warmUpCount + size.count);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = bench.environmentOf({
    databaseUrl,
    redisUrl: redis?.url ?? null,
    port,
    channelUrl: url,
  });
  const entries = design.worker ? [design.api, design.worker] : [design.api];
  const children = entries.map((entry) => bench.startProcess(entry, environment));
  try {
    if (children[0]) await waitUntilAnswers(`${url}/readyz`, children[0]);
    const task: LoadTask = {
      url: `${url}/v1/notifications/wechat`,
      keysDir: bench.keysDir,
      ...size,
      concurrency: CONCURRENCY,
      databaseUrl: design.worker ? databaseUrl : null,
    };
    return await bench.runTask<LoadResult>(`${HERE}/load.process.ts`, task);
  } catch (error) {
    const words = children.map((child) => child.lastLines()).join('\n');
    throw new Error(`${(error as Error).message}\nThe ends of the logs:\n${words}`, { cause: error });
  } finally {
    for (const child of children) await child.stop();
    await redis?.stop();
    await bench.dropDatabase(databaseUrl);
  }
}

function compare(contenders: readonly Contender[], queue: QueueBackend): Comparison[] {
  const rateOf = (design: Design): number => {
    const found = contenders.find((it) => it.design === design && (it.queue ?? queue) === queue);
    return median(found?.results.map((result) => result.perSecond) ?? []);
  };
  return [
    {
      name: `product / only verifying (queue on ${queue})`,
      ratio: rateOf(PRODUCT) / rateOf(CEILING),
      goal: { relation: 'at least', value: 0.5 },
    },
    {
      name: `product / naive (queue on ${queue})`,
      ratio: rateOf(PRODUCT) / rateOf(NAIVE),
      goal: { relation: 'at least', value: 8 },
    },
  ];
}

function readingsOf(contender: Contender): Reading[] {
  const middle = (read: (result: LoadResult) => number): number => median(contender.results.map(read));
  const name = nameOf(contender);
  return [
    { name, value: middle((result) => result.perSecond), unit: 'per second' },
    { name: `${name}, answered, p50`, value: middle((result) => result.acknowledgedMs.p50), unit: 'ms' },
    { name: `${name}, answered, p99`, value: middle((result) => result.acknowledgedMs.p99), unit: 'ms' },
  ];
}
