import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { peakMemoryMib, runTask } from '../task';
import type { SplitResult, SplitTask } from './passes';

const AMOUNT_COLUMN = 24;

/** The least that anybody has to do with a statement: unpack it, cut it into rows and values, add up the amounts. */
runTask(async ({ file }: SplitTask): Promise<SplitResult> => {
  const startedAt = performance.now();
  let [rest, rowCount, total] = ['', 0, 0];
  for await (const chunk of createReadStream(file).pipe(createGunzip()).setEncoding('utf8')) {
    const rows = (rest + String(chunk)).split('\n');
    rest = rows.pop() ?? '';
    for (const row of rows) {
      const values = row.split(',`');
      if (values.length <= AMOUNT_COLUMN) continue;
      rowCount++;
      total += Number(values[AMOUNT_COLUMN]);
    }
  }
  if (!(total > 0)) throw new Error('the file holds no amounts');
  return { rowCount, seconds: (performance.now() - startedAt) / 1000, peakMemoryMib: peakMemoryMib() };
});
