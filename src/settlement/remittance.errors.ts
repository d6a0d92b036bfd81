import { defineError } from '../kernel/errors';

export const RemittanceNotFound = defineError(
  'not-found',
  'REMITTANCE_NOT_FOUND',
  'There is no such remittance. 没有该缴库批次。',
);

export const RemittanceNotIn = defineError(
  'conflict',
  'REMITTANCE_STATUS',
  'The remittance is in another state by now, as `details.status` says. Nothing was changed and no money moved. 该批次状态已变化，未作任何更改。',
);

export const DayNotClosedYet = defineError(
  'conflict',
  'DAY_NOT_CLOSED_YET',
  'Only the money of closed days is remitted. Nothing was changed. Close the days up to this one first. 只有已关账营业日的资金可以上缴，请先关账。',
);

export const NothingToRemit = defineError(
  'conflict',
  'NOTHING_TO_REMIT',
  'There is no money of closed days that can be remitted there; what is left out, and why, is in `details`. Nothing was changed. 没有可上缴的资金，原因见 details。',
);
