import { defineError } from '../kernel/errors';

export const RemittanceNotFound = defineError(
  'not-found',
  'REMITTANCE_NOT_FOUND',
  'There is no such remittance.',
);

export const RemittanceNotIn = defineError(
  'conflict',
  'REMITTANCE_STATUS',
  'The remittance is in another state by now, as `details.status` says. Nothing was changed and no money moved.',
);

export const DayNotClosedYet = defineError(
  'conflict',
  'DAY_NOT_CLOSED_YET',
  'Only the money of closed days is remitted. Nothing was changed. Close the days up to this one first.',
);

export const NothingToRemit = defineError(
  'conflict',
  'NOTHING_TO_REMIT',
  'There is no money of closed days that can be remitted there; what is left out, and why, is in `details`. Nothing was changed.',
);
