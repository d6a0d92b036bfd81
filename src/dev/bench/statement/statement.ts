import path from 'node:path';
import { systemClock } from '../../../kernel/clock';
import { dayBefore, insertBookedPayments } from '../books';
import { median } from '../figures';
import type { PartResult, Reading } from '../figures';
import type { Workbench } from '../workbench';
import type { Bill, BillTask } from './bill';
import { startBillServer } from './bill-server';
import type { BillServer } from './bill-server';
import type { ReconcileResult, ReconcileTask, SplitResult, SplitTask } from './passes';

const HERE = 'src/dev/bench/statement';
const MEMORY_LIMIT_MIB = 256;
/** The second one shows whether cost and memory grow with the file. */
const ROW_COUNTS = { full: [10_000, 100_000], quick: [2_000, 20_000] } as const;

interface Measured {
  rowCount: number;
  product: ReconcileResult[];
  splitter: SplitResult[];
}

/** A channel's daily file, from its address to the reconciled day. */
export async function benchStatement(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const rounds = isQuick ? 1 : 3;
  const measured: Measured[] = ROW_COUNTS[isQuick ? 'quick' : 'full'].map((rowCount) => ({
    ...{ rowCount, product: [], splitter: [] },
  }));
  const server = await startBillServer(bench.keys);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const entry of measured) {
        await measure(bench, server, entry);
        const { seconds = 0, peakMemoryMib = 0 } = entry.product.at(-1) ?? {};
        const figures = `${seconds.toFixed(1)} s, ${Math.round(peakMemoryMib)} MiB`;
        bench.tell(`statement, round ${round} of ${rounds}: ${entry.rowCount} rows ${figures}`);
      }
    }
  } finally {
    await server.close();
  }
  return resultOf(measured, rounds);
}

/** One file of that size, through the product and through the yardstick. */
async function measure(bench: Workbench, server: BillServer, measured: Measured): Promise<void> {
  const { rowCount } = measured;
  const businessDay = dayBefore(systemClock.now());
  const file = path.join(bench.scratchDir, `bill-${rowCount}.csv.gz`);
  const { wechatAppId: appId, wechatMchId: mchId } = bench.keys.identity;
  const billTask: BillTask = { count: rowCount, businessDay, appId, mchId, file };
  const bill = await bench.runTask<Bill>(`${HERE}/bill.process.ts`, billTask);
  server.offer(file, bill.sha1);
  const splitTask: SplitTask = { file };
  measured.splitter.push(await bench.runTask<SplitResult>(`${HERE}/split.process.ts`, splitTask));
  const databaseUrl = await bench.createDatabase();
  await insertBookedPayments(databaseUrl, rowCount, businessDay);
  const place = { databaseUrl, redisUrl: null, port: 0, channelUrl: server.url };
  const task: ReconcileTask = { businessDay };
  const entry = `${HERE}/reconcile.process.ts`;
  const result = await bench.runTask<ReconcileResult>(entry, task, bench.environmentOf(place));
  await bench.dropDatabase(databaseUrl);
  const { status, matchedCount, reason } = result;
  if (status !== 'balanced' || matchedCount !== rowCount)
    throw new Error(`the day ended ${status} with ${matchedCount} of ${rowCount} rows matched: ${reason}`);
  measured.product.push(result);
}

function resultOf(measured: readonly Measured[], rounds: number): PartResult {
  const [small, large] = measured;
  if (!small || !large) throw new Error('two sizes are needed');
  const seconds = (passes: readonly { seconds: number }[]): number => median(passes.map((it) => it.seconds));
  const peak = ({ product }: Measured): number => median(product.map((it) => it.peakMemoryMib));
  const perRow = ({ product, rowCount }: Measured): number => seconds(product) / rowCount;
  const rows = (count: number): string => count.toLocaleString('en-US');
  return {
    part: 'statement',
    comparisons: [
      {
        name: `peak memory / ${MEMORY_LIMIT_MIB} MiB, ${rows(large.rowCount)} rows`,
        ratio: peak(large) / MEMORY_LIMIT_MIB,
        goal: { relation: 'under', value: 1 },
      },
      {
        name: `time per row, ${rows(large.rowCount)} rows / ${rows(small.rowCount)} rows (1 is linear)`,
        ...{ ratio: perRow(large) / perRow(small), goal: null },
      },
      {
        name: `peak memory, ${rows(large.rowCount)} rows / ${rows(small.rowCount)} rows (1 is flat)`,
        ...{ ratio: peak(large) / peak(small), goal: null },
      },
      {
        name: `time / plain line splitter, ${rows(large.rowCount)} rows`,
        ...{ ratio: seconds(large.product) / seconds(large.splitter), goal: null },
      },
    ],
    readings: measured.flatMap(readingsOf),
    notes: [
      `The day is fetched over HTTP, checked, imported, its fees booked and matched with as many payments of ours, ` +
        `in one process; ${rounds} round(s), medians. The line splitter only unpacks, splits and adds up.`,
    ],
  };
}

function readingsOf({ rowCount, product, splitter }: Measured): Reading[] {
  const middle = (read: (result: ReconcileResult) => number): number => median(product.map(read));
  const name = `${rowCount.toLocaleString('en-US')} rows`;
  return [
    { name, value: middle((it) => it.seconds), unit: 's' },
    { name: `${name}, of this fetched and checked`, value: middle((it) => it.fetchSeconds), unit: 's' },
    { name: `${name}, rate`, value: middle((it) => rowCount / it.seconds), unit: 'rows per second' },
    { name: `${name}, memory before`, value: middle((it) => it.memoryBeforeMib), unit: 'MiB' },
    { name: `${name}, peak memory`, value: middle((it) => it.peakMemoryMib), unit: 'MiB' },
    { name: `${name}, line splitter`, value: median(splitter.map((it) => it.seconds)), unit: 's' },
  ];
}
