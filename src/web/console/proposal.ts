import { defineError } from '../../kernel/errors';
import type { Proposal } from '../../reconciliation/proposal.service';
import { RESOLUTION_ACTIONS } from '../../reconciliation/resolution';
import type { DirectAction } from '../../reconciliation/resolution';
import { ActionNotAllowed } from '../../reconciliation/resolution.errors';
import { required } from './form-data';

/** Before the id of a difference: the name of the field by which a form says that it is about it. */
export const PICKED = 'pick:';

/** What a form may propose; to reverse is about a resolution. */
export const DIRECT_ACTIONS = RESOLUTION_ACTIONS.filter(
  (action): action is DirectAction => action !== 'reverse',
);

/** What a form that is about many of a list has ticked. @throws NothingPicked */
export function pickedOf({ fields }: { fields: Readonly<Record<string, string>> }): string[] {
  const ids = Object.keys(fields).flatMap((name) =>
    name.startsWith(PICKED) ? [name.slice(PICKED.length)] : [],
  );
  if (ids.length === 0) throw NothingPicked();
  return ids;
}

const NothingPicked = defineError('invalid', 'NOTHING_PICKED', 'Nothing was picked. Nothing was changed.');

/** A proposal as the form says it. @throws ReasonMissing, ActionNotAllowed */
export function proposalOf(
  differenceIds: readonly string[],
  fields: Readonly<Record<string, string>>,
): Proposal {
  const action = DIRECT_ACTIONS.find((known) => known === fields.action);
  if (!action) throw ActionNotAllowed();
  const orderId = fields.order_id?.trim() ?? '';
  return {
    differenceIds,
    action,
    reason: required(fields.reason),
    attachmentId: null,
    orderId: orderId === '' ? null : orderId,
    journal: null,
  };
}
