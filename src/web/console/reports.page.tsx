import { Readable } from 'node:stream';
import { RUN_DAYS } from '../../console/overview';
import { addDays, businessDayOf } from '../../kernel/business-day';
import { invalidField } from '../../kernel/invalid';
import type { ExportService } from '../../reports/export.service';
import { FILE_FORMATS } from '../../reports/file-format';
import type { FileFormat } from '../../reports/file-format';
import type { ReportRequest } from '../../reports/file-making.service';
import type { ReportDefinition } from '../../reports/report';
import { CONTENT_TYPES } from '../../reports/report-file.service';
import { saidFilters } from '../../reports/report-list';
import { takingOf } from '../../reports/report-permission';
import { cursorOf, readCursor, readFilters } from '../../reports/report.schema';
import type { ReportPage, ReportService } from '../../reports/report.service';
import { FilterForm, readFilter } from './filter.page';
import type { FilterField } from './filter.page';
import { words } from './page';
import type { ConsoleFile, ConsolePage, ConsolePart, View, Visit, Words } from './page';
import { fieldsOf } from './report-filter.page';
import { Rows } from './report-rows.page';
import { ExportTable, Files, ReportTable, titleOf } from './report-tables.page';
import { addressOf, Pager, To } from './table.page';
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
          const { format, ...written } = visit.fields;
          await exports.requestExport(visit.actor, {
            ...requestOf(reports, visit, written),
            format: formatOf(format),
            language: visit.language,
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
  const list = async (visit: Visit) => {
    const { actor, language, query, now } = visit;
    const isFailed = query.state === 'failed';
    const failedFrom = isFailed ? addDays(businessDayOf(now), 1 - RUN_DAYS) : undefined;
    const found = await exports.listExports(actor, { before: query.before, limit: EXPORTS + 1, failedFrom });
    const shown = found.slice(0, EXPORTS);
    const next = found.length > EXPORTS ? (shown.at(-1)?.id ?? null) : null;
    return {
      title: TITLE[language],
      body: (
        <>
          <h1>{TITLE[language]}</h1>
          {!isFailed && <ReportTable language={language} reports={reports.listReports(actor)} />}
          <ExportTable language={language} actor={actor} exports={shown} isFailed={isFailed} />
          <Pager language={language} path="/reports" query={query} next={next} />
          {isFailed && (
            <p>
              <To path="/reports">{words('全部报表和导出', 'All reports and files')[language]}</To>
            </p>
          )}
        </>
      ),
    };
  };
  return { path: '/reports', show: list };
}

function reportPage(deps: ReportsPageDeps): ConsolePage {
  const { reports, views } = deps;
  const show = async (visit: Visit) => {
    const { actor, language, query } = visit;
    const asked = reports.getReport(visit.params.code ?? '');
    const fields = fieldsOf(asked, deps.channelNames, await reports.listChoices(actor, asked));
    if (lacksFilter(asked, query)) return askFirst(visit, asked, fields);
    const request = requestOf(reports, visit);
    const path = `/reports/${asked.code}`;
    const after = readCursor(request.report, query.before);
    const page = await reports.readPage(actor, { ...request, language }, { after, limit: PAGE_ROWS });
    const filter = saidFilters(asked.code, request.filters);
    const kept = { ...filter, ...(query.before && { before: query.before }) };
    const title = titleOf(request.report, language);
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <FilterForm language={language} path={path} fields={fields} values={filter} />
          <SavedViews language={language} path={path} filter={filter} saved={await views.list(actor, path)} />
          <Files
            language={language}
            report={request.report}
            filter={filter}
            may={actor.permissions.has(takingOf(asked))}
            mayWait={actor.permissions.has('books.read')}
          />
          <Rows telling={{ language, channelNames: deps.channelNames }} page={page} />
          <Pager language={language} path={path} query={kept} next={nextOf(page)} />
        </>
      ),
    };
  };
  return { path: '/reports/:code', show };
}

/** Whether the report says nothing yet, since something that it is about was not named. */
const lacksFilter = ({ requiredFilters = [] }: ReportDefinition, query: Visit['query']): boolean =>
  requiredFilters.some((name) => !query[name]?.trim());

/** The filter alone, of a report that is about one thing which has to be named first. */
function askFirst(
  { language, query }: Visit,
  report: ReportDefinition,
  fields: readonly FilterField[],
): View {
  const title = titleOf(report, language);
  const needed = fields.filter(({ name }) => report.requiredFilters?.some((filter) => filter === name));
  const names = needed.map(({ label }) => label[language]).join(language === 'en' ? ', ' : '、');
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <FilterForm
          language={language}
          path={`/reports/${report.code}`}
          fields={fields}
          values={readFilter(fields, query)}
        />
        <p class="note">
          {words(`请先填写${names}，再筛选。`, `Name this first, then filter: ${names}.`)[language]}
        </p>
      </>
    ),
  };
}

function filesOf({ reports, exports }: ReportsPageDeps): ConsoleFile[] {
  return [
    {
      path: '/reports/:code/file',
      offeredAt: ({ params, query }) =>
        addressOf(`/reports/${params.code ?? ''}`, { ...query, format: undefined }),
      open: async (visit, signal) => {
        const format = formatOf(visit.query.format);
        const { language } = visit;
        const request = { ...requestOf(reports, visit), format, language };
        const file = await reports.openFile(visit.actor, request, signal);
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

/** CSV unless said. @throws REQUEST_INVALID */
function formatOf(text = 'csv'): FileFormat {
  const format = FILE_FORMATS.find((known) => known === text);
  if (format === undefined) {
    const all = FILE_FORMATS.join(', ');
    throw invalidField('/format', `must be one of ${all}`, `须为以下之一：${all}`);
  }
  return format;
}

function nextOf({ report, rows, hasMore }: ReportPage): string | null {
  const last = rows.at(-1);
  return hasMore && last ? cursorOf(report, last) : null;
}
