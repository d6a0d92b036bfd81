import { defineError } from '../kernel/errors';

export const ProposalNotFound = defineError(
  'not-found',
  'PROPOSAL_NOT_FOUND',
  'There is no such proposal. Nothing was changed and no money moved.',
);

export const ProposalWaits = defineError(
  'conflict',
  'PROPOSAL_WAITS',
  'Something is proposed about this already, and waits for a decision. Nothing was changed and no money moved. Have it decided first.',
);

export const ProposalNotInState = defineError(
  'conflict',
  'PROPOSAL_NOT_IN_STATE',
  'Somebody has decided about this already; its status is in `details`. Nothing was changed by this call. Load the page again.',
);

export const ProposalNotYours = defineError(
  'forbidden',
  'PROPOSAL_NOT_YOURS',
  'Only who proposed something can withdraw it. Nothing was changed and no money moved.',
);
