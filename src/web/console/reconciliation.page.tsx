import type { VNode } from 'preact';
import { addDays, businessDayOf, isBusinessDay } from '../../kernel/business-day';
import type { DayView } from '../../reconciliation/day-view';
import type { DayViewService } from '../../reconciliation/day-view.service';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import { invalidField } from '../../kernel/invalid';
import type { Language } from '../shared/language';
import { FilterForm, readFilter } from './filter.page';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { Sources } from './day-sources.page';
import { addressOf, To } from './table.page';

export interface ReconciliationDeps {
  dayViews: DayViewService;
  differenceDesk: DifferenceDesk;
  channelNames: ReadonlyMap<string, Words>;
}

const TITLE = words('对账', 'Reconciliation');
const DAY = { kind: 'day', name: 'day', label: words('营业日', 'Business day') } as const;

/** A day as our books, the channels' files, the bank and the register have it, side by side. */
export function reconciliationPart({
  dayViews,
  differenceDesk,
  channelNames,
}: ReconciliationDeps): ConsolePart {
  const show = async ({ actor, language, now, query }: Visit) => {
    const mayRun = actor.permissions.has('differences.propose');
    const { day = addDays(businessDayOf(now), -1) } = readFilter([DAY], query);
    const filter = { language, path: '/reconciliation', fields: [DAY], values: { day }, query };
    const codes = [...channelNames.keys()];
    const views = await Promise.all(codes.map((channel) => dayViews.getDayView(actor, channel, day)));
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{`${TITLE[language]} ${day}`}</h1>
          <FilterForm {...filter} />
          {views.map((view) => (
            <Channel
              key={view.channel}
              language={language}
              view={view}
              mayRun={mayRun}
              name={channelNames.get(view.channel)}
            />
          ))}
        </>
      ),
    };
  };
  const run = async ({ actor, fields }: Visit): Promise<string> => {
    const { channel = '', day = '' } = fields;
    if (!isBusinessDay(day)) throw invalidField('/business_day', 'must be a day');
    await differenceDesk.compareAgain(actor, { channel, businessDay: day });
    return `/reconciliation?day=${encodeURIComponent(day)}`;
  };
  return { pages: [{ path: '/reconciliation', show }], actions: [{ path: '/reconciliation/run', run }] };
}

function Channel({
  language,
  view,
  name,
  mayRun,
}: {
  language: Language;
  view: DayView;
  name: Words | undefined;
  mayRun: boolean;
}): VNode {
  const { channel, businessDay, openDifferences, unownedDifferences } = view;
  const open = { state: 'open', channel, day: businessDay };
  return (
    <section class="card">
      <Sources language={language} view={view} name={name ?? words(channel, channel)} />
      <p>
        <a href={addressOf('/differences', open)}>
          {`${words('未处理差异', 'Open differences')[language]}: ${openDifferences}`}
        </a>{' '}
        {unownedDifferences > 0 && (
          <a href={addressOf('/differences', { ...open, owner: 'nobody' })}>
            {`${words('无人负责', 'Nobody sees to')[language]}: ${unownedDifferences}`}
          </a>
        )}
      </p>
      <Links language={language} view={view} />
      {mayRun && (
        <div class="decide">
          <ActForm
            language={language}
            action="/console/reconciliation/run"
            name={words('重新取对账单并对账', 'Fetch the file and compare again')}
            hidden={{ channel, day: businessDay }}
          />
        </div>
      )}
    </section>
  );
}

function Links({ language, view: { channel, businessDay } }: { language: Language; view: DayView }): VNode {
  return (
    <p>
      <To path={`/statements?channel=${channel}&from=${businessDay}&to=${businessDay}`}>
        {words('对账单文件', 'Statement files')[language]}
      </To>{' '}
      <To path={`/runs?channel=${channel}&from=${businessDay}&to=${businessDay}`}>
        {words('对账批次', 'Runs')[language]}
      </To>
    </p>
  );
}
