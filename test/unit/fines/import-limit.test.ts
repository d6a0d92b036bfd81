import { DuplicateRow } from '../../../src/fines/fine.errors';
import { importFines } from '../../../src/fines/import.service';
import type { Teller } from '../../../src/fines/telling';
import type { TellingDeps } from '../../../src/fines/telling.service';

const deps = { clock: { now: () => new Date('2026-02-10T04:00:00Z') } } as TellingDeps;
const teller = {} as Teller;

/** Each without a decision that could be kept, and all for one reason: an error for each would take seconds to make. */
async function* rows(count: number) {
  const content = DuplicateRow();
  for (let row = 1; row <= count; row++) yield { row, decisionNo: null, content };
}

test('of a file of more than 200,000 rows each row before that has its result, and then it is said where it stopped', async () => {
  let answered = 0;
  const reading = (async () => {
    for await (const results of importFines(deps, teller, rows(200_002))) answered += results.length;
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'TOO_MANY_ROWS',
    details: { row: 200_001, most: 200_000 },
  });
  expect(answered).toBe(200_000);
});
