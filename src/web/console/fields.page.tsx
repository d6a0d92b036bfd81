import { createContext } from 'preact';
import type { ComponentChildren, VNode } from 'preact';
import { useContext } from 'preact/hooks';
import type { KeptForm } from './kept-form';

/** What somebody had typed into a form of this page, and what is said beside it; null: nothing. */
export const KeptForms = createContext<(KeptForm & { note: string }) | null>(null);

/** The fields of the form that this stands in, as they were typed. */
const TypedFields = createContext<Readonly<Record<string, string>> | null>(null);

type Hidden = Readonly<Record<string, string>>;

/** What was typed into a form that is sent to one of these, about the same thing. */
function useKept(actions: readonly string[], hidden: Hidden = {}) {
  const kept = useContext(KeptForms);
  const isOurs =
    kept !== null &&
    actions.includes(kept.action) &&
    Object.entries(hidden).every(([name, value]) => kept.fields[name] === value);
  return isOurs ? kept : null;
}

interface PostFormProps {
  action: string;
  /** Where its other buttons send it to. */
  others?: readonly string[];
  /** What it is about: other forms of the page have the same action. */
  hidden?: Hidden;
  id?: string;
  class?: string;
  enctype?: 'multipart/form-data';
  autocomplete?: 'off';
  role?: 'search';
  'aria-label'?: string;
  children: ComponentChildren;
}

/** A form that does something. What was typed into it before a login or a confirmation stands in it again. */
export function PostForm({ others = [], hidden = {}, children, ...attributes }: PostFormProps): VNode {
  const kept = useKept([attributes.action, ...others], hidden);
  return (
    <form method="post" {...attributes}>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      {kept && (
        <p class="note" role="status">
          {kept.note}
        </p>
      )}
      <TypedFields.Provider value={kept?.fields ?? null}>{children}</TypedFields.Provider>
    </form>
  );
}

interface FoldProps {
  /** Of the forms in it. */
  actions: readonly string[];
  hidden?: Hidden;
  summary: string;
  open?: boolean;
  class?: string;
  children: ComponentChildren;
}

/** Something folded away, which lies open where a form in it has what somebody typed. */
export function Fold({ actions, hidden, summary, open = false, children, ...rest }: FoldProps): VNode {
  const kept = useKept(actions, hidden);
  return (
    <details open={open || kept !== null} {...rest}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

interface TextFieldProps {
  id: string;
  name: string;
  label: string;
  value?: string;
  type?: 'text' | 'date';
  inputMode?: 'decimal';
  required?: boolean;
  maxLength?: number;
  autocomplete?: 'off';
}

/** A line of text under its name. */
export function TextField({ label, value = '', type = 'text', ...rest }: TextFieldProps): VNode {
  const line = { ...rest, value: useContext(TypedFields)?.[rest.name] ?? value };
  return (
    <p class="field">
      <label for={rest.id}>{label}</label>
      {type === 'date' ? <input type="date" {...line} /> : <input type="text" {...line} />}
    </p>
  );
}

interface SelectFieldProps {
  id: string;
  name: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  chosen?: string | undefined;
  required?: boolean;
}

/** A choice under its name. */
export function SelectField({ id, name, label, options, chosen, required }: SelectFieldProps): VNode {
  const typed = useContext(TypedFields)?.[name] ?? chosen;
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={required}>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === typed}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}

interface TickProps {
  name: string;
  checked: boolean;
  /** The id of its form, where it stands elsewhere on the page; without it, it stands in its form. */
  form?: string;
  'aria-label'?: string;
}

/** A box to tick. */
export function Tick({ checked, ...rest }: TickProps): VNode {
  const within = useContext(TypedFields);
  const elsewhere = useContext(KeptForms)?.fields ?? null;
  const typed = rest.form === undefined ? within : elsewhere;
  const isChecked = typed === null ? checked : typed[rest.name] === '1';
  return <input type="checkbox" value="1" checked={isChecked} {...rest} />;
}
