import { defineError } from '../kernel/errors';

export const DayClosed = defineError(
  'conflict',
  'DAY_CLOSED',
  'This day is closed and stays as it is. Nothing was changed and no money moved. Correct it by a red entry on the next open day.',
);

export const DayNotClosed = defineError(
  'not-found',
  'DAY_NOT_CLOSED',
  'This day is not closed, so there is no certificate of it.',
);

export const DayNotClosable = defineError(
  'conflict',
  'DAY_NOT_CLOSABLE',
  'The day cannot be closed yet; `details.blockers` has everything that prevents it, and what to do. Nothing was changed.',
);

export const DayNotProposed = defineError(
  'conflict',
  'DAY_NOT_PROPOSED',
  'Nobody has proposed to close this day. Nothing was changed. Somebody proposes it, somebody else closes it.',
);

export const DaySealKeyMissing = defineError(
  'rejected',
  'DAY_SEAL_KEY_MISSING',
  'There is no key to sign a closed day with. Nothing was changed. The operator sets DAY_SEAL_PRIVATE_KEY.',
);

export const DayInvalid = defineError(
  'not-found',
  'DAY_NOT_FOUND',
  'There is no such day: it is written such as 2026-11-24.',
);
