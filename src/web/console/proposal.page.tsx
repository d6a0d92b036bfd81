import type { VNode } from 'preact';
import type { DirectAction } from '../../reconciliation/resolution';
import type { Language } from '../shared/language';
import { ACTION_WORDS } from './difference-words';
import { SelectField, TextField } from './fields.page';
import { words } from './page';

interface FieldsProps {
  language: Language;
  /** Those that may be proposed. */
  actions: readonly DirectAction[];
  suggestion?: DirectAction | 'ask_again';
}

/** What a proposal says: what is to be done, why, and for which order. */
export function ProposalFields({ language, actions, suggestion }: FieldsProps): VNode {
  return (
    <>
      <SelectField
        id="action"
        name="action"
        label={words('处理方式', 'What is to be done')[language]}
        options={actions.map((action) => [action, ACTION_WORDS[action][language]])}
        chosen={suggestion}
        required
      />
      {actions.includes('claim_to_order') && (
        <TextField
          id="order_id"
          name="order_id"
          label={words('认领到的订单号', 'Order, where it is claimed')[language]}
          maxLength={40}
        />
      )}
      <TextField
        id="reason"
        name="reason"
        label={words('理由', 'Reason')[language]}
        required
        maxLength={200}
      />
      <AttachmentField language={language} id="attachment" />
    </>
  );
}

/** A document that a proposal rests on. */
export function AttachmentField({ language, id }: { language: Language; id: string }): VNode {
  return (
    <p class="field">
      <label for={id}>{words('附件（可选，5 MB 以内）', 'Attachment, up to 5 MB')[language]}</label>
      <input id={id} name="attachment" type="file" />
    </p>
  );
}
