import type { VNode } from 'preact';
import { addDays, businessDayOf, isBusinessDay } from '../../kernel/business-day';
import type { DayView, Total } from '../../reconciliation/day-view';
import type { DayViewService } from '../../reconciliation/day-view.service';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import { invalidField } from '../../kernel/invalid';
import type { Language } from '../shared/language';
import { FilterForm, readFilter } from './filter.page';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { addressOf, Amount, DataTable, To } from './table.page';

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

interface SourceRow {
  source: Words;
  /** Of the list behind the figures, by what moved. */
  list?: (kind: 'payment' | 'refund') => string;
  collected: Total | null;
  refunded: Total | null;
}

function rowsOf({ channel, businessDay: day, ...view }: DayView): SourceRow[] {
  const { ledger, statement, funds, bank, register } = view;
  return [
    {
      source: words('我方账', 'Our books'),
      list: (kind) => addressOf('/transactions', { channel, day, kind }),
      collected: ledger.paid,
      refunded: ledger.refunded,
    },
    {
      source: words('渠道对账单', 'Channel’s statement'),
      collected: statement?.paid ?? null,
      refunded: statement?.refunded ?? null,
    },
    ...(funds
      ? [
          {
            source: words('渠道资金账单', 'Channel’s fund flow'),
            collected: funds.paid,
            refunded: funds.refunded,
          },
        ]
      : []),
    { source: words('银行到账', 'Credit at the bank'), collected: bank, refunded: null },
    { source: words('登记库应知', 'Register should know'), collected: register.due, refunded: null },
    { source: words('登记库已确认', 'Register confirmed'), collected: register.confirmed, refunded: null },
  ];
}

const linked = (text: string, href: string | undefined): VNode =>
  href === undefined ? <>{text}</> : <a href={href}>{text}</a>;

const NOT_HERE = words('未到', 'not here');

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
  return (
    <section class="card">
      <Sources language={language} view={view} name={name ?? words(channel, channel)} />
      <p>
        <To path={`/differences?state=open&channel=${channel}&day=${businessDay}`}>
          {`${words('未处理差异', 'Open differences')[language]}: ${openDifferences}`}
        </To>{' '}
        {unownedDifferences > 0 &&
          `(${words('无人负责', 'nobody sees to')[language]}: ${unownedDifferences})`}
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

function Sources({ language, view, name }: { language: Language; view: DayView; name: Words }): VNode {
  const count = (total: Total | null) => (total === null ? NOT_HERE[language] : String(total.count));
  return (
    <DataTable
      language={language}
      caption={name}
      columns={[
        { name: words('来源', 'Source'), cell: ({ source }) => source[language] },
        {
          name: words('收款笔数', 'Collected'),
          isNumber: true,
          cell: ({ collected, list }) => linked(count(collected), list?.('payment')),
        },
        {
          name: words('收款金额', 'Amount'),
          isNumber: true,
          cell: ({ collected }) => <Amount fen={collected?.amountFen ?? null} />,
        },
        {
          name: words('退款笔数', 'Refunded'),
          isNumber: true,
          cell: ({ refunded, list }) => linked(String(refunded?.count ?? '—'), list?.('refund')),
        },
        {
          name: words('退款金额', 'Amount refunded'),
          isNumber: true,
          cell: ({ refunded }) => <Amount fen={refunded?.amountFen ?? null} />,
        },
      ]}
      rows={rowsOf(view)}
      empty={words('没有数据。', 'Nothing.')}
    />
  );
}
