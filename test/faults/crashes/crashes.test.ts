import { PATHS } from './paths';
import { crashOn, decisiveMoments, everyMoment } from './run-crashes';
import { Town } from './town';

/** `CRASHES=all npm test -- test/faults/crashes` is the full size: every moment of every path. */
const IS_FULL = process.env.CRASHES === 'all';
const SEED = Number(process.env.CRASH_SEED ?? 20261124);
const PERCENT_OF_OTHERS = 10;
const TIMEOUT_MS = IS_FULL ? 600_000 : 180_000;

const choose = IS_FULL ? everyMoment : decisiveMoments(SEED, PERCENT_OF_OTHERS);

let town: Town;
beforeAll(async () => {
  town = await Town.open();
});
afterAll(() => town.close());

describe('a gateway that ends at any step loses nothing, when it is to', () => {
  test.each(PATHS)(
    '$name',
    async (path) => {
      const { moments, crashed, broken } = await crashOn(town, path, { choose });
      expect(broken).toEqual([]);
      // Each statement and each call was seen twice: before it was sent, and when it was answered.
      expect(moments.filter((it) => it.startsWith('before')).length).toBe(moments.length / 2);
      expect(crashed).toBeGreaterThan(1);
    },
    TIMEOUT_MS,
  );
});
