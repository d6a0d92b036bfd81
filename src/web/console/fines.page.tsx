import type { BrowseService } from '../../console/browse.service';
import type { FineReportStatus, FollowedReport } from '../../fines/fine-report';
import { REPORT_RESULTS } from '../../fines/register';
import { REGISTER_WORDS } from './answer-words';
import { formatBeijing } from '../../kernel/business-day';
import type { Language } from '../shared/language';
import { amountColumn, momentColumn, orderColumn } from './columns.page';
import { EMPTY, listPage, periodOf } from './list.page';
import type { ListTerms } from './list.page';
import { words } from './page';
import type { ConsolePart, Words } from './page';
import { codeText } from './problems';
import { choicesOf, REPORT_WORDS } from './status-words';
import { addressOf } from './table.page';
import type { Column } from './table.page';
import type { ViewKeeper } from './views.page';

interface FinesDeps {
  browse: BrowseService;
  views: ViewKeeper;
}

const LATE = [['yes', words('超时未回写', 'Too late, not told')]] as const;
const SECOND_MS = 1_000;

/** What the register was told of the paid fines, and how long that took. */
export function finesPart(deps: FinesDeps): ConsolePart {
  return { pages: [listPage(termsOf(deps), deps.views)] };
}

function termsOf({ browse }: FinesDeps): ListTerms<FollowedReport> {
  return {
    path: '/fines',
    title: words('罚款回写', 'Fines and the register'),
    fields: [
      { kind: 'choice', name: 'status', label: words('状态', 'Status'), options: choicesOf(REPORT_WORDS) },
      { kind: 'choice', name: 'late', label: words('时限', 'In time'), options: LATE },
    ],
    empty: EMPTY,
    exportTo: ({ status, late }, { now }) => {
      const paidBefore = late === undefined ? undefined : formatBeijing(browse.lateSince(now));
      return addressOf('/reports/write-back', {
        ...periodOf({}, now),
        ...{ status: late === undefined ? status : 'paid', paid_before: paidBefore },
      });
    },
    columns: ({ language }) => columnsFor(language),
    read: ({ actor }, { status = null, late }, before) =>
      browse.listReports(actor, {
        status: status as FineReportStatus | null,
        isOverdue: late !== undefined,
        before,
      }),
  };
}

const columnsFor = (language: Language): Column<FollowedReport>[] => [
  { name: words('决定书', 'Decision'), cell: ({ decisionNo }) => decisionNo },
  orderColumn(),
  amountColumn(),
  momentColumn(words('缴款时间', 'Paid'), 'paidAt'),
  { name: words('状态', 'Status'), cell: ({ status }) => REPORT_WORDS[status][language] },
  {
    name: words('用时（秒）', 'Took (seconds)'),
    isNumber: true,
    cell: ({ ageMs, isOverdue, reportedAt }) => (
      <span class={isOverdue ? 'late' : undefined}>
        {reportedAt === null && `${words('已等待', 'waits')[language]} `}
        {Math.ceil(ageMs / SECOND_MS)}
        {isOverdue && ` · ${words('超时', 'late')[language]}`}
      </span>
    ),
  },
  { name: words('尝试次数', 'Tries'), isNumber: true, cell: ({ attempts }) => attempts },
  {
    name: words('最后应答', 'Last answer'),
    isText: true,
    cell: (report) => lastAnswer(report)[language],
  },
];

/** What the register said last, or why it said nothing. */
function lastAnswer({ lastCode, lastError }: FollowedReport): Words {
  if (lastCode === null)
    return lastError === null
      ? words('—', '—')
      : words(codeText(lastError, 'zh-CN'), codeText(lastError, 'en'));
  const said = REGISTER_WORDS[REPORT_RESULTS[lastCode]];
  return words(`${lastCode} ${said['zh-CN']}`, `${lastCode} ${said.en}`);
}
