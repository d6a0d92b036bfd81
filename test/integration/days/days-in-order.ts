import { DAY_INVARIANTS } from '../../support/day-invariants';
import { findBroken } from '../../support/invariants';

/** Fails with what is wrong with the days. */
export async function expectDaysInOrder(url: string): Promise<void> {
  expect(await findBroken(url, DAY_INVARIANTS)).toEqual([]);
}
