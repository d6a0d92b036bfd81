import type { SourceFileService } from '../../console/source-files.service';
import type { RunRow } from '../../console/source-files';
import type { ReconciliationStatus } from '../../reconciliation/reconciliation';
import type { Language } from '../shared/language';
import { channelColumn, momentColumn } from './columns.page';
import type { Telling } from './fact-words';
import { FROM, listPage, periodOf, TO } from './list.page';
import { words } from './page';
import type { ConsolePart, Words } from './page';
import { refusalText } from './problems';
import { BEGUN_WORDS, RUN_WORDS } from './source-words';
import { choicesOf } from './status-words';
import { addressOf, To } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

export interface RunsDeps {
  sourceFiles: SourceFileService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

/** Every comparison that was made, with its file and what it found. */
export function runsPart({ sourceFiles, views, channelNames }: RunsDeps): ConsolePart {
  const list = listPage<RunRow>(
    {
      path: '/runs',
      title: words('对账批次', 'Runs'),
      fields: [
        { kind: 'choice', name: 'channel', label: words('渠道', 'Channel'), options: [...channelNames] },
        { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(RUN_WORDS) },
        FROM,
        TO,
      ],
      empty: words(
        '没有符合条件的对账批次。对账单到达后自动对账，也可以在“对账”页手工发起。',
        'No run matches. One begins by itself when a file comes, or by hand on the page Reconciliation.',
      ),
      exportTo: ({ channel, status, ...days }, { now }) =>
        addressOf('/reports/runs', { ...periodOf(days, now), channel, status }),
      columns: ({ language }) => columnsFor(language, channelNames),
      read: ({ actor }, { channel = null, status = null, from = null, to = null }, before) =>
        sourceFiles.listRuns(actor, {
          ...{ channel, from, to, before },
          status: status as ReconciliationStatus | null,
        }),
    },
    views,
  );
  return { pages: [list] };
}

function columnsFor(language: Language, channelNames: ReadonlyMap<string, Words>): Column<RunRow>[] {
  return [
    {
      name: words('营业日', 'Business day'),
      cell: ({ businessDay }) => <To path={`/reconciliation?day=${businessDay}`}>{businessDay}</To>,
    },
    channelColumn(language, channelNames),
    { name: words('状态', 'Status'), cell: ({ status }) => RUN_WORDS[status][language] },
    {
      name: words('对账单', 'File'),
      cell: ({ statementId, version }) =>
        statementId === null ? (
          '—'
        ) : (
          <To path={`/statements/${statementId}`}>
            {words(`第 ${version ?? 1} 版`, `version ${version ?? 1}`)[language]}
          </To>
        ),
    },
    {
      name: words('对平笔数', 'Matched'),
      isNumber: true,
      cell: ({ matchedCount }) => matchedCount ?? '—',
    },
    {
      name: words('差异', 'Differences'),
      isNumber: true,
      cell: ({ id, differences }) =>
        differences === 0 ? '0' : <To path={`/differences?run=${id}`}>{differences}</To>,
    },
    ...endColumns({ language, channelNames }),
  ];
}

const endColumns = (telling: Telling): Column<RunRow>[] => [
  {
    name: words('失败原因', 'Why it failed'),
    isText: true,
    cell: ({ reason }) => (reason === null ? '—' : refusalText(reason, telling)),
  },
  {
    name: words('发起', 'Begun'),
    cell: ({ trigger }) => BEGUN_WORDS[trigger === 'schedule' ? 'by_time' : 'by_hand'][telling.language],
  },
  momentColumn(words('开始时间', 'Begun at'), 'createdAt'),
  momentColumn(words('更新时间', 'Last change'), 'updatedAt'),
];
