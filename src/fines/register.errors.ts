import { defineError } from '../kernel/errors';

export const NotYetEntered = defineError(
  'not-found',
  'NOT_YET_ENTERED',
  'The department has not entered this decision yet. Officers have 48 hours for a decision on paper: try again later, or check the number. Nothing was ordered, no money has moved.',
);

export const RegisterUnavailable = defineError(
  'unavailable',
  'REGISTER_UNAVAILABLE',
  "The department's register does not answer in a way that can be used. No money has moved; try again.",
);

/** A report was sent and not answered. It is told again under the same number. */
export const RegisterOutcomeUnknown = defineError(
  'outcome-unknown',
  'REGISTER_OUTCOME_UNKNOWN',
  "It is not known whether the department's register took the report. It is told again.",
);

export const FineNotFound = defineError(
  'not-found',
  'FINE_NOT_FOUND',
  'No decision of this number was told or paid here.',
);
