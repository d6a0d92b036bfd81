import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { timeOut } from '../http/schema';
import { businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { actorOfService } from '../staff/service-actor';
import {
  cursorOf,
  readCursor,
  readFilters,
  reportListOut,
  reportPageOut,
  reportQuery,
  toReportOut,
  toRowOut,
  toTotalsOut,
} from './report.schema';
import { saidFilters } from './report-list';
import type { ReportPage, ReportService } from './report.service';

/** Reports on the screen: page by page, with the sums of all pages. */
export function reportEndpoints(reports: ReportService, clock: Clock): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/reports',
      operationId: 'listReports',
      summary: 'List the reports, with their columns and filters',
      tag: 'Reports',
      scope: 'finance',
      answers: { 200: { description: 'All reports', schema: reportListOut } },
      handle: async ({ service }) =>
        reply(200, {
          data: reports.listReports(actorOfService(service)).map(toReportOut),
          next_cursor: null,
        }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/v1/reports/{code}',
      operationId: 'readReport',
      summary: 'Read a report, narrowed by its filters; as a file with .csv or .xlsx behind its code',
      tag: 'Reports',
      scope: 'finance',
      query: reportQuery,
      answers: { 200: { description: 'A page of the report', schema: reportPageOut } },
      handle: async ({ service, params, query: { cursor, limit, ...written } }) => {
        const report = reports.getReport(params.code ?? '');
        const filters = readFilters(report, written, { today: businessDayOf(clock.now()), part: 'query' });
        const page = { after: readCursor(report, cursor), limit };
        return reply(
          200,
          toPageOut(await reports.readPage(actorOfService(service), { report, filters }, page)),
        );
      },
    }),
  ];
}

function toPageOut({
  report,
  filters,
  rows,
  hasMore,
  totals,
  isProvisional,
  generatedAt,
}: ReportPage): unknown {
  const last = rows.at(-1);
  return {
    report: toReportOut(report),
    filters: saidFilters(report.code, filters),
    is_provisional: isProvisional,
    generated_at: timeOut(generatedAt),
    data: rows.map((row) => toRowOut(report, row)),
    totals: totals && toTotalsOut(totals),
    next_cursor: hasMore && last ? cursorOf(report, last) : null,
  };
}
