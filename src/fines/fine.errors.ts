import { defineError } from '../kernel/errors';

export const NotADecision = defineError(
  'rejected',
  'NOT_A_DECISION',
  'This document is not a penalty decision. Nothing can be paid before the violation has been dealt with.',
);

export const FineNotServed = defineError(
  'rejected',
  'FINE_NOT_SERVED',
  'The decision has not been served yet, so nothing is due and nothing can be paid.',
);

export const SimpleProcedureLimitExceeded = defineError(
  'rejected',
  'SIMPLE_PROCEDURE_LIMIT_EXCEEDED',
  'A decision under the simple procedure cannot impose such an amount. The deciding organ has to check it.',
);

export const SuspensionsOverlap = defineError(
  'rejected',
  'SUSPENSIONS_OVERLAP',
  'Two periods of review or litigation of this decision overlap. The deciding organ has to correct them.',
);

/** The facts of a decision contradict each other; `details.problem` says which. */
export const DecisionInconsistent = defineError(
  'rejected',
  'DECISION_INCONSISTENT',
  'The facts recorded about this decision contradict each other. The deciding organ has to correct them.',
);

export const PartialNotAllowed = defineError(
  'rejected',
  'PARTIAL_NOT_ALLOWED',
  'A fine is paid as a whole, or by the instalments that the deciding organ approved. No money has moved.',
);

export const FineAmountDiffers = defineError(
  'rejected',
  'FINE_AMOUNT_DIFFERS',
  'More was offered than is owed. No money has moved.',
);

export const NothingOwed = defineError(
  'rejected',
  'NOTHING_OWED',
  'Nothing is owed on this decision: it was paid or revoked. No money has moved.',
);

export const PaidFineUnchangeable = defineError(
  'conflict',
  'PAID_FINE_UNCHANGEABLE',
  'Money has come for this fine as it stands. It can be reduced or revoked, and the difference goes back; no more. Instalments that are reduced keep their days, none gets higher, and none for which money came is left out.',
);

/** The decision, or the one that is known by its number, is of an agency that the key does not speak for. */
export const AgencyMismatch = defineError(
  'forbidden',
  'AGENCY_MISMATCH',
  'This API key may only tell decisions of its own agency. Nothing was changed.',
);

export const ImportFileExpected = defineError(
  'malformed',
  'IMPORT_FILE_EXPECTED',
  'Send JSON lines with "Content-Type: application/x-ndjson", or a CSV with "Content-Type: text/csv".',
);

/** The line is no JSON object, no row of the CSV's columns, or not in the charset that was said. */
export const RowUnreadable = defineError('malformed', 'ROW_UNREADABLE', 'This row cannot be read.');

/** `details.first_row` is the one that counts. */
export const DuplicateRow = defineError(
  'conflict',
  'DUPLICATE_ROW',
  'This decision stands in the file already. Only the first row of a decision counts; nothing was done with this one.',
);

export const TooManyRows = defineError(
  'rejected',
  'TOO_MANY_ROWS',
  'The file has more rows than one import takes. Nothing was done from this row on; send the rest as a file of its own.',
);

export const FineLookupClosed = defineError(
  'rejected',
  'FINE_LOOKUP_CLOSED',
  'This installation has no look-up of fines by citizens. Leave out licence_tail, plate and engine_tail.',
);

/** The proof of a look-up is not ours, or too old. */
export const LookupProofInvalid = defineError(
  'forbidden',
  'LOOKUP_PROOF_INVALID',
  'The fine was looked up too long ago. Nothing was done; look it up again.',
);
