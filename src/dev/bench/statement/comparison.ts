import { median } from '../figures';
import type { Comparison, PartResult, Reading } from '../figures';
import type { CopyResult, ReconcileResult, SplitResult } from './passes';

/** One size of file: every pass over it. */
export interface Measured {
  rowCount: number;
  product: ReconcileResult[];
  splitter: SplitResult[];
  copy: CopyResult[];
}

const MEMORY_LIMIT_MIB = 256;

/** Ratios and readings of a small and a large file. */
export function resultOf([small, large]: readonly Measured[], rounds: number): PartResult {
  if (!small || !large) throw new Error('two sizes are needed');
  return {
    part: 'statement',
    comparisons: [...memoryOf(large, small), ...timeOf(large, small)],
    readings: [small, large].flatMap(readingsOf),
    notes: [
      'The day is fetched over HTTP, checked, imported, its fees booked and matched with as many payments of ours, ' +
        `in one process; ${rounds} round(s), medians. COPY takes in the rows of the file, unpacked beforehand, as they stand ` +
        'into a table without index, which is then joined with the books; the second time only the six of its columns that ' +
        'are compared. The line splitter only unpacks, splits and adds up.',
    ],
  };
}

const rows = (count: number): string => `${count.toLocaleString('en-US')} rows`;
const peakOf = (passes: readonly ReconcileResult[]): number => median(passes.map((it) => it.peakMemoryMib));
const secondsOf = (passes: readonly { seconds: number }[]): number => median(passes.map((it) => it.seconds));

function memoryOf(large: Measured, small: Measured): Comparison[] {
  return [
    {
      name: `peak memory / ${MEMORY_LIMIT_MIB} MiB, ${rows(large.rowCount)}`,
      ratio: peakOf(large.product) / MEMORY_LIMIT_MIB,
      goal: { relation: 'under', value: 1 },
    },
    {
      name: `peak memory, ${rows(large.rowCount)} / ${rows(small.rowCount)} (1 is flat)`,
      ...{ ratio: peakOf(large.product) / peakOf(small.product), goal: null },
    },
  ];
}

function timeOf(large: Measured, small: Measured): Comparison[] {
  const perRow = ({ product, rowCount }: Measured): number => secondsOf(product) / rowCount;
  return [
    {
      name: `time per row, ${rows(large.rowCount)} / ${rows(small.rowCount)} (1 is linear)`,
      ...{ ratio: perRow(large) / perRow(small), goal: null },
    },
    {
      name: `time / COPY and a full join, ${rows(large.rowCount)}`,
      ratio: secondsOf(large.product) / secondsOf(large.copy.map((it) => it.whole)),
      goal: { relation: 'under', value: 1.5 },
    },
    {
      name: `the same / COPY of six columns and a full join, ${rows(large.rowCount)}`,
      ...{ ratio: secondsOf(large.product) / secondsOf(large.copy.map((it) => it.narrow)), goal: null },
    },
    {
      name: `time / plain line splitter, ${rows(large.rowCount)}`,
      ...{ ratio: secondsOf(large.product) / secondsOf(large.splitter), goal: null },
    },
  ];
}

function readingsOf({ rowCount, product, splitter, copy }: Measured): Reading[] {
  const middle = (read: (result: ReconcileResult) => number): number => median(product.map(read));
  const name = rows(rowCount);
  return [
    { name, value: middle((it) => it.seconds), unit: 's' },
    { name: `${name}, of this fetched`, value: middle((it) => it.fetchSeconds), unit: 's' },
    { name: `${name}, COPY alone`, value: median(copy.map((it) => it.whole.copySeconds)), unit: 's' },
    { name: `${name}, COPY and a full join`, value: secondsOf(copy.map((it) => it.whole)), unit: 's' },
    {
      name: `${name}, COPY of six columns and a full join`,
      value: secondsOf(copy.map((it) => it.narrow)),
      unit: 's',
    },
    { name: `${name}, rate`, value: middle((it) => rowCount / it.seconds), unit: 'rows per second' },
    { name: `${name}, memory before`, value: middle((it) => it.memoryBeforeMib), unit: 'MiB' },
    { name: `${name}, peak memory`, value: middle((it) => it.peakMemoryMib), unit: 'MiB' },
    { name: `${name}, line splitter`, value: secondsOf(splitter), unit: 's' },
  ];
}
