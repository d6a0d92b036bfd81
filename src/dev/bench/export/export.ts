import { systemClock } from '../../../kernel/clock';
import { dayBefore, insertBookedPayments } from '../books';
import type { Comparison, PartResult, Reading } from '../figures';
import type { Workbench } from '../workbench';
import type { CopyResult, ExportResult } from './passes';

const HERE = 'src/dev/bench/export';
/** The second one shows whether memory grows with the file. */
const ROW_COUNTS = { full: [10_000, 1_000_000], quick: [2_000, 20_000] } as const;
const MEMORY_LIMIT_MIB = 150;
const FORMATS = ['csv', 'xlsx'] as const;

interface Measured {
  rowCount: number;
  copy: CopyResult;
  files: Readonly<Record<string, ExportResult>>;
}

/** A report as a file: all payments of a day, in both formats, beside PostgreSQL's own CSV of the same rows. */
export async function benchExport(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const measured: Measured[] = [];
  for (const rowCount of ROW_COUNTS[isQuick ? 'quick' : 'full'])
    measured.push(await measure(bench, rowCount));
  const [small, large] = measured;
  if (!small || !large) throw new Error('two sizes are needed');
  return {
    part: 'export',
    comparisons: FORMATS.flatMap((format) => comparisonsOf(format, small, large)),
    readings: measured.flatMap(readingsOf),
    notes: [
      'The report of payments of one day: three tables joined, sorted, streamed by a cursor, with sums and hash; what is ' +
        'written is thrown away. The heap is that of Node with its buffers, sampled every 20 ms.',
    ],
  };
}

async function measure(bench: Workbench, rowCount: number): Promise<Measured> {
  const databaseUrl = await bench.createDatabase();
  const businessDay = dayBefore(systemClock.now());
  await insertBookedPayments(databaseUrl, rowCount, businessDay);
  const copy = await bench.runTask<CopyResult>(`${HERE}/copy.process.ts`, { databaseUrl, businessDay });
  const files: Record<string, ExportResult> = {};
  for (const format of FORMATS) {
    const task = { databaseUrl, businessDay, format };
    const result = await bench.runTask<ExportResult>(`${HERE}/write.process.ts`, task);
    if (result.rowCount !== rowCount) throw new Error(`${format}: ${result.rowCount} of ${rowCount} rows`);
    files[format] = result;
    const figures = `${result.seconds.toFixed(1)} s, heap +${Math.round(result.heapGrowthMib)} MiB`;
    bench.tell(`export: ${rowCount} rows as ${format} ${figures}`);
  }
  await bench.dropDatabase(databaseUrl);
  return { rowCount, copy, files };
}

const rows = (count: number): string => `${count.toLocaleString('en-US')} rows`;

function comparisonsOf(format: string, small: Measured, large: Measured): Comparison[] {
  const [few, many] = [small.files[format], large.files[format]];
  if (!few || !many) return [];
  const perRow = ({ seconds, rowCount }: ExportResult): number => seconds / rowCount;
  return [
    {
      name: `${format}: growth of the heap / ${MEMORY_LIMIT_MIB} MiB, ${rows(large.rowCount)}`,
      ratio: many.heapGrowthMib / MEMORY_LIMIT_MIB,
      goal: { relation: 'under', value: 1 },
    },
    {
      name: `${format}: time per row, ${rows(large.rowCount)} / ${rows(small.rowCount)} (1 is linear)`,
      ...{ ratio: perRow(many) / perRow(few), goal: null },
    },
    {
      name: `${format}: time / COPY of the same rows, ${rows(large.rowCount)}`,
      ...{ ratio: many.seconds / large.copy.seconds, goal: null },
    },
  ];
}

function readingsOf({ rowCount, copy, files }: Measured): Reading[] {
  const name = rows(rowCount);
  const ofFiles = Object.entries(files).flatMap(([format, it]) => [
    { name: `${name} as ${format}`, value: it.seconds, unit: 's' },
    { name: `${name} as ${format}, growth of the heap`, value: it.heapGrowthMib, unit: 'MiB' },
    { name: `${name} as ${format}, growth of the process`, value: it.memoryGrowthMib, unit: 'MiB' },
    { name: `${name} as ${format}, size`, value: it.bytes / 1024 / 1024, unit: 'MiB' },
  ]);
  return [...ofFiles, { name: `${name}, COPY`, value: copy.seconds, unit: 's' }];
}
