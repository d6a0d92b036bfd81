import { defineError } from '../kernel/errors';

export const DifferenceNotFound = defineError(
  'not-found',
  'DIFFERENCE_NOT_FOUND',
  'There is no such difference. Nothing was changed.',
);

export const DifferenceOwnerUnknown = defineError(
  'rejected',
  'DIFFERENCE_OWNER_UNKNOWN',
  'A difference is given to a member of the staff who works here and may do something about it, by the id that `npm run staff -- list` shows. Nothing was changed.',
);

export const ResolutionNotFound = defineError(
  'not-found',
  'RESOLUTION_NOT_FOUND',
  'There is no such proposal. Nothing was changed.',
);

export const AttachmentNotFound = defineError(
  'not-found',
  'ATTACHMENT_NOT_FOUND',
  'There is no such attachment.',
);

export const AttachmentRefused = defineError(
  'invalid',
  'ATTACHMENT_REFUSED',
  'This file cannot be attached: at most 5 MB, of a kind in `details`, with a plain name. Nothing was changed.',
);

export const DifferenceClosed = defineError(
  'conflict',
  'DIFFERENCE_CLOSED',
  'The difference is closed already. Nothing was changed and no money moved. Load the page again.',
);

export const DifferenceChanged = defineError(
  'conflict',
  'DIFFERENCE_CHANGED',
  'The difference is not what it was when this was proposed. Nothing was changed and no money moved. Withdraw the proposal and look at the difference again.',
);

export const DifferenceProposed = defineError(
  'conflict',
  'DIFFERENCE_PROPOSED',
  'Something is proposed for this difference already; it is in `details`. Nothing was changed. Have it decided first.',
);

export const ResolutionStands = defineError(
  'conflict',
  'RESOLUTION_STANDS',
  'An approved resolution of this difference stands; it is in `details`. Nothing was changed and no money moved. Have it reversed first.',
);

export const ActionNotAllowed = defineError(
  'rejected',
  'ACTION_NOT_ALLOWED',
  'This cannot be done about such a difference; what can is in `details`. Nothing was changed and no money moved.',
);

export const WriteOffAboveLimit = defineError(
  'rejected',
  'WRITE_OFF_ABOVE_LIMIT',
  'This is more than may be written off; the limit is in `details`. Nothing was changed and no money moved. Propose an adjustment instead.',
);

export const JournalRefused = defineError(
  'invalid',
  'JOURNAL_REFUSED',
  'An adjustment is between two different accounts of this channel, of the kinds in `details`. Nothing was changed.',
);

export const ResolutionNotInState = defineError(
  'conflict',
  'RESOLUTION_NOT_IN_STATE',
  'Somebody has decided about this already; its status is in `details`. Nothing was changed by this call. Load the page again.',
);

export const ResolutionNotYours = defineError(
  'forbidden',
  'RESOLUTION_NOT_YOURS',
  'Only who proposed something can withdraw it. Nothing was changed.',
);

export const ResolutionNotReversible = defineError(
  'rejected',
  'RESOLUTION_NOT_REVERSIBLE',
  'What came of this cannot be taken back by a red entry: refund the order that was paid, or collect again what went back. Nothing was changed and no money moved.',
);

/** Several things at once are done all or none; `details.obstacles` has one line for each that cannot be done. */
export const ResolutionsPrevented = defineError(
  'conflict',
  'RESOLUTIONS_PREVENTED',
  'Some of these cannot be done, so none was; what prevents each is in `details`. Nothing was changed and no money moved.',
);
