import type { VNode } from 'preact';
import type { Page } from '../../console/listing';
import { addDays, businessDayOf } from '../../kernel/business-day';
import type { BusinessDay } from '../../kernel/business-day';
import { MOST_DAYS } from '../../reports/report.schema';
import type { Permission } from '../../staff/actor';
import { FilterForm, leftOpen, readFilter } from './filter.page';
import type { FilterField } from './filter.page';
import { words } from './page';
import type { Visit, Words } from './page';
import { DataTable, Pager } from './table.page';
import type { Column } from './table.page';
import { SavedViews } from './views.page';
import type { ViewKeeper } from './views.page';

/** A list with a filter, by what it is: its page is made of that. */
export interface ListTerms<Row> {
  /** Under /console. */
  path: string;
  title: Words;
  fields: readonly FilterField[];
  /** What to do where nothing matches. */
  empty: Words;
  columns(visit: Visit): readonly Column<Row>[];
  /**
   * Adds what a filter has to say and does not, so that it is read by an index; it is shown like the rest. What the
   * address leaves open is not added to it.
   */
  complete?(filter: Readonly<Record<string, string>>, now: Date): Record<string, string>;
  /** The rows of a filter; `before` is where to go on. */
  read(visit: Visit, filter: Readonly<Record<string, string>>, before: string | null): Promise<Page<Row>>;
  /** The address of the report that has the same rows as a file; undefined: no report has this filter. */
  exportTo?(filter: Readonly<Record<string, string>>, visit: Visit): string | undefined;
  /** Who may take that file, where it is not for all who take files. */
  exportPermission?: Permission;
  /** Stands above the filter. */
  lead?(visit: Visit, filter: Readonly<Record<string, string>>, rows: readonly Row[]): Promise<VNode>;
}

export const FROM: FilterField = { kind: 'day', name: 'from', label: words('起始日', 'From') };
export const TO: FilterField = { kind: 'day', name: 'to', label: words('截止日', 'To') };

/** The days of a filter that may leave them open, for a report, which without both takes yesterday. */
export function periodOf(
  { from, to }: Readonly<Record<string, string>>,
  now: Date,
): { from: BusinessDay; to: BusinessDay } {
  const last = to ?? businessDayOf(now);
  return { from: from ?? addDays(last, 1 - MOST_DAYS), to: last };
}

/** Nothing matches: then the filter may be what is in the way. */
export const EMPTY = words(
  '没有符合条件的记录。请放宽筛选条件，或清除筛选。',
  'Nothing matches. Widen the filter, or clear it.',
);

const NOTHING_YET = words('还没有记录。', 'There is nothing here yet.');

/** Without a filter there is nothing to widen. */
const emptyWords = (empty: Words, filter: Readonly<Record<string, string>>): Words =>
  empty === EMPTY && Object.keys(filter).length === 0 ? NOTHING_YET : empty;

const EXPORT = words('导出 Excel 或 CSV（全部行，按当前筛选）', 'As Excel or CSV: every row of this filter');

/** The way to the file of just these rows, for who may take it. */
export function ExportLink({
  visit,
  href,
  permission = 'reports.export',
}: {
  visit: Visit;
  href: string | undefined;
  permission?: Permission | undefined;
}): VNode | null {
  if (href === undefined || !visit.actor.permissions.has(permission)) return null;
  return (
    <p class="views">
      <a href={href}>{EXPORT[visit.language]}</a>
    </p>
  );
}

/** The page of a list: the filter in its address, saved views, the table, and the way to what is older. */
export function listPage<Row>(terms: ListTerms<Row>, views: ViewKeeper) {
  const { path, title, fields, exportPermission: permission } = terms;
  return {
    path,
    show: async (visit: Visit) => {
      const { language, query, actor } = visit;
      const { filter, open } = filterOf(terms, visit);
      const before = query.before ?? null;
      const { rows, next } = await terms.read(visit, filter, before);
      const lead = await terms.lead?.(visit, filter, rows);
      const kept = { ...filter, ...open, ...(before !== null && { before }) };
      const saved = await views.list(actor, path);
      return {
        title: title[language],
        body: (
          <>
            <h1>{title[language]}</h1>
            {lead}
            {fields.length > 0 && (
              <FilterForm language={language} path={path} fields={fields} values={filter} query={query} />
            )}
            {fields.length > 0 && (
              <SavedViews language={language} path={path} filter={{ ...filter, ...open }} saved={saved} />
            )}
            <DataTable
              language={language}
              caption={title}
              columns={terms.columns(visit)}
              rows={rows}
              empty={emptyWords(terms.empty, kept)}
            />
            <ExportLink visit={visit} href={terms.exportTo?.(filter, visit)} permission={permission} />
            <Pager language={language} path={path} query={kept} next={next} />
          </>
        ),
      };
    },
  };
}

/** The filter of a visit, and which of what the list takes by itself the address leaves open. */
function filterOf<Row>(
  { fields, complete }: ListTerms<Row>,
  { query, now }: Visit,
): { filter: Record<string, string>; open: Record<string, string> } {
  const asked = readFilter(fields, query);
  const completed = Object.entries(complete?.(asked, now) ?? asked);
  const open = Object.entries(leftOpen(fields, query));
  const isOpen = (name: string): boolean => open.some(([left]) => left === name);
  return {
    filter: Object.fromEntries(completed.filter(([name]) => !isOpen(name))),
    open: Object.fromEntries(open.filter(([name]) => completed.some(([taken]) => taken === name))),
  };
}
