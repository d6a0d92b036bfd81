import type { VNode } from 'preact';
import { daysUpTo, MOST_COUNTED, RUN_DAYS, TREND_DAYS } from '../../console/overview';
import type { Overview } from '../../console/overview';
import type { OverviewService } from '../../console/overview.service';
import { addDays } from '../../kernel/business-day';
import type { Language } from '../shared/language';
import { formatAmount } from '../shared/formats';
import { drawBars } from './chart';
import { Totals } from './day-totals.page';
import { Differences, Files } from './figures.page';
import { differenceTrend, paidTrend, TrendCard } from './trend.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { addressOf } from './table.page';

export interface HomeDeps {
  overview: OverviewService;
  /** The configured channels, by code and name. */
  channelNames: ReadonlyMap<string, Words>;
}

const T = {
  title: words('首页', 'Home'),
  toDecide: words('待处理', 'To be decided'),
  today: words('今日', 'Today'),
  yesterday: words('昨日', 'Yesterday'),
};

interface Figure {
  name: Words;
  value: string;
  href: string;
  isAlarm?: boolean;
}

/** The first page: what came in, what waits, what is late. */
export function homePart({ overview, channelNames }: HomeDeps): ConsolePart {
  const show = async ({ actor, language, now }: Visit) => {
    const seen = await overview.readOverview(actor);
    const channels = [...channelNames].map(([code, name]) => [code, name[language]] as const);
    const days = daysUpTo(seen.today, TREND_DAYS);
    const trends = [paidTrend({ days, seen, channels, language }), differenceTrend({ days, seen, language })];
    const pictures = await Promise.all(trends.map(({ series }) => drawBars(days, series)));
    return {
      title: T.title[language],
      body: (
        <>
          <h1>{T.title[language]}</h1>
          <Figures language={language} figures={figuresOf(seen, now, language)} />
          <div class="pair">
            <Totals language={language} day={seen.today} name={T.today} seen={seen} channels={channels} />
            <Totals
              language={language}
              day={addDays(seen.today, -1)}
              name={T.yesterday}
              seen={seen}
              channels={channels}
            />
          </div>
          <div class="pair">
            <Differences language={language} today={seen.today} rows={seen.differences} />
            <Files language={language} rows={seen.files} channelNames={channelNames} />
          </div>
          {trends.map((trend, at) => (
            <TrendCard key={trend.title.en} language={language} trend={trend} picture={pictures[at] ?? ''} />
          ))}
        </>
      ),
    };
  };
  return { pages: [{ path: '/', show }] };
}

/** What is counted no further says so. */
const shown = (count: number): string => (count >= MOST_COUNTED ? `${MOST_COUNTED}+` : String(count));

function figuresOf(seen: Overview, now: Date, language: Language): Figure[] {
  const { toDecide, writeBack } = seen;
  return [
    {
      name: words('退款待审批', 'Refunds to decide'),
      value: shown(toDecide.refunds),
      href: addressOf('/refunds', { status: 'requested' }),
    },
    {
      name: words('退款待人工处理', 'Refunds for a person'),
      value: shown(toDecide.manual),
      href: addressOf('/refunds', { status: 'manual' }),
      isAlarm: toDecide.manual > 0,
    },
    {
      name: words('认领待审批', 'Claims to decide'),
      value: shown(toDecide.claims),
      href: addressOf('/claims', { status: 'requested' }),
    },
    {
      name: words('差异处理待审批', 'Resolutions to decide'),
      value: shown(toDecide.resolutions),
      href: addressOf('/resolutions', { status: 'proposed' }),
    },
    {
      name: words('其他复核事项', 'Other proposals to decide'),
      value: shown(toDecide.proposals),
      href: addressOf('/proposals', { status: 'proposed' }),
    },
    {
      name: words('手工入账待红冲', 'Bookings by hand to take back'),
      value: shown(toDecide.overtaken),
      href: addressOf('/differences', { state: 'overtaken' }),
      isAlarm: toDecide.overtaken > 0,
    },
    ...moneyFigures(seen),
    ...registerFigures(writeBack, now, language),
    ...failedFigures(seen),
  ];
}

/** What came or went and fits nothing yet. */
function moneyFigures({ suspense, unexplainedEntries }: Overview): Figure[] {
  return [
    {
      name: words('待查收入笔数', 'Payments in suspense'),
      value: `${shown(suspense.count)} · ${formatAmount(suspense.amountFen)}`,
      href: addressOf('/suspense', {}),
    },
    {
      name: words('银行流水待说明', 'Bank entries to explain'),
      value: shown(unexplainedEntries),
      href: addressOf('/bank-entries', { state: 'unexplained' }),
    },
  ];
}

/** What failed by itself is said here, since nobody may have been told. */
const failedFigures = ({ failed: { events, runs, exports }, today }: Overview): Figure[] => [
  {
    name: words('未送达通知', 'Events not delivered'),
    value: shown(events),
    href: addressOf('/events', {}),
    isAlarm: events > 0,
  },
  {
    name: words(`近 ${RUN_DAYS} 天对账失败`, `Failed runs of ${RUN_DAYS} days`),
    value: shown(runs),
    href: addressOf('/runs', { status: 'failed', from: addDays(today, 1 - RUN_DAYS) }),
    isAlarm: runs > 0,
  },
  {
    name: words(`近 ${RUN_DAYS} 天报表失败或未送达`, `Files failed or not delivered, ${RUN_DAYS} days`),
    value: shown(exports),
    href: addressOf('/reports', { state: 'failed' }),
    isAlarm: exports > 0,
  },
];

function registerFigures(
  { oldestPaidAt, waiting, overdue, refused }: Overview['writeBack'],
  now: Date,
  language: Language,
): Figure[] {
  const minutes = oldestPaidAt === null ? 0 : Math.floor((now.getTime() - oldestPaidAt.getTime()) / 60_000);
  return [
    {
      name: words('罚款待回写', 'Fines not told yet'),
      value: shown(waiting),
      href: addressOf('/fines', { status: 'paid' }),
    },
    {
      name: words('回写超时', 'Told too late'),
      value: overdue === 0 ? '0' : `${shown(overdue)} · ${minutes} ${words('分钟', 'min')[language]}`,
      href: addressOf('/fines', { status: 'paid', late: 'yes' }),
      isAlarm: overdue > 0,
    },
    {
      name: words('登记库拒绝', 'Refused by the register'),
      value: shown(refused),
      href: addressOf('/fines', { status: 'refused' }),
      isAlarm: refused > 0,
    },
  ];
}

function Figures({ language, figures }: { language: Language; figures: readonly Figure[] }): VNode {
  return (
    <section aria-label={T.toDecide[language]}>
      <ul class="figures">
        {figures.map(({ name, value, href, isAlarm }) => (
          <li key={name.en} class={isAlarm ? 'alarm' : undefined}>
            <a href={href}>
              <strong>{value}</strong>
              <span>{name[language]}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
