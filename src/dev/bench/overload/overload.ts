import { percentile } from '../figures';
import type { PartResult } from '../figures';
import { withGateway } from '../gateway';
import type { Workbench } from '../workbench';
import type { Answers, FloodResult, FloodTask } from './flood';

const TIMES = 3;
const PER_SECOND = 50;

/** Three times as many lists as can be served: what is about money must be answered all the same. */
export async function benchOverload(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const sizes = { times: TIMES, seconds: isQuick ? 5 : 20, perSecond: PER_SECOND };
  const result = await withGateway(bench, ['workers/all.worker.ts'], ({ apiUrl, key }) => {
    const task: FloodTask = { apiUrl, key, keysDir: bench.keysDir, ...sizes };
    return bench.runTask<FloodResult>('src/dev/bench/overload/flood.process.ts', task);
  });
  const { lists, statuses, notifications, capacity, toldWhen, waits } = result;
  bench.tell(
    `overload: ${shareOf(lists, 503).toFixed(1)} % of the lists refused at ${TIMES} times ${Math.round(capacity)}/s`,
  );
  return {
    part: 'overload',
    comparisons: [],
    readings: [
      { name: 'lists that are served alone', value: capacity, unit: 'per second' },
      { name: 'status reads answered (asked: at least 99.9)', value: shareOf(statuses, 200), unit: '%' },
      {
        name: 'notifications acknowledged (asked: at least 99.9)',
        value: shareOf(notifications, 204),
        unit: '%',
      },
      { name: 'of both, p99', value: percentile(waits, 0.99), unit: 'ms' },
      { name: 'lists served', value: shareOf(lists, 200), unit: '%' },
      { name: 'lists refused with 503', value: shareOf(lists, 503), unit: '%' },
      { name: 'of these, with Retry-After', value: (100 * toldWhen) / (lists[503] ?? 1), unit: '%' },
    ],
    notes: [
      `${TIMES} times as many lists a second as the same API served alone, asked for whether answered or not, and ` +
        `${PER_SECOND} status reads and ${PER_SECOND} signed notifications a second beside them, for ${sizes.seconds} s. ` +
        'Who asks shares the machine.',
    ],
  };
}

function shareOf(answers: Answers, status: number): number {
  const all = Object.values(answers).reduce((sum, count) => sum + count, 0);
  return (100 * (answers[status] ?? 0)) / all;
}
