import { addDays } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { replayQuote } from './quote';
import type { Quote } from './quote';

/**
 * The first day after the quote's, up to and including the last one asked for, on which another amount would be owed
 * (domain R05, R23); null where none is.
 */
export function quoteChangesOn(quote: Quote, lastDay: BusinessDay): BusinessDay | null {
  for (let day = addDays(quote.onDay, 1); day <= lastDay; day = addDays(day, 1)) {
    if (replayQuote({ ...quote.input, onDay: day }).totalFen !== quote.totalFen) return day;
  }
  return null;
}
