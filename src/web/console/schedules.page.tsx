import type { VNode } from 'preact';
import type { ScheduleDesk, ShownSchedule } from '../../console/schedule-desk.service';
import type { PeriodName } from '../../reports/period';
import { hasPeriod } from '../../reports/report-list';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { exportTrouble, mayTake } from './export-words';
import { reportWords } from './fact-words';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsolePart, Visit, Words } from './page';
import { EXPORT_WORDS } from './status-words';
import { DataTable, Moment, To } from './table.page';
import type { Column } from './table.page';

const TITLE = words('定时报表', 'Schedules');

const EMPTY = words(
  '还没有定时报表。请管理员运行 npm run reports -- schedule 添加，例如每天 06:30 的日收款报表。',
  'Nothing comes round yet. An operator adds one: npm run reports -- schedule, such as the daily collection at 06:30.',
);

const PERIOD_WORDS: Readonly<Record<PeriodName, Words>> = {
  today: words('当日', 'today'),
  yesterday: words('前一日', 'the day before'),
  last_7_days: words('前 7 日', 'the 7 days before'),
  this_month: words('本月', 'this month'),
  last_month: words('上月', 'last month'),
  this_year: words('本年', 'this year'),
  last_year: words('上年', 'last year'),
};

/** The reports that come round by time. */
export function schedulesPart({ scheduleDesk }: { scheduleDesk: ScheduleDesk }): ConsolePart {
  const show = async (visit: Visit) => {
    const { actor, language } = visit;
    const schedules = await scheduleDesk.listSchedules(actor);
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{TITLE[language]}</h1>
          <DataTable
            language={language}
            caption={words('按时生成并送达', 'Made by time, and brought')}
            columns={columnsFor(visit)}
            rows={schedules}
            empty={EMPTY}
          />
          <p>
            <To path="/reports">
              {words('已生成的文件见报表页', 'Files that were made are on the page Reports')[language]}
            </To>
          </p>
        </>
      ),
    };
  };
  return {
    pages: [{ path: '/schedules', show }],
    actions: [
      actionsOn('/schedules', () => '/reports')('run', ({ actor }, id) => scheduleDesk.runNow(actor, id)),
    ],
  };
}

function columnsFor({ actor, language }: Visit): Column<ShownSchedule>[] {
  return [
    { name: words('报表', 'Report'), cell: ({ report }) => reportWords(report)[language] },
    {
      name: words('期间', 'Of'),
      cell: ({ report, filters }) => (hasPeriod(report) ? PERIOD_WORDS[filters.period][language] : '—'),
    },
    {
      name: words('时间', 'When'),
      cell: ({ every, timeOfDay }) =>
        (every === 'day'
          ? words(`每天 ${timeOfDay}`, `every day, ${timeOfDay}`)
          : words(`每月 1 日 ${timeOfDay}`, `every month, on the 1st, ${timeOfDay}`))[language],
    },
    { name: words('格式', 'Format'), cell: ({ format }) => format.toUpperCase() },
    {
      name: words('送达', 'Goes to'),
      isText: true,
      cell: ({ folder, webhookUrl }) => folder ?? webhookUrl ?? '—',
    },
    {
      name: words('最近一次', 'Last'),
      isText: true,
      cell: ({ last }) => <Last last={last} language={language} />,
    },
    ...(actor.permissions.has('schedules.run') ? [runColumn(actor, language)] : []),
  ];
}

const runColumn = (actor: Actor, language: Language): Column<ShownSchedule> => ({
  name: words('操作', 'Act'),
  cell: ({ id, report }) =>
    mayTake(report, actor) && (
      <ActForm
        language={language}
        action={`/console/schedules/${id}/run`}
        name={words('立即生成', 'Make it now')}
      />
    ),
});

/** What came of it last: a file that was made may still not have come through. */
function Last({ last, language }: { last: ShownSchedule['last']; language: Language }): VNode {
  if (last === null) return <>{words('尚未生成', 'Not made yet')[language]}</>;
  const { status, deliveredAt } = last;
  const trouble = exportTrouble(last, language);
  return (
    <>
      {EXPORT_WORDS[status][language]}
      {deliveredAt ? (
        <>
          {words('，送达', ', delivered')[language]} <Moment at={deliveredAt} />
        </>
      ) : (
        words('，未送达', ', not delivered yet')[language]
      )}
      {trouble !== null && <span class="quiet"> {trouble}</span>}
    </>
  );
}
