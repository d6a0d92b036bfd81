import { defineError } from '../kernel/errors';

export const ReconciliationNotFound = defineError(
  'not-found',
  'RECONCILIATION_NOT_FOUND',
  'There is no such reconciliation.',
);

/** Not "all missing": when a channel forgets a whole day, the channel is to be asked, not every payer. */
export const StatementEmptyButWeHaveMoney = defineError(
  'rejected',
  'STATEMENT_EMPTY_BUT_WE_HAVE_MONEY',
  'The channel has no statement for a day on which we booked money. The previous result is kept.',
);

export const StatementEmptyButHadLines = defineError(
  'rejected',
  'STATEMENT_EMPTY_BUT_HAD_LINES',
  'The channel no longer has a statement that it gave before. The previous result is kept.',
);

/** A run that was recorded while the channel was configured and comes to its turn when it no longer is. */
export const ChannelNotConfigured = defineError(
  'rejected',
  'CHANNEL_NOT_CONFIGURED',
  'The channel of this reconciliation is not configured any more.',
);

export const StatementWrongDay = defineError(
  'rejected',
  'STATEMENT_WRONG_DAY',
  'Rows of the file are of another day, and not just around midnight; one is in `details`. Nothing was kept and the previous result stands. Choose the day of the file, or download it again.',
);

export const StatementNotFound = defineError(
  'not-found',
  'STATEMENT_NOT_FOUND',
  'There is no such statement file.',
);
