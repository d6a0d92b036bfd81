import { addDays, businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { StatementWrongDay } from './reconciliation.errors';

/** A channel that counts the last hours of a day to the next one names them in that file. */
const CARRIED_MS = 3 * 3_600_000;
/** By how much its clock may be behind: what it counts to the day that has just ended. */
const CLOCK_MS = 600_000;
const DAY_MS = 86_400_000;
/** One payment of the day around it is a row that a channel misplaced, and is compared like the rest. */
const MOST_STRAY_PAYMENTS = 1;
const STRAY_SHARE = 10;

interface DatedRow {
  kind: string;
  occurredAt: Date;
}

/**
 * Passes the rows of a file on and refuses it at its end where they are of another day: not every file names its day.
 * A few rows around midnight belong to it by the channel's clock. Of the others, half are another day's file; of
 * payments, which carry the moment of the money, one in ten are two days in one file, and a single one from more than a
 * day away is of no file of this day. Of refunds no more is asked, since a channel may date them by their payment.
 * @throws StatementWrongDay
 */
export async function* rowsOfDay<Row extends DatedRow>(
  batches: AsyncIterable<readonly Row[]>,
  businessDay: BusinessDay,
): AsyncGenerator<readonly Row[]> {
  const from = startOfBusinessDay(businessDay).getTime();
  const to = startOfBusinessDay(addDays(businessDay, 1)).getTime();
  let [count, strays, strayPayments, isFar, found] = [0, 0, 0, false, from];
  for await (const rows of batches) {
    count += rows.length;
    for (const { kind, occurredAt } of rows) {
      const at = occurredAt.getTime();
      if (at >= from - CARRIED_MS && at < to + CLOCK_MS) continue;
      strays += 1;
      found = at;
      if (kind !== 'payment') continue;
      strayPayments += 1;
      isFar ||= at < from - DAY_MS || at >= to + DAY_MS;
    }
    yield rows;
  }
  const isMixed = strayPayments > MOST_STRAY_PAYMENTS && strayPayments * STRAY_SHARE > count;
  if (isFar || isMixed || strays * 2 > count)
    throw StatementWrongDay({
      details: { found: businessDayOf(new Date(found)), stray_rows: strays, row_count: count },
    });
}
