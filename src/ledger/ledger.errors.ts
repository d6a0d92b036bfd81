import { defineError } from '../kernel/errors';

export const JournalBookedAlready = defineError(
  'conflict',
  'JOURNAL_BOOKED_ALREADY',
  'This is in the books already; its source is in `details`. Nothing was changed and no money moved. Load the page again.',
);
