import { Readable } from 'node:stream';
import { businessDayOf } from '../../kernel/business-day';
import type { ExportService } from '../../reports/export.service';
import { FILE_FORMATS } from '../../reports/file-format';
import type { FileFormat } from '../../reports/file-format';
import type { ReportRequest } from '../../reports/file-making.service';
import type { ReportDefinition } from '../../reports/report';
import { CONTENT_TYPES } from '../../reports/report-file.service';
import { cursorOf, readCursor, readFilters } from '../../reports/report.schema';
import type { ReportPage, ReportService } from '../../reports/report.service';
import { FilterForm } from './filter.page';
import type { FilterField } from './filter.page';
import { FROM, TO } from './list.page';
import { words } from './page';
import type { ConsoleFile, ConsolePage, ConsolePart, Visit, Words } from './page';
import { ExportTable, Files, FILTER_WORDS, ReportTable, Rows, titleOf } from './report-tables.page';
import { anyStatusWords } from './status-words';
import { Pager } from './table.page';
import { SavedViews } from './views.page';
import type { ViewKeeper } from './views.page';

export interface ReportsPageDeps {
  reports: ReportService;
  exports: ExportService;
  views: ViewKeeper;
  channelNames: ReadonlyMap<string, Words>;
}

const TITLE = words('报表', 'Reports');
const PAGE_ROWS = 100;
const EXPORTS = 20;
/** What an address says beside the filter of the report. */
const NOT_A_FILTER = new Set(['lang', 'before', 'format']);

/** Every report on the screen with its filter in the address, and as a file of just these rows. */
export function reportsPart(deps: ReportsPageDeps): ConsolePart {
  const { reports, exports } = deps;
  return {
    pages: [listOf(deps), reportPage(deps)],
    actions: [
      {
        path: '/reports/:code/export',
        run: async (visit) => {
          const { format = '', ...written } = visit.fields;
          await exports.requestExport(visit.actor, {
            ...requestOf(reports, visit, written),
            format: formatOf(format),
          });
          return '/reports';
        },
      },
    ],
    files: filesOf(deps),
  };
}

/** What the address, or a form, asks for. @throws ReportUnknown, REQUEST_INVALID */
function requestOf(reports: ReportService, { params, query, now }: Visit, written = query): ReportRequest {
  const report = reports.getReport(params.code ?? '');
  const given = Object.entries(written).filter(([name, value]) => !NOT_A_FILTER.has(name) && value !== '');
  const today = businessDayOf(now);
  return { report, filters: readFilters(report, Object.fromEntries(given), { today, part: 'query' }) };
}

function listOf({ reports, exports }: ReportsPageDeps): ConsolePage {
  const list = async ({ actor, language }: Visit) => ({
    title: TITLE[language],
    body: (
      <>
        <h1>{TITLE[language]}</h1>
        <ReportTable language={language} reports={reports.listReports(actor)} />
        <ExportTable
          language={language}
          exports={await exports.listExports(actor, { before: undefined, limit: EXPORTS })}
        />
      </>
    ),
  });
  return { path: '/reports', show: list };
}

function reportPage(deps: ReportsPageDeps): ConsolePage {
  const { reports, views } = deps;
  const show = async (visit: Visit) => {
    const { actor, language, query } = visit;
    const request = requestOf(reports, visit);
    const path = `/reports/${request.report.code}`;
    const page = await reports.readPage(actor, request, {
      after: readCursor(request.report, query.before),
      limit: PAGE_ROWS,
    });
    const filter = filterOf(request);
    const kept = { ...filter, ...(query.before && { before: query.before }) };
    const title = titleOf(request.report, language);
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <FilterForm
            language={language}
            path={path}
            fields={fieldsOf(request.report, deps.channelNames)}
            values={filter}
          />
          <SavedViews language={language} path={path} filter={filter} saved={await views.list(actor, path)} />
          <Files
            language={language}
            report={request.report}
            filter={filter}
            may={actor.permissions.has('reports.export')}
          />
          <Rows language={language} page={page} />
          <Pager language={language} path={path} query={kept} next={nextOf(page)} />
        </>
      ),
    };
  };
  return { path: '/reports/:code', show };
}

function filesOf({ reports, exports }: ReportsPageDeps): ConsoleFile[] {
  return [
    {
      path: '/reports/:code/file',
      open: async (visit, signal) => {
        const format = formatOf(visit.query.format);
        const file = await reports.openFile(visit.actor, { ...requestOf(reports, visit), format }, signal);
        return {
          name: file.name,
          contentType: CONTENT_TYPES[format],
          content: Readable.from(file.content),
        };
      },
    },
    {
      path: '/exports/:id/file',
      open: async ({ actor, params }) => {
        const { job, content } = await exports.openExport(actor, params.id ?? '');
        return { name: job.fileName ?? job.id, contentType: CONTENT_TYPES[formatOf(job.format)], content };
      },
    },
  ];
}

const formatOf = (text: string | undefined): FileFormat =>
  FILE_FORMATS.find((known) => known === text) ?? 'csv';

/** The filter as the address says it. */
function filterOf({ filters, report }: ReportRequest): Record<string, string> {
  const { from, to, ...others } = filters;
  const days = report.filters.includes('period') ? { from, to } : {};
  const given = Object.entries({ ...days, ...others });
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function nextOf({ report, rows, hasMore }: ReportPage): string | null {
  const last = rows.at(-1);
  return hasMore && last ? cursorOf(report, last) : null;
}

function fieldsOf(report: ReportDefinition, channelNames: ReadonlyMap<string, Words>): FilterField[] {
  return report.filters.flatMap((name): FilterField[] => {
    if (name === 'period') return [FROM, TO];
    const label = FILTER_WORDS[name];
    if (name === 'channel') return [{ kind: 'choice', name, label, options: [...channelNames] }];
    if (name === 'status')
      return [
        {
          kind: 'choice',
          name,
          label,
          options: (report.statuses ?? []).map((code) => [code, anyStatusWords(code)] as const),
        },
      ];
    if (name === 'day_of') return [{ kind: 'choice', name, label, options: DAYS_OF }];
    return [{ kind: 'text', name, label }];
  });
}

const DAYS_OF = [
  ['requested', words('申请日', 'Asked for')],
  ['succeeded', words('退款到账日', 'Went back')],
] as const;
