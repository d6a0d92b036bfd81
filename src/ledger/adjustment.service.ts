import type { Stores } from '../db/stores';
import { adjustmentJournal } from './adjustment';
import type { AdjustmentDraft } from './adjustment';
import { JournalBookedAlready } from './ledger.errors';

/**
 * The one door by which what persons decided comes into the books, in the caller's transaction and on the business day
 * of `at`. Gives the ids of the journals, in the order of the drafts.
 * @throws JournalBookedAlready where one of them is in the books; then none may be kept
 */
export async function bookAdjustments(
  stores: Pick<Stores, 'ledger'>,
  drafts: readonly AdjustmentDraft[],
  at: Date,
): Promise<string[]> {
  const journals = drafts.map((draft) => adjustmentJournal(draft, at));
  const booked = await stores.ledger.insertJournals(journals, at);
  const known = journals.find(({ id }) => !booked.has(id));
  if (known) throw JournalBookedAlready({ details: { source: known.source } });
  return journals.map(({ id }) => id);
}
