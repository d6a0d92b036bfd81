import { defineEndpoint, reply, replyPage } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { actorOfService } from '../staff/service-actor';
import { exportIn, exportOut, exportPage, exportQuery, toExportOut } from './export.schema';
import type { ExportService } from './export.service';
import { readFilters } from './report.schema';
import type { ReportService } from './report.service';

export interface ExportRouteDeps {
  reports: Pick<ReportService, 'getReport'>;
  exports: ExportService;
}

/** Files that are made in the background: asking for one, and how far it is. */
export function exportEndpoints(deps: ExportRouteDeps, clock: Clock): Endpoint[] {
  return [createEndpoint(deps, clock), listEndpoint(deps), getEndpoint(deps)];
}

function createEndpoint({ reports, exports }: ExportRouteDeps, clock: Clock): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/exports',
    operationId: 'createExport',
    summary: 'Have a report made as a file in the background',
    tag: 'Reports',
    scope: 'finance',
    body: exportIn,
    answers: { 202: { description: 'The export; read it again until it has ended', schema: exportOut } },
    handle: async ({ service, body: { report: code, filters: written, format, lang: language = null } }) => {
      const report = reports.getReport(code);
      const filters = readFilters(report, written, { today: businessDayOf(clock.now()), part: 'body' });
      const job = await exports.requestExport(actorOfService(service), { report, filters, format, language });
      const headers = { Location: `/v1/exports/${job.id}` };
      return { status: 202, headers, body: { json: toExportOut(job) } };
    },
  });
}

function listEndpoint({ exports }: ExportRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/exports',
    operationId: 'listExports',
    summary: 'List the exports, newest first',
    tag: 'Reports',
    scope: 'finance',
    query: exportQuery,
    answers: { 200: { description: 'A page of exports', schema: exportPage } },
    handle: async ({ service, query: { cursor, limit } }) => {
      const found = await exports.listExports(actorOfService(service), {
        before: cursor,
        limit: limit + 1,
      });
      return replyPage(found, limit, toExportOut);
    },
  });
}

function getEndpoint({ exports }: ExportRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/exports/{id}',
    operationId: 'getExport',
    summary: 'Read how far an export is',
    tag: 'Reports',
    scope: 'finance',
    answers: { 200: { description: 'The export', schema: exportOut } },
    handle: async ({ service, params }) =>
      reply(200, toExportOut(await exports.getExport(actorOfService(service), params.id ?? ''))),
  });
}
