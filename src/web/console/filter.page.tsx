import type { VNode } from 'preact';
import { isBusinessDay } from '../../kernel/business-day';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';

/** One field of a filter; its value is in the address of the page. */
export type FilterField =
  | ChoiceField
  | { kind: 'day'; name: string; label: Words }
  | TextField
  /** Comes with a link, and is shown once it is there, with the name of what it is. */
  | (Pick<TextField, 'name' | 'label' | 'suggestions'> & { kind: 'hidden' });

interface TextField {
  kind: 'text';
  name: string;
  label: Words;
  /** What it may be, offered while somebody types: by its code, with its name. */
  suggestions?: readonly (readonly [value: string, text: Words])[];
  /** Whether a value has a meaning; without it every one that is short enough has. */
  isKnown?(value: string): boolean;
}

interface ChoiceField {
  kind: 'choice';
  name: string;
  label: Words;
  options: readonly (readonly [value: string, text: Words])[];
}

const ALL = words('全部', 'All');
const APPLY = words('筛选', 'Filter');
const CLEAR = words('清除', 'Clear');
const LABEL = words('筛选条件', 'Filter');
const BACKWARDS = words(
  '起始日晚于截止日，期间内没有任何一天。',
  'The first day lies after the last, so there is no day between them.',
);
const LONGEST_TEXT = 64;
const LONGEST_SHOWN = 40;

/** What an address may say of a choice to leave it open, where a list takes something by itself; so does nothing. */
const OPEN = 'all';

const isOpen = ({ kind }: FilterField, value: string): boolean =>
  value === '' || (kind === 'choice' && value === OPEN);

/** The choices that the address leaves open, in the form in which it goes on doing so. */
export function leftOpen(
  fields: readonly FilterField[],
  query: Readonly<Record<string, string>>,
): Record<string, string> {
  const open = fields.filter((field) => {
    const value = query[field.name]?.trim();
    return field.kind === 'choice' && value !== undefined && isOpen(field, value);
  });
  return Object.fromEntries(open.map(({ name }) => [name, OPEN]));
}

/** What the address says of the fields; what it cannot mean is left out, and `FilterForm` says so. */
export function readFilter(
  fields: readonly FilterField[],
  query: Readonly<Record<string, string>>,
): Record<string, string> {
  const read = givenIn(fields, query).filter(({ field, value }) => fits(field, value));
  return Object.fromEntries(read.map(({ field, value }) => [field.name, value]));
}

/** The fields of which the address says something, be it known or not: an empty one leaves it open. */
function givenIn(
  fields: readonly FilterField[],
  query: Readonly<Record<string, string>>,
): { field: FilterField; value: string }[] {
  return fields.flatMap((field) => {
    const value = query[field.name]?.trim() ?? '';
    return isOpen(field, value) ? [] : [{ field, value }];
  });
}

function fits(field: FilterField, value: string): boolean {
  if (field.kind === 'choice') return field.options.some(([known]) => known === value);
  if (field.kind === 'day') return isBusinessDay(value);
  if (value.length > LONGEST_TEXT) return false;
  return field.kind === 'hidden' || (field.isKnown?.(value) ?? true);
}

const isBackwards = ({ from, to }: Readonly<Record<string, string>>): boolean =>
  from !== undefined && to !== undefined && from > to;

interface FilterProps {
  language: Language;
  /** Of the page, under /console. */
  path: string;
  fields: readonly FilterField[];
  values: Readonly<Record<string, string>>;
  /** What the address says, where it was read by `readFilter`: what that left out is named. */
  query?: Readonly<Record<string, string>>;
}

/** The filter of a list: a form that leads to the same page with another address. */
export function FilterForm({ language, path, fields, values, query = {} }: FilterProps): VNode {
  return (
    <>
      <form class="filter" method="get" action={`/console${path}`} aria-label={LABEL[language]} role="search">
        {fields.filter(isShown(values)).map((field) => (
          <p key={field.name}>
            <label for={`f-${field.name}`}>{field.label[language]}</label>
            <Control field={field} value={values[field.name] ?? ''} language={language} />
          </p>
        ))}
        <p class="buttons">
          <button class="primary">{APPLY[language]}</button>
          {Object.keys(values).length > 0 && <a href={`/console${path}`}>{CLEAR[language]}</a>}
        </p>
      </form>
      {/* On paper it must not be forgotten. */}
      <p class="print-only">{`${LABEL[language]}: ${filterText(fields, values, language)}`}</p>
      {isBackwards(values) && (
        <p class="note" role="status">
          {BACKWARDS[language]}
        </p>
      )}
      {givenIn(fields, query)
        .filter(({ field, value }) => values[field.name] !== value)
        .map(({ field, value }) => (
          <p class="note" role="status" key={field.name}>
            {(fits(field, value) ? unused(field, value) : unknown(field, value, values))[language]}
          </p>
        ))}
    </>
  );
}

/** What another condition leaves no room for, such as that of a number, which names what it names. */
function unused(field: FilterField, value: string): Words {
  const { label } = field;
  const said = wordsOf(field, value);
  return words(
    `已按其他条件查找，未使用筛选条件“${label['zh-CN']}：${said['zh-CN']}”。`,
    `The filter ${label.en}: ${said.en} is not used beside the others.`,
  );
}

/** Said aloud, since a list without the condition looks as if all of it matched. */
function unknown(field: FilterField, value: string, values: Readonly<Record<string, string>>): Words {
  const { label, name } = field;
  const instead = values[name];
  const taken = instead === undefined ? undefined : wordsOf(field, instead);
  const characters = [...value];
  const shown =
    characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN - 1).join('')}…` : value;
  return words(
    `筛选条件“${label['zh-CN']}：${shown}”无法识别，${taken ? `现按“${taken['zh-CN']}”筛选` : '未按它筛选'}。`,
    `The filter ${label.en}: ${shown} is not known; the list is ${
      taken ? `filtered by ${taken.en} instead` : 'not filtered by it'
    }.`,
  );
}

/** A value as people read it. */
function wordsOf(field: FilterField, value: string): Words {
  const known = field.kind === 'choice' ? field.options : field.kind === 'day' ? [] : field.suggestions;
  return known?.find(([code]) => code === value)?.[1] ?? words(value, value);
}

/** What each field says in words, by its name; one that says nothing is left out. */
export function filterTexts(
  fields: readonly FilterField[],
  values: Readonly<Record<string, string>>,
  language: Language,
): (readonly [name: string, text: string])[] {
  return fields.flatMap((field) => {
    const value = values[field.name];
    if (value === undefined) return [];
    return [[field.name, `${field.label[language]}: ${wordsOf(field, value)[language]}`] as const];
  });
}

/** The filter in words, as far as it narrows anything. */
export function filterText(...asked: Parameters<typeof filterTexts>): string {
  const [, , language] = asked;
  const said = filterTexts(...asked).map(([, text]) => text);
  return said.length === 0 ? ALL[language] : said.join('; ');
}

const isShown =
  (values: Readonly<Record<string, string>>) =>
  ({ kind, name }: FilterField): boolean =>
    kind !== 'hidden' || values[name] !== undefined;

function Control({
  field,
  value,
  language,
}: {
  field: FilterField;
  value: string;
  language: Language;
}): VNode {
  const { name } = field;
  const id = `f-${name}`;
  if (field.kind === 'day') return <input id={id} name={name} type="date" value={value} />;
  if (field.kind !== 'choice' && field.suggestions)
    return <Suggested field={field} suggestions={field.suggestions} value={value} language={language} />;
  if (field.kind !== 'choice')
    return <input id={id} name={name} type="text" value={value} maxLength={LONGEST_TEXT} />;
  return (
    <select id={id} name={name}>
      <option value="">{ALL[language]}</option>
      {field.options.map(([option, text]) => (
        <option key={option} value={option} selected={option === value}>
          {text[language]}
        </option>
      ))}
    </select>
  );
}

interface SuggestedProps {
  field: Exclude<FilterField, { kind: 'choice' | 'day' }>;
  suggestions: NonNullable<TextField['suggestions']>;
  value: string;
  language: Language;
}

/** A code that is found by the name of what it stands for, unless a link brings it; its name is shown beside it. */
function Suggested({ field: { name, kind }, suggestions, value, language }: SuggestedProps): VNode {
  const [id, list] = [`f-${name}`, `f-${name}-known`];
  const known = suggestions.find(([code]) => code === value);
  const isOffered = kind === 'text';
  return (
    <>
      <input
        {...{ id, name, value, type: 'text', maxLength: LONGEST_TEXT }}
        list={isOffered ? list : undefined}
      />
      {isOffered && (
        <datalist id={list}>
          {suggestions.map(([code, text]) => (
            <option key={code} value={code}>
              {text[language]}
            </option>
          ))}
        </datalist>
      )}
      {known && <span class="quiet"> {known[1][language]}</span>}
    </>
  );
}
