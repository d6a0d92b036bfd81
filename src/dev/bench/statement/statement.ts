import path from 'node:path';
import { systemClock } from '../../../kernel/clock';
import { dayBefore, insertBookedPayments } from '../books';
import type { Workbench } from '../workbench';
import type { PartResult } from '../figures';
import type { Bill, BillTask } from './bill';
import { startBillServer } from './bill-server';
import type { BillServer } from './bill-server';
import { HEAP_LIMIT_MIB, resultOf } from './comparison';
import type { Measured } from './comparison';
import type { ReconcileResult, ReconcileTask, SplitResult, SplitTask } from './passes';

const HERE = 'src/dev/bench/statement';
/** The second one shows whether cost and memory grow with the file. */
const ROW_COUNTS = { full: [10_000, 100_000], quick: [2_000, 20_000] } as const;

/** A channel's daily file, from its address to the reconciled day. */
export async function benchStatement(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const rounds = isQuick ? 1 : 3;
  const measured = ROW_COUNTS[isQuick ? 'quick' : 'full'].map(
    (rowCount): Measured => ({
      ...{ rowCount, product: [], limited: [], splitter: [] },
    }),
  );
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

/** One file of that size, through the yardstick, and through the product without and with a limit of its heap. */
async function measure(bench: Workbench, server: BillServer, measured: Measured): Promise<void> {
  const { rowCount } = measured;
  const businessDay = dayBefore(systemClock.now());
  const file = path.join(bench.scratchDir, `bill-${rowCount}.csv.gz`);
  const { wechatAppId: appId, wechatMchId: mchId } = bench.keys.identity;
  const billTask: BillTask = { count: rowCount, businessDay, appId, mchId, file };
  const { sha1 } = await bench.runTask<Bill>(`${HERE}/bill.process.ts`, billTask);
  server.offer(file, sha1);
  const splitTask: SplitTask = { file };
  measured.splitter.push(await bench.runTask<SplitResult>(`${HERE}/split.process.ts`, splitTask));
  const day = { rowCount, businessDay, channelUrl: server.url };
  measured.product.push(await reconcile(bench, day, {}));
  const limit = { NODE_OPTIONS: `--max-old-space-size=${HEAP_LIMIT_MIB}` };
  measured.limited.push(await reconcile(bench, day, limit));
}

interface StatementDay {
  rowCount: number;
  businessDay: string;
  channelUrl: string;
}

/** The day on a fresh database that holds the same payments. @throws Error when it does not balance */
async function reconcile(
  bench: Workbench,
  { rowCount, businessDay, channelUrl }: StatementDay,
  options: NodeJS.ProcessEnv,
): Promise<ReconcileResult> {
  const databaseUrl = await bench.createDatabase();
  await insertBookedPayments(databaseUrl, rowCount, businessDay);
  const place = { databaseUrl, redisUrl: null, port: 0, channelUrl };
  const task: ReconcileTask = { businessDay };
  const environment = { ...bench.environmentOf(place), ...options };
  const result = await bench.runTask<ReconcileResult>(`${HERE}/reconcile.process.ts`, task, environment);
  await bench.dropDatabase(databaseUrl);
  const { status, matchedCount, reason } = result;
  if (status === 'balanced' && matchedCount === rowCount) return result;
  throw new Error(`the day ended ${status} with ${matchedCount} of ${rowCount} rows matched: ${reason}`);
}
