import { defineError } from '../kernel/errors';

export const JournalBookedAlready = defineError(
  'conflict',
  'JOURNAL_BOOKED_ALREADY',
  'This is in the books already; its source is in `details`. Nothing was changed and no money moved. Load the page again. 该笔已入账，未作任何更改，资金未动，请刷新页面。',
);
