import { median } from '../figures';
import type { PartResult } from '../figures';
import { withGateway } from '../gateway';
import type { Workbench } from '../workbench';
import type { CallsResult, CallsTask } from './calls';

const CONCURRENCIES = [1, 16] as const;
const WAYS = ['product', 'channel call alone'] as const;

/** An order with its payment through the API, beside the one call of the channel that is in it. */
export async function benchOrders(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const rounds = isQuick ? 1 : 3;
  const countPerLane = isQuick ? 50 : 200;
  const results = await measure(bench, { concurrencies: CONCURRENCIES, rounds, countPerLane });
  const msOf = (way: CallsResult['way'], concurrency: number): number =>
    median(
      results
        .filter((it) => it.way === way && it.concurrency === concurrency)
        .map(({ msPerCall }) => msPerCall),
    );
  for (const concurrency of CONCURRENCIES) {
    const times = WAYS.map((way) => `${way} ${msOf(way, concurrency).toFixed(1)} ms`);
    bench.tell(`orders, ${concurrency} at a time: ${times.join(', ')}`);
  }
  return {
    part: 'orders',
    comparisons: CONCURRENCIES.map((concurrency) => ({
      name: `time of order and payment / channel call alone, ${concurrency} at a time`,
      ratio: msOf('product', concurrency) / msOf('channel call alone', concurrency),
      goal: null,
    })),
    readings: CONCURRENCIES.flatMap((concurrency) =>
      WAYS.map((way) => ({
        name: `${way}, ${concurrency} at a time`,
        value: msOf(way, concurrency),
        unit: 'ms per payment',
      })),
    ),
    notes: [
      'The product does two requests (order, payment) with their transactions and idempotency keys; the same sandbox ' +
        `in its own process answers both ways. ${rounds} interleaved round(s) after one that does not count, medians.`,
    ],
  };
}

function measure(
  bench: Workbench,
  sizes: Pick<CallsTask, 'concurrencies' | 'rounds' | 'countPerLane'>,
): Promise<CallsResult[]> {
  return withGateway(bench, [], ({ apiUrl, key, environment }) => {
    const task: CallsTask = { apiUrl, key, ...sizes };
    return bench.runTask<CallsResult[]>('src/dev/bench/orders/calls.process.ts', task, environment);
  });
}
