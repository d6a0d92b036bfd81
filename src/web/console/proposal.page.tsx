import type { VNode } from 'preact';
import type { DirectAction } from '../../reconciliation/resolution';
import type { Language } from '../shared/language';
import { ACTION_WORDS } from './difference-words';
import { words } from './page';
import { DIRECT_ACTIONS } from './proposal';

interface FieldsProps {
  language: Language;
  /** Those that may be proposed; null: whatever there is. */
  actions: readonly DirectAction[] | null;
  suggestion?: DirectAction | 'ask_again';
}

/** What a proposal says: what is to be done, why, and for which order. */
export function ProposalFields({ language, actions, suggestion }: FieldsProps): VNode {
  const offered = actions ?? DIRECT_ACTIONS;
  return (
    <>
      <p class="field">
        <label for="action">{words('处理方式', 'What is to be done')[language]}</label>
        <select id="action" name="action" required>
          {offered.map((action) => (
            <option key={action} value={action} selected={action === suggestion}>
              {ACTION_WORDS[action][language]}
            </option>
          ))}
        </select>
      </p>
      {offered.includes('claim_to_order') && (
        <p class="field">
          <label for="order_id">{words('认领到的订单号', 'Order, where it is claimed')[language]}</label>
          <input id="order_id" name="order_id" type="text" maxLength={40} />
        </p>
      )}
      <p class="field">
        <label for="reason">{words('理由', 'Reason')[language]}</label>
        <input id="reason" name="reason" type="text" required maxLength={200} />
      </p>
      <p class="field">
        <label for="attachment">{words('附件（可选，5 MB 以内）', 'Attachment, up to 5 MB')[language]}</label>
        <input id="attachment" name="attachment" type="file" />
      </p>
    </>
  );
}
