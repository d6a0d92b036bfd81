import type { VNode } from 'preact';
import { describeBlocker } from '../../days/blockers';
import type { BlockerCode } from '../../days/day';
import type { DayService } from '../../days/day.service';
import type { DayFindings, DayState, DayView } from '../../days/day-view';
import type { SealedDay } from '../../days/seal';
import { addDays, businessDayOf } from '../../kernel/business-day';
import { Accounts, Figures } from './account-days.page';
import { ClosedDay } from './closed-day.page';
import { TYPE_WORDS } from './difference-words';
import { ActForm } from './form.page';
import { ExportLink } from './list.page';
import { words } from './page';
import type { ConsoleAction, ConsoleFile, ConsolePart, Visit, Words } from './page';
import { DAY_WORDS } from './status-words';
import { addressOf, DataTable, Moment, To } from './table.page';

export interface DaysDeps {
  days: DayService;
  /** A certificate as a PDF. */
  drawCertificate(seal: SealedDay): Promise<Buffer>;
}

const TITLE = words('日结', 'Day close');
const SHOWN_DAYS = 31;

/** The days, what each comes to, and their close: one proposes, another closes. */
export function daysPart({ days, drawCertificate }: DaysDeps): ConsolePart {
  const list = async (visit: Visit) => {
    const { actor, language, now } = visit;
    const today = businessDayOf(now);
    const range = { from: addDays(today, -SHOWN_DAYS), to: today };
    const shown = await days.listDays(actor, range);
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{TITLE[language]}</h1>
          <DayTable visit={visit} days={shown.toReversed()} />
          <ExportLink visit={visit} href={addressOf('/reports/days', range)} />
        </>
      ),
    };
  };
  const show = async (visit: Visit) => {
    const { actor, language, params, now } = visit;
    const view = await days.getDay(actor, params.day ?? '', now);
    const title = `${TITLE[language]} ${view.day}`;
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <Day visit={visit} view={view} />
        </>
      ),
    };
  };
  return {
    pages: [
      { path: '/days', show: list },
      { path: '/days/:day', show },
    ],
    actions: actionsOf(days),
    files: [certificateOf({ days, drawCertificate })],
  };
}

function certificateOf({ days, drawCertificate }: DaysDeps): ConsoleFile {
  return {
    path: '/days/:day/certificate',
    open: async ({ actor, params }) => {
      const seal = await days.getSeal(actor, params.day ?? '');
      const content = await drawCertificate(seal);
      return { name: `certificate-${seal.day}.pdf`, contentType: 'application/pdf', content };
    },
  };
}

function actionsOf(days: DayService): ConsoleAction[] {
  const action = (name: string, run: (visit: Visit, day: string) => Promise<unknown>) => ({
    path: `/days/:day/${name}`,
    run: async (visit: Visit) => {
      const day = visit.params.day ?? '';
      await run(visit, day);
      return `/days/${day}`;
    },
  });
  return [
    action('propose', ({ actor, now }, day) => days.proposeClose(actor, day, now)),
    action('close', ({ actor, now }, day) => days.closeDay(actor, day, now)),
  ];
}

function DayTable({ visit: { language, nameOf }, days }: { visit: Visit; days: readonly DayState[] }): VNode {
  return (
    <DataTable
      language={language}
      caption={words('近一个月', 'The last month')}
      columns={[
        { name: words('营业日', 'Business day'), cell: ({ day }) => <To path={`/days/${day}`}>{day}</To> },
        { name: words('状态', 'Status'), cell: ({ status }) => DAY_WORDS[status][language] },
        {
          name: words('提出人', 'Proposed by'),
          cell: ({ proposal, seal }) => nameOf(seal?.proposedBy ?? proposal?.proposedBy),
        },
        { name: words('关账人', 'Closed by'), cell: ({ seal }) => nameOf(seal?.closedBy) },
        { name: words('关账时间', 'Closed at'), cell: ({ seal }) => <Moment at={seal?.closedAt ?? null} /> },
      ]}
      rows={days}
      empty={words('没有营业日。', 'There is no day.')}
    />
  );
}

interface DayProps {
  visit: Visit;
  view: DayView;
}

function Day({ visit, view }: DayProps): VNode {
  const { language, nameOf } = visit;
  if (view.seal) return <ClosedDay visit={visit} seal={view.seal} />;
  const blockers = view.findings?.blockers ?? [];
  return (
    <>
      <p class="note">
        {DAY_WORDS[view.status][language]}
        {view.proposal && ` · ${nameOf(view.proposal.proposedBy)}`}
      </p>
      <Blockers visit={visit} day={view.day} blockers={blockers.map(describeBlocker)} />
      {blockers.length === 0 && <NextStep visit={visit} view={view} />}
      {view.findings && <Findings visit={visit} day={view.day} findings={view.findings} />}
    </>
  );
}

/** What the day comes to as it stands. */
function Findings({
  visit,
  day,
  findings: { figures, accounts },
}: {
  visit: Visit;
  day: string;
  findings: DayFindings;
}): VNode {
  return (
    <>
      <Figures language={visit.language} day={day} figureOf={(name) => figures[`${name}Fen`]} />
      <Accounts
        telling={visit}
        day={day}
        accounts={accounts.map((it) => ({
          ...it,
          opening: it.openingFen,
          in: it.inFen,
          out: it.outFen,
          closing: it.closingFen,
        }))}
      />
    </>
  );
}

/** One proposes, another closes. */
function NextStep({ visit: { actor, language }, view: { day, proposal } }: DayProps): VNode {
  const mayClose = actor.permissions.has('days.close');
  // A proposal of the only one who may close helps nobody: a clerk may propose the day as well.
  const [deed, name] =
    proposal && mayClose
      ? (['close', words('关账并封存', 'Close and seal')] as const)
      : (['propose', words('提出关账', 'Propose to close')] as const);
  const may = deed === 'close' || actor.permissions.has('differences.propose');
  if (may && proposal?.proposedBy !== actor.id)
    return (
      <section class="decide" aria-label={words('关账', 'Close')[language]}>
        <ActForm language={language} action={`/console/days/${day}/${deed}`} name={name} isPrimary />
      </section>
    );
  const waiting = proposal
    ? words('等待另一位财务负责人关账。', 'Another person, a finance lead, has to close it.')
    : words('等待记账员提出关账。', 'A clerk has to propose the close.');
  return <p>{waiting[language]}</p>;
}

type Described = ReturnType<typeof describeBlocker>;

interface BlockersProps {
  visit: Visit;
  day: string;
  blockers: readonly Described[];
}

function Blockers({ visit: { language, channelNames }, day, blockers }: BlockersProps): VNode {
  return (
    <DataTable
      language={language}
      caption={words('尚不能关账的原因', 'What keeps the day open')}
      columns={[
        {
          name: words('对象', 'About'),
          cell: ({ code, subject, facts }) => (
            <To path={PLACES[code](subject, day)}>
              {(differenceWords(facts.type) ?? channelNames.get(subject))?.[language] ?? subject}
            </To>
          ),
        },
        {
          name: words('怎么办', 'What to do'),
          isText: true,
          cell: ({ what_to_do: text }) => text[language === 'en' ? 'en' : 'zh'],
        },
      ]}
      rows={blockers}
      empty={words('没有：可以关账。', 'Nothing: the day can be closed.')}
    />
  );
}

/** A difference by what is wrong; its id says nothing, and pushes what to do off a phone. */
const differenceWords = (type: string | undefined): Words | undefined =>
  Object.entries(TYPE_WORDS).find(([code]) => code === type)?.[1];

const toDay: AddressOf = (subject) => `/days/${subject}`;
const toDifference: AddressOf = (subject) => `/differences/${subject}`;
const toComparison: AddressOf = (_subject, day) => `/reconciliation?day=${day}`;

type AddressOf = (subject: string, day: string) => string;

/** Where something can be done about it. */
const PLACES: Readonly<Record<BlockerCode, AddressOf>> = {
  day_not_over: toDay,
  day_covered: toDay,
  day_before_open: toDay,
  statement_missing: toComparison,
  statement_not_matched: toComparison,
  statement_outdated: toComparison,
  difference_unowned: toDifference,
  fee_netted: toDifference,
  booking_overtaken: toDifference,
  money_waiting: toComparison,
  balance_differs: (account, day) =>
    `/reports/account-statement?${new URLSearchParams({ account, from: day, to: day }).toString()}`,
};
