import type { VNode } from 'preact';
import { ReasonMissing } from '../../refunds/refund.errors';
import type { Language } from '../shared/language';
import type { Words } from './page';

interface ActFormProps {
  language: Language;
  /** Where it is sent to. */
  action: string;
  /** On the button. */
  name: Words;
  /** What has to be said with it. */
  field?: { name: string; label: Words };
  hidden?: Readonly<Record<string, string>>;
  isPrimary?: boolean;
}

/** One thing that a person may do, and what has to be said with it. */
export function ActForm({ language, action, name, field, hidden = {}, isPrimary }: ActFormProps): VNode {
  const id = `${action.split('/').slice(-2).join('-')}-${field?.name ?? ''}`;
  return (
    <form method="post" action={action}>
      {Object.entries(hidden).map(([key, value]) => (
        <input type="hidden" name={key} value={value} key={key} />
      ))}
      {field && (
        <p class="field">
          <label for={id}>{field.label[language]}</label>
          <input id={id} name={field.name} type="text" required maxLength={200} />
        </p>
      )}
      <button class={isPrimary ? 'primary' : 'secondary'}>{name[language]}</button>
    </form>
  );
}

const LONGEST_NOTE = 200;

/** What was said with it. @throws ReasonMissing where nothing was, or too much */
export function required(text: string | undefined): string {
  const given = text?.trim() ?? '';
  if (given === '' || given.length > LONGEST_NOTE) throw ReasonMissing();
  return given;
}
