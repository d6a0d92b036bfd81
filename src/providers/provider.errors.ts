import { defineError } from '../kernel/errors';

/** The channel cannot be reached or is refusing work for now; the call had no effect. Try again later. */
export const ProviderUnavailable = defineError(
  'unavailable',
  'CHANNEL_UNAVAILABLE',
  'The payment channel cannot be reached. No money has moved. Try again in a moment.',
);

/** The channel could not be reached several times in a row and is left alone for `details.retry_after` seconds. */
export const ChannelPaused = defineError(
  'unavailable',
  'CHANNEL_PAUSED',
  'The payment channel cannot be reached and is not called for a moment. This call was not sent: no money has moved. Try again later, or pay in another way.',
);

/** The channel understood and said no; trying the same again is of no use. `details.channel_code` says why. */
export const ProviderRejected = defineError(
  'rejected',
  'CHANNEL_REJECTED',
  'The payment channel refused the request. No money has moved.',
);

/** The call may or may not have had its effect. Resolve by asking, never by guessing. */
export const OutcomeUnknown = defineError(
  'outcome-unknown',
  'CHANNEL_OUTCOME_UNKNOWN',
  'The payment channel gave no answer that can be trusted. Ask again with the same number.',
);

/** `details.alarm` is true where the signature was good but the content was not: somebody must look. */
export const NotificationRefused = defineError(
  'unauthenticated',
  'NOTIFICATION_REFUSED',
  'The notification is not authentic or not for this merchant. Nothing was changed.',
);

export const StatementRefused = defineError(
  'rejected',
  'STATEMENT_REFUSED',
  'The statement file was refused as a whole; why, and in which row, is in `details`. The previous result is kept.',
);
