import { createDatabase } from '../../../db/database';
import { systemClock } from '../../../kernel/clock';
import { findReport } from '../../../reports/report-list';
import { makeFile } from '../../../reports/file-making.service';
import { memoryMib, peakMemoryMib, runTask } from '../task';
import type { ExportResult, ExportTask } from './passes';

const SAMPLE_EVERY_MS = 20;
const BYTES_PER_MIB = 1024 * 1024;

const heapMib = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / BYTES_PER_MIB;
};

/** One file as a request or a worker makes it; whoever takes it throws it away. */
runTask(async ({ databaseUrl, businessDay, format }: ExportTask): Promise<ExportResult> => {
  const database = createDatabase({ url: databaseUrl, poolSize: 2 });
  const deps = { database, clock: systemClock, channels: [], wordingIn: null };
  const report = findReport('payments');
  if (!report) throw new Error('there is no such report');
  const request = { report, filters: { from: businessDay, to: businessDay }, format, language: null };
  await database.ping();
  const before = { heap: heapMib(), memory: memoryMib() };
  let peak = before.heap;
  const sampling = setInterval(() => (peak = Math.max(peak, heapMib())), SAMPLE_EVERY_MS);
  const startedAt = performance.now();
  const file = await makeFile(deps, request);
  let bytes = 0;
  for await (const chunk of file.content) bytes += chunk.length;
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(sampling);
  await database.close();
  return {
    rowCount: file.progress(),
    bytes,
    seconds,
    heapGrowthMib: peak - before.heap,
    memoryGrowthMib: peakMemoryMib() - before.memory,
  };
});
