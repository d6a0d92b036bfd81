import { createDatabase } from '../../../src/db/database';
import { judgeSeeds, precisionAndRecall } from '../../../src/dev/bench/precision/found';
import { mixedDay } from '../../../src/dev/bench/precision/mixed-day';
import { createTestDatabase } from '../../support/database';

const SEEDS = [1, 2, 3, 5, 10, 15, 18];

test('of the differences planted in seeded days of both channels all are found, and nothing else', async () => {
  const testDatabase = await createTestDatabase();
  const database = createDatabase({ url: testDatabase.url, poolSize: 4 });
  try {
    const judged = await judgeSeeds(database, SEEDS);
    expect(judged.filter(({ missed, invented }) => missed.length + invented.length > 0)).toEqual([]);
    expect(precisionAndRecall(judged)).toEqual({ precision: 1, recall: 1 });
    expect(new Set(judged.map(({ channel }) => channel)).size).toBe(2);
  } finally {
    await database.close();
    await testDatabase.drop();
  }
});

test('every kind of difference is planted', () => {
  const days = SEEDS.map((seed) => mixedDay(seed, 'wechat', '2026-03-31'));
  const planted = days.flatMap((day) => [...day.planted, ...day.plantedAtLast]);
  expect(new Set(planted.map((one) => one.split(' ')[0]))).toEqual(
    new Set([
      ...['channel_only', 'ours_only', 'amount_mismatch', 'status_mismatch'],
      ...['fee_mismatch', 'duplicate', 'cutoff_pending'],
    ]),
  );
});
