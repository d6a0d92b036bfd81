import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { ReportDefinition, ReportFilters, ReportRow, ReportTotals } from './report';
import { reportFile } from './report-file.service';
import type { FileFooter, FileFormat } from './report-file.service';
import { DayNotReconciled, ReportUnknown, TooManyExports } from './report.errors';
import { findReport, REPORTS } from './report-list';
import type { ReportCode } from './report-list';

/** A report as it is asked for. */
export interface ReportRequest {
  report: ReportDefinition & { code: ReportCode };
  filters: ReportFilters;
}

export interface ReportPage extends ReportRequest {
  isProvisional: boolean;
  generatedAt: Date;
  rows: readonly ReportRow[];
  hasMore: boolean;
  /** With the first page only. */
  totals: ReportTotals | null;
}

/** A report as a file, written while it is read. Whoever takes it reads it to its end or leaves the loop. */
export interface OpenedFile {
  name: string;
  content: AsyncIterable<Uint8Array>;
  /** After the end of the content. */
  footer(): FileFooter;
}

export interface ReportService {
  listReports(actor: Actor): readonly ReportDefinition[];
  /** @throws ReportUnknown */
  getReport(code: string): ReportRequest['report'];
  /** @param page behind which key, and how many rows. @throws StaffForbidden, DayNotReconciled */
  readPage(
    actor: Actor,
    request: ReportRequest,
    page: { after: readonly string[] | null; limit: number },
  ): Promise<ReportPage>;
  /**
   * Begins a file of all rows, and writes down who took it.
   * @param signal ends it, and the query
   * @throws StaffForbidden, DayNotReconciled, TooManyExports
   */
  openFile(
    actor: Actor,
    request: ReportRequest & { format: FileFormat },
    signal: AbortSignal,
  ): Promise<OpenedFile>;
  /** The same for work in the background, which was allowed when it was asked for. */
  makeFile(request: ReportRequest & { format: FileFormat }, signal?: AbortSignal): Promise<OpenedFile>;
}

export interface ReportDeps {
  database: Database;
  clock: Clock;
  /** Codes of those that have to be reconciled. */
  channels: readonly string[];
}

/** Each file keeps a connection to the database; a citizen's payment needs one more. */
const MOST_FILES_AT_ONCE = 4;

/** The reports, on the screen and as files. */
export function createReportService(deps: ReportDeps): ReportService {
  const { database, clock, channels } = deps;
  let open = 0;
  const check = async ({ report, filters }: ReportRequest): Promise<{ isProvisional: boolean }> => {
    const missing = report.needsReconciliation
      ? await database.stores.reports.listUnreconciled(filters, channels)
      : [];
    if (missing.length > 0) throw DayNotReconciled({ details: { missing } });
    return { isProvisional: (await database.stores.reports.findOpenDay(filters)) !== null };
  };
  const makeFile: ReportService['makeFile'] = async (request, signal) => {
    const { isProvisional } = await check(request);
    const generatedAt = clock.now();
    const batches = database.bulk.reportRows.streamRows(request, signal);
    return {
      name: fileNameOf(request),
      ...reportFile(request.format, { ...request, isProvisional, generatedAt, batches }),
    };
  };
  return {
    listReports(actor) {
      requirePermission(actor, 'books.read');
      return REPORTS;
    },
    getReport(code) {
      const report = findReport(code);
      if (!report) throw ReportUnknown({ details: { report: code } });
      return report;
    },
    async readPage(actor, request, { after, limit }) {
      requirePermission(actor, 'books.read');
      const { isProvisional } = await check(request);
      const found = await database.stores.reports.readRows(request, { after, limit: limit + 1 });
      const totals = after === null ? await database.stores.reports.readTotals(request) : null;
      const hasMore = found.length > limit;
      return {
        ...request,
        isProvisional,
        generatedAt: clock.now(),
        rows: found.slice(0, limit),
        hasMore,
        totals,
      };
    },
    makeFile,
    async openFile(actor, request, signal) {
      requirePermission(actor, 'reports.export');
      if (open >= MOST_FILES_AT_ONCE) throw TooManyExports();
      open++;
      let isOpen = true;
      const close = (): void => {
        if (isOpen) open--;
        isOpen = false;
      };
      // A file that is never begun to be read is left as well.
      signal.addEventListener('abort', close, { once: true });
      try {
        const file = await makeFile(request, signal);
        await database.transact((stores) => stores.audit.append(entryOf(actor, request, clock.now())));
        return { ...file, content: thenDo(file.content, close) };
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

/** Whether the content was taken to its end or left. */
async function* thenDo(content: AsyncIterable<Uint8Array>, end: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } finally {
    end();
  }
}

function fileNameOf({ report, filters, format }: ReportRequest & { format: FileFormat }): string {
  const days = filters.from === filters.to ? filters.from : `${filters.from}_${filters.to}`;
  return `${report.code}_${days}.${format}`;
}

function entryOf(
  actor: Actor,
  { report, filters, format }: ReportRequest & { format: FileFormat },
  at: Date,
) {
  const said = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return {
    at,
    actorId: actor.id,
    actorName: actor.name,
    action: 'report.exported',
    subject: report.code,
    details: { ...(Object.fromEntries(said) as Record<string, string>), format },
  };
}
