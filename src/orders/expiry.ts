import { thawQuote } from '../fines/frozen-quote';
import { quoteChangesOn } from '../fines/quote-validity';
import { businessDayOf, startOfBusinessDay } from '../kernel/business-day';
import type { OrderItem } from './order';

/**
 * When an order ends: as wanted, but, where orders end with their quotes, never past the midnight at which one of them
 * would change (domain R05, R23, policy).
 */
export function expiryOf(items: readonly OrderItem[], wanted: Date, expiresWithQuote: boolean): Date {
  if (!expiresWithQuote) return wanted;
  const lastDay = businessDayOf(new Date(wanted.getTime() - 1));
  const ends = items.flatMap(({ quote }) => {
    const changesOn = quote && quoteChangesOn(thawQuote(quote), lastDay);
    return changesOn === null ? [] : startOfBusinessDay(changesOn).getTime();
  });
  return new Date(Math.min(wanted.getTime(), ...ends));
}
