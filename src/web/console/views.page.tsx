import type { VNode } from 'preact';
import type { SavedView } from '../../console/saved-view';
import type { SavedViewService } from '../../console/saved-view.service';
import { invalidField } from '../../kernel/invalid';
import { findReport } from '../../reports/report-list';
import type { Language } from '../shared/language';
import { words } from './page';
import type { ConsolePart, Visit } from './page';
import { addressOf } from './table.page';

/** What the page of a list needs of the saved views. */
export type ViewKeeper = Pick<SavedViewService, 'list'>;

const T = {
  saved: words('保存的视图', 'Saved views'),
  name: words('视图名称', 'Name of the view'),
  save: words('保存当前筛选', 'Save this filter'),
  remove: words('删除视图', 'Remove the view'),
};

interface SavedViewsProps {
  language: Language;
  path: string;
  filter: Readonly<Record<string, string>>;
  saved: readonly SavedView[];
}

/** The filters that a person has kept of this list, and the way to keep the one that is set. */
export function SavedViews({ language, path, filter, saved }: SavedViewsProps): VNode | null {
  const query = new URLSearchParams(filter).toString();
  if (saved.length === 0 && query === '') return null;
  return (
    <section class="views" aria-label={T.saved[language]}>
      {saved.map((view) => (
        <form method="post" action="/console/views/remove" key={view.name}>
          <a href={`${addressOf(path, {})}?${view.query}`}>{view.name}</a>
          <input type="hidden" name="path" value={path} />
          <input type="hidden" name="name" value={view.name} />
          <button class="plain" aria-label={`${T.remove[language]} ${view.name}`}>
            ×
          </button>
        </form>
      ))}
      {query !== '' && (
        <form method="post" action="/console/views">
          <input type="hidden" name="path" value={path} />
          <input type="hidden" name="query" value={query} />
          <input
            type="text"
            name="name"
            required
            maxLength={40}
            aria-label={T.name[language]}
            placeholder={T.name[language]}
          />
          <button class="plain">{T.save[language]}</button>
        </form>
      )}
    </section>
  );
}

/** Of a page of ours, or a report; what its filter leads to is for that page to say. */
function listPathOf({ path = '' }: Visit['fields'], paths: ReadonlySet<string>): string {
  const [, report] = /^\/reports\/([a-z-]+)$/.exec(path) ?? [];
  const isKnown = report === undefined ? /^(\/[a-z-]+)+$/.test(path) && paths.has(path) : findReport(report);
  if (!isKnown) throw invalidField('/path', 'There is no such list.');
  return path;
}

/** Keeping and removing views. @param paths of the pages of the console */
export function viewsPart(views: SavedViewService, paths: ReadonlySet<string>): ConsolePart {
  const ofList = async ({ fields }: Visit, work: (path: string) => Promise<void>): Promise<string> => {
    const path = listPathOf(fields, paths);
    await work(path);
    return `${path}${fields.query ? `?${new URLSearchParams(fields.query).toString()}` : ''}`;
  };
  return {
    pages: [],
    actions: [
      {
        path: '/views',
        run: (visit) =>
          ofList(visit, (path) => {
            const { name = '', query = '' } = visit.fields;
            return views.save(visit.actor, { path, name, query: new URLSearchParams(query).toString() });
          }),
      },
      {
        path: '/views/remove',
        run: (visit) =>
          ofList(visit, (path) => views.remove(visit.actor, { path, name: visit.fields.name ?? '' })),
      },
    ],
  };
}
