import fc from 'fast-check';
import { createDatabase, type Database } from '../../../src/db/database';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { findBroken } from '../../support/invariants';
import { endingOf, wrongsOf } from './judge-stage';
import { createModelDatabase } from './model-database';
import { openStage, play, playAtOnce, type Deed } from './play';

/** `SCHEDULES=20000 npm test -- test/faults/schedules` is a large size; a part of them is played on Postgres too. */
const SCHEDULES = Number(process.env.SCHEDULES ?? 300);
const ON_POSTGRES = Math.ceil(SCHEDULES / 30);
const SEED = Number(process.env.SCHEDULE_SEED ?? 20261124);
const TIMEOUT_MS = 60_000 + SCHEDULES * 50;

const on = fc.constantFrom<0 | 1>(0, 1);
const answer = fc.constantFrom('done', 'pending', 'lost before', 'lost after', 'refused by the bank');
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pay'), on }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('pay late', 'notify again', 'ask'), on }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('close', 'expire', 'drain', 'approve', 'follow', 'follow'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('refund'),
      amountFen: fc.constantFrom(10_000n, 9_999n, 7_000n, 5_001n, 3_000n, 1n),
      answer,
    }),
  },
);

/** What is done at the same time, and the order in which those who do it take turns. */
const schedule = fc.record({
  deeds: fc.array(deed, { minLength: 3, maxLength: 12 }),
  turns: fc.array(fc.nat({ max: 1_000 }), { minLength: 20, maxLength: 120 }),
});

const pickerOf = (turns: readonly number[]) => {
  let taken = 0;
  return (waiting: number): number => (turns[taken++ % turns.length] ?? 0) % waiting;
};

test(
  'in every order of turns, money is booked once, and no more goes back than was paid',
  async () => {
    const property = fc.asyncProperty(schedule, async ({ deeds, turns }) => {
      const { database } = createModelDatabase();
      const stage = await openStage(database, 'model');
      await play(stage, deeds, pickerOf(turns));
      expect(await wrongsOf(stage)).toEqual([]);
    });
    await fc.assert(property, { numRuns: SCHEDULES, seed: SEED });
  },
  TIMEOUT_MS,
);

describe('on Postgres', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let count = 0;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = createDatabase({ url: testDatabase.url, poolSize: 8 });
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  test(
    'the same turns end as on the model',
    async () => {
      const property = fc.asyncProperty(schedule, async ({ deeds, turns }) => {
        const model = await openStage(createModelDatabase().database, 'model');
        await play(model, deeds, pickerOf(turns));
        const real = await openStage(database, `turns_${count++}`);
        await play(real, deeds, pickerOf(turns));
        expect(await endingOf(real)).toEqual(await endingOf(model));
      });
      await fc.assert(property, { numRuns: ON_POSTGRES, seed: SEED });
      expect(await findBroken(testDatabase.url)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'the same deeds at once, on connections of their own, break nothing either',
    async () => {
      const property = fc.asyncProperty(schedule, async ({ deeds, turns }) => {
        const stage = await openStage(database, `once_${count++}`);
        const pick = pickerOf(turns);
        const point = () => new Promise<void>((resolve) => setTimeout(resolve, pick(4)));
        await playAtOnce(stage, deeds, point);
        expect(await wrongsOf(stage)).toEqual([]);
      });
      await fc.assert(property, { numRuns: ON_POSTGRES, seed: SEED + 1 });
      expect(await findBroken(testDatabase.url)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
