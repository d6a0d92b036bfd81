import type { VNode } from 'preact';
import { RUN_DAYS } from '../../console/overview';
import type { Export } from '../../reports/export';
import { formatsOf } from '../../reports/file-format';
import type { ReportDefinition } from '../../reports/report';
import type { Actor } from '../../staff/actor';
import type { Language } from '../shared/language';
import { exportTrouble, mayTake } from './export-words';
import { reportWords } from './fact-words';
import { filterName } from './filter-words';
import { ActForm } from './form.page';
import { words } from './page';
import { EXPORT_WORDS } from './status-words';
import { addressOf, DataTable, Moment, To } from './table.page';
import type { Column } from './table.page';

export const titleOf = ({ title }: Pick<ReportDefinition, 'title'>, language: Language): string =>
  language === 'en' ? title.en : title.zh;

/** Every report, with what it can be narrowed by. */
export function ReportTable({
  language,
  reports,
}: {
  language: Language;
  reports: readonly ReportDefinition[];
}): VNode {
  return (
    <DataTable
      language={language}
      caption={words('全部报表', 'All reports')}
      columns={[
        {
          name: words('报表', 'Report'),
          cell: (report) => <To path={`/reports/${report.code}`}>{titleOf(report, language)}</To>,
        },
        {
          name: words('筛选条件', 'Narrowed by'),
          isText: true,
          cell: ({ code, filters }) =>
            filters
              .map((name) => (name === 'period' ? words('期间', 'period') : filterName(code, name))[language])
              .join(language === 'en' ? ', ' : '、'),
        },
      ]}
      rows={reports}
      empty={words('没有报表。', 'There is no report.')}
    />
  );
}

const isUnderWay = ({ status }: Export): boolean => status === 'queued' || status === 'running';

/** Files that were asked for. */
export function ExportTable({
  language,
  actor,
  exports,
  isFailed,
}: {
  language: Language;
  actor: Actor;
  exports: readonly Export[];
  /** Those of the last days alone that failed, or did not arrive. */
  isFailed: boolean;
}): VNode {
  return (
    <>
      {exports.some(isUnderWay) && (
        <p role="status">
          {words('有文件正在生成。', 'Files are being made.')[language]}{' '}
          <To path="/reports">{words('刷新进度', 'Look again')[language]}</To>
        </p>
      )}
      <DataTable
        language={language}
        caption={isFailed ? FAILED : words('后台导出', 'Files made in the background')}
        columns={exportColumns(language, actor)}
        rows={exports}
        empty={words(
          '没有。大报表可在报表页“后台导出”。',
          'None. A large report can be made in the background from its page.',
        )}
      />
    </>
  );
}

const BY_TIME = words('定时任务', 'Schedule');
const FAILED = words(
  `近 ${RUN_DAYS} 天失败或未送达的导出`,
  `Files of ${RUN_DAYS} days that failed, or were not delivered`,
);

const exportColumns = (language: Language, actor: Actor): Column<Export>[] => [
  {
    name: words('文件', 'File'),
    cell: ({ id, status, report, fileName }) =>
      status === 'ready' && mayTake(report, actor) ? (
        <To path={`/exports/${id}/file`}>{fileName ?? report}</To>
      ) : (
        reportWords(report)[language]
      ),
  },
  { name: words('状态', 'Status'), cell: ({ status }) => EXPORT_WORDS[status][language] },
  {
    name: words('进度（行）', 'Rows done'),
    isNumber: true,
    cell: ({ rowsDone, rowsTotal }) =>
      rowsTotal === null ? (
        String(rowsDone)
      ) : (
        <>
          {`${rowsDone} / ${rowsTotal} `}
          <progress value={Number(rowsDone)} max={Math.max(1, Number(rowsTotal))} aria-hidden="true" />
        </>
      ),
  },
  {
    name: words('申请人', 'Asked by'),
    cell: ({ scheduleId, askedByName }) => (scheduleId === null ? askedByName : BY_TIME[language]),
  },
  { name: words('申请时间', 'Asked'), cell: ({ createdAt }) => <Moment at={createdAt} /> },
  {
    name: words('说明', 'Detail'),
    isText: true,
    cell: (one) => exportTrouble(one, language) ?? '—',
  },
];

const BACKGROUND = [
  ['xlsx', words('后台导出 Excel', 'Excel, in the background')],
  ['csv', words('后台导出 CSV', 'CSV, in the background')],
] as const;

interface FilesProps {
  language: Language;
  report: ReportDefinition;
  filter: Readonly<Record<string, string>>;
  may: boolean;
  /** Whether they see the page on which files of the background are. */
  mayWait: boolean;
}

/** The same rows as files: what the filter shows, and nothing else. */
export function Files({ language, report, filter, may, mayWait }: FilesProps): VNode {
  if (!may) return <></>;
  return (
    <section class="decide" aria-label={words('导出', 'Export')[language]}>
      {formatsOf(report, filter).map((format) => (
        <a
          key={format}
          class="button secondary"
          href={addressOf(`/reports/${report.code}/file`, { ...filter, format })}
        >
          {format.toUpperCase()}
        </a>
      ))}
      {(mayWait ? BACKGROUND : []).map(([format, name]) => (
        <ActForm
          key={format}
          language={language}
          action={`/console/reports/${report.code}/export`}
          name={name}
          hidden={{ ...filter, format }}
        />
      ))}
    </section>
  );
}
