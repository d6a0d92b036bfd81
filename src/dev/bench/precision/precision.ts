import { createDatabase } from '../../../db/database';
import type { PartResult } from '../figures';
import type { Workbench } from '../workbench';
import { judgeSeeds, precisionAndRecall } from './found';
import type { Judged } from './found';

const SEEDS = { full: 200, quick: 20 } as const;

/** Seeded days of mixed traffic of both channels, with planted differences: just those must be found. */
export async function benchPrecision(bench: Workbench, isQuick: boolean): Promise<PartResult> {
  const url = await bench.createDatabase();
  const database = createDatabase({ url, poolSize: 4 });
  const count = SEEDS[isQuick ? 'quick' : 'full'];
  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const judged = await judgeSeeds(database, seeds).finally(() => database.close());
  await bench.dropDatabase(url);
  for (const wrong of judged.filter(isWrong)) bench.tell(`precision: ${JSON.stringify(wrong)}`);
  const { precision, recall } = precisionAndRecall(judged);
  const goal = { relation: 'at least', value: 1 } as const;
  return {
    part: 'precision',
    comparisons: [
      { name: `precision of differences, ${count} seeded days`, ratio: precision, goal },
      { name: `recall of differences, ${count} seeded days`, ratio: recall, goal },
    ],
    readings: [
      { name: 'planted', value: judged.reduce((sum, it) => sum + it.plantedCount, 0), unit: 'differences' },
    ],
    notes: [
      'Both channels, partial refunds, midnight, cut-off, duplicate rows, fees; each day is reconciled before and after ' +
        'the file of the next day.',
    ],
  };
}

const isWrong = ({ missed, invented }: Judged): boolean => missed.length + invented.length > 0;
