import { defineError } from '../../kernel/errors';
import type { Proposal } from '../../reconciliation/proposal.service';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import { postingsOf, RESOLUTION_ACTIONS } from '../../reconciliation/resolution';
import type { DirectAction } from '../../reconciliation/resolution';
import { ActionNotAllowed } from '../../reconciliation/resolution.errors';
import { required } from './form-data';

/** Before the id of a difference: the name of the field by which a form says that it is about it. */
export const PICKED = 'pick:';

/** What a form may propose; to reverse is about a resolution. */
const DIRECT_ACTIONS = RESOLUTION_ACTIONS.filter((action): action is DirectAction => action !== 'reverse');

/** What may be proposed for many of these at once: an order takes the money of one, and accounts are named for one. */
export function bulkActionsFor(differences: readonly ExplainedDifference[]): DirectAction[] {
  return DIRECT_ACTIONS.filter(
    (action) =>
      action !== 'claim_to_order' && differences.some((difference) => isOffered(action, difference)),
  );
}

/** Without a journal of its own there is nothing to adjust until a person names the accounts. */
export function isOffered(action: DirectAction, difference: ExplainedDifference): boolean {
  if (!difference.explanation.actions.includes(action)) return false;
  return action !== 'adjust' || postingsOf(action, difference).length > 0;
}

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
    reason: required(fields, 'reason'),
    attachmentId: null,
    orderId: orderId === '' ? null : orderId,
    journal: null,
  };
}
