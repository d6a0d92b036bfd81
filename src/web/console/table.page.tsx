import type { ComponentChildren, VNode } from 'preact';
import { formatBeijingLocal } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';

/** One column of a table: what is at its head, and what a row has in it. */
export interface Column<Row> {
  name: Words;
  cell(row: Row): ComponentChildren;
  /** Numbers stand at the end, digit under digit. */
  isNumber?: boolean;
  /** What people wrote may take several lines. */
  isText?: boolean;
}

export interface TableProps<Row> {
  language: Language;
  caption: Words;
  columns: readonly Column<NoInfer<Row>>[];
  rows: readonly Row[];
  /** What to do where there is nothing. */
  empty: Words;
  /** The rows that add the others up. */
  totals?: readonly NoInfer<Row>[];
}

/** Rows under their heads; it scrolls by itself where the screen is narrower. */
export function DataTable<Row>({
  language,
  caption,
  columns,
  rows,
  empty,
  totals = [],
}: TableProps<Row>): VNode {
  if (rows.length === 0) return <Empty title={caption[language]} text={empty[language]} />;
  return (
    <section class="wide" tabIndex={0} aria-label={caption[language]}>
      <table>
        <caption>{caption[language]}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name.en} scope="col" class={isNumber ? 'num' : undefined}>
                {name[language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{linesOf(columns, rows)}</tbody>
        {totals.length > 0 && <tfoot>{linesOf(columns, totals)}</tfoot>}
      </table>
    </section>
  );
}

function Empty({ title, text }: { title: string; text: string }): VNode {
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{text}</p>
    </section>
  );
}

function linesOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): VNode[] {
  return rows.map((row, index) => (
    <tr key={index}>
      {columns.map(({ name, cell, isNumber, isText }) => (
        <td key={name.en} class={isNumber ? 'num' : isText ? 'text' : undefined}>
          {cell(row)}
        </td>
      ))}
    </tr>
  ));
}

const OLDER = words('更早的', 'Older');
const NEWEST = words('最新的', 'Newest');
const PAGES = words('分页', 'Pages');

interface PagerProps {
  language: Language;
  path: string;
  query: Readonly<Record<string, string>>;
  /** The id after which the next page goes on; null: this is the last. */
  next: string | null;
  /** What the ways are called, where the newest is not first. */
  names?: { older: Words; newest: Words };
}

/** The way to the next page, with the filter as it is. */
export function Pager({ language, path, query, next, names }: PagerProps): VNode | null {
  const { older, newest } = names ?? { older: OLDER, newest: NEWEST };
  const { before, ...filter } = query;
  if (next === null && before === undefined) return null;
  return (
    <nav class="pager" aria-label={PAGES[language]}>
      {before !== undefined && <a href={addressOf(path, filter)}>{newest[language]}</a>}
      {next !== null && (
        <a rel="next" href={addressOf(path, { ...filter, before: next })}>
          {older[language]}
        </a>
      )}
    </nav>
  );
}

/** An address under /console with a query, in which nothing is empty. */
export function addressOf(path: string, query: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const text = new URLSearchParams(given).toString();
  return `/console${path}${text === '' ? '' : `?${text}`}`;
}

/** A moment, to the second, in Beijing; a dash where there is none. */
export function Moment({ at }: { at: Date | null }): VNode {
  if (at === null) return <span class="quiet">—</span>;
  return (
    <time class="moment" dateTime={at.toISOString()}>
      {formatBeijingLocal(at)}
    </time>
  );
}

/** An amount in yuan; a dash where there is none. */
export function Amount({ fen }: { fen: Fen | null }): VNode {
  return <span class="num">{fen === null ? '—' : formatAmount(fen)}</span>;
}

/** A link to where something is shown whole. */
export function To({ path, children }: { path: string; children: ComponentChildren }): VNode {
  return <a href={`/console${path}`}>{children}</a>;
}

/** Names and what they are, one under the other. */
export function Facts({
  language,
  facts,
}: {
  language: Language;
  facts: readonly (readonly [Words, ComponentChildren])[];
}): VNode {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name.en}>
          <dt>{name[language]}</dt>
          <dd>{value === null || value === '' ? '—' : value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** In one line, what something is called and its code; the code alone where it has no name. */
export const nameAndCode = (names: ReadonlyMap<string, string>, code: string): string =>
  [names.get(code), code].filter((text) => text !== undefined).join(' ');

/** What something is called, and its code below. */
export function Named({ name, code }: { name: string; code: string }): VNode {
  if (name === code) return <code>{code}</code>;
  return (
    <>
      {name}
      <br />
      <code>{code}</code>
    </>
  );
}
