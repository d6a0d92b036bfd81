import { businessDayOf } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import type { Journal, JournalKind, Posting } from './journal';

/** A journal that persons decided on: it has no day of its own but that on which it is booked. */
export interface AdjustmentDraft {
  kind: JournalKind;
  /** What caused it; each is booked once. */
  source: string;
  orderId: string | null;
  postings: readonly Posting[];
}

/** On the business day of now, which is the open one: never on the day that it is about, which may be closed (R29). */
export function adjustmentJournal(draft: AdjustmentDraft, at: Date): Journal {
  return { ...draft, id: newId('jrn', at), businessDay: businessDayOf(at), occurredAt: at };
}

/** A red entry (红字冲销): the ends swapped, named after what it takes back, so that it is booked once. */
export function redEntry(original: { journalId: string; postings: readonly Posting[] }): AdjustmentDraft {
  return {
    kind: 'reversal',
    source: `reversal:${original.journalId}`,
    orderId: null,
    postings: original.postings.map(({ debit, credit, amountFen }) => ({
      debit: credit,
      credit: debit,
      amountFen,
    })),
  };
}
