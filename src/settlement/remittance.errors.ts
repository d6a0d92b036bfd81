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

export const RemittanceAtBank = defineError(
  'conflict',
  'REMITTANCE_AT_BANK',
  'The file of this remittance has gone to the bank. Nothing was changed and no money moved. That the bank did not pay it is proposed by one and approved by another.',
);

export const DayNotClosedYet = defineError(
  'conflict',
  'DAY_NOT_CLOSED_YET',
  'Only the money of closed days is remitted. Nothing was changed. Close the days up to this one first.',
);

export const NothingToRemit = defineError(
  'conflict',
  'NOTHING_TO_REMIT',
  'There is no money of closed days that can be remitted there: all of it is in a batch, goes elsewhere, or is left out, as `details` says. Nothing was changed.',
);

/** `details.left_out` has an entry for each item. */
export const RemittanceAccountMissing = defineError(
  'conflict',
  'REMITTANCE_ACCOUNT_MISSING',
  'Items in `details` have no account that their money goes to. Nothing was changed and no money moved. Have the operator name their accounts, then make a new batch.',
);

export const TreasuryPeriodNotBegun = defineError(
  'invalid',
  'TREASURY_PERIOD_NOT_BEGUN',
  'The month or year has not begun: the treasury cannot have received anything in it. Nothing was changed and no money moved. Name one that has begun.',
);

export const NoTreasuryFigures = defineError(
  'invalid',
  'TREASURY_FIGURES_MISSING',
  'There is no figure, and what was told before would be lost. Nothing was changed and no money moved. Give one at least; where the treasury received nothing of an item, it is 0.00.',
);

export const TreasuryFigureChanged = defineError(
  'conflict',
  'TREASURY_FIGURE_CHANGED',
  'The figure that `details` names was changed or taken away since it was looked at. Nothing was confirmed and no money moved. Look at the figures again, then confirm them.',
);
