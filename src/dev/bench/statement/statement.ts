import path from 'node:path';
import { systemClock } from '../../../kernel/clock';
import { dayBefore, insertBookedPayments } from '../books';
import type { Workbench } from '../workbench';
import type { PartResult } from '../figures';
import type { Bill, BillTask } from './bill';
import { startBillServer } from './bill-server';
import type { BillServer } from './bill-server';
import { resultOf } from './comparison';
import type { Measured } from './comparison';
import type { CopyResult, CopyTask, ReconcileResult, ReconcileTask, SplitResult, SplitTask } from './passes';

const HERE = 'src/dev/bench/statement';
/** The second one shows whether cost and memory grow with the file. */
const ROW_COUNTS = { full: [10_000, 1_000_000], quick: [2_000, 20_000] } as const;

const ROUNDS = 3;

/** A channel's daily file, from its address to the reconciled day. */
export async function benchStatement(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const measured = ROW_COUNTS[isQuick ? 'quick' : 'full'].map(
    (rowCount): Measured => ({
      ...{ rowCount, product: [], splitter: [], copy: [] },
    }),
  );
  const server = await startBillServer(bench.keys);
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      for (const entry of measured) {
        await measure(bench, server, entry);
        const { seconds = 0, peakMemoryMib = 0 } = entry.product.at(-1) ?? {};
        const figures = `${seconds.toFixed(1)} s, ${Math.round(peakMemoryMib)} MiB`;
        bench.tell(`statement, round ${round} of ${ROUNDS}: ${entry.rowCount} rows ${figures}`);
      }
    }
  } finally {
    await server.close();
  }
  return resultOf(measured, ROUNDS);
}

/** One file of that size, through the yardsticks and through the product. */
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
  measured.copy.push(await copy(bench, day, file));
  measured.product.push(await reconcile(bench, day));
}

interface StatementDay {
  rowCount: number;
  businessDay: string;
  channelUrl: string;
}

/** The same rows through the yardstick of the database, on a fresh one that holds the same payments. */
async function copy(
  bench: Workbench,
  { rowCount, businessDay }: StatementDay,
  bill: string,
): Promise<CopyResult> {
  const databaseUrl = await bench.createDatabase();
  await insertBookedPayments(databaseUrl, rowCount, businessDay);
  const file = path.join(bench.scratchDir, `rows-${rowCount}.tsv`);
  const task: CopyTask = { databaseUrl, bill, file };
  const result = await bench.runTask<CopyResult>(`${HERE}/copy.process.ts`, task);
  await bench.dropDatabase(databaseUrl);
  return result;
}

/** The day on a fresh database that holds the same payments. @throws Error when it does not balance */
async function reconcile(
  bench: Workbench,
  { rowCount, businessDay, channelUrl }: StatementDay,
): Promise<ReconcileResult> {
  const databaseUrl = await bench.createDatabase();
  await insertBookedPayments(databaseUrl, rowCount, businessDay);
  const place = { databaseUrl, redisUrl: null, port: 0, channelUrl };
  const task: ReconcileTask = { businessDay };
  const environment = bench.environmentOf(place);
  const result = await bench.runTask<ReconcileResult>(`${HERE}/reconcile.process.ts`, task, environment);
  await bench.dropDatabase(databaseUrl);
  const { status, matchedCount, reason } = result;
  if (status === 'balanced' && matchedCount === rowCount) return result;
  throw new Error(`the day ended ${status} with ${matchedCount} of ${rowCount} rows matched: ${reason}`);
}
