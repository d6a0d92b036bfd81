import { auditEntryOf } from '../audit/audit';
import type { AuditEntry } from '../audit/audit';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { checkReport, makeFile } from './file-making.service';
import type { FileRequest, OpenedFile, ReportDeps, ReportRequest } from './file-making.service';
import { readFilterChoices } from './filter-choices.service';
import type { FilterChoices } from './filter-choice';
import type { ReportDefinition, ReportRow, ReportTotals } from './report';
import { ReportUnknown, TooManyExports } from './report.errors';
import { findReport, REPORTS, saidFilters } from './report-list';
import { readingOf, takingOf } from './report-permission';

export interface ReportPage extends ReportRequest {
  isProvisional: boolean;
  generatedAt: Date;
  rows: readonly ReportRow[];
  hasMore: boolean;
  /** With the first page only. */
  totals: ReportTotals | null;
}

/** Where a page begins and how long it is. */
export interface PageWish {
  /** The key of the row before. */
  after: readonly string[] | null;
  limit: number;
}

export interface ReportService {
  listReports(actor: Actor): readonly ReportDefinition[];
  /** What its filters may be. @throws StaffForbidden */
  listChoices(actor: Actor, report: ReportDefinition): Promise<FilterChoices>;
  /** @throws ReportUnknown */
  getReport(code: string): ReportRequest['report'];
  /** @throws StaffForbidden, DayNotReconciled */
  readPage(actor: Actor, request: ReportRequest, wish: PageWish): Promise<ReportPage>;
  /**
   * Begins a file of all rows, and writes down who took it.
   * @param signal ends it, and the query
   * @throws StaffForbidden, DayNotReconciled, FormatNotOffered, TooManyExports
   */
  openFile(actor: Actor, request: FileRequest, signal: AbortSignal): Promise<OpenedFile>;
}

/** The reports, on the screen and as files. */
export function createReportService(deps: ReportDeps): ReportService {
  const places = createPlaces();
  return {
    listReports(actor) {
      requirePermission(actor, 'books.read');
      const all: readonly ReportDefinition[] = REPORTS;
      return all.filter((report) => actor.permissions.has(readingOf(report)));
    },
    listChoices(actor, report) {
      requirePermission(actor, readingOf(report));
      return readFilterChoices(deps.database, report);
    },
    getReport(code) {
      const report = findReport(code);
      if (!report) throw ReportUnknown({ details: { report: code } });
      return report;
    },
    readPage: (actor, request, wish) => readPage(deps, actor, { ...request, ...wish }),
    async openFile(actor, request, signal) {
      requirePermission(actor, takingOf(request.report));
      const leave = places.take();
      // A file that is never begun to be read is left as well.
      signal.addEventListener('abort', leave, { once: true });
      try {
        const file = await makeFile(deps, request, signal);
        await recordExport(deps, actor, request);
        return { ...file, content: thenDo(file.content, leave) };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

async function readPage(
  deps: ReportDeps,
  actor: Actor,
  { after, limit, ...request }: ReportRequest & PageWish,
): Promise<ReportPage> {
  requirePermission(actor, readingOf(request.report));
  const { isProvisional } = await checkReport(deps, request);
  const { reports } = deps.database.stores;
  const found = await reports.readRows(request, { after, limit: limit + 1 });
  const generatedAt = deps.clock.now();
  const rows = found.slice(0, limit);
  const isWhole = after === null && found.length <= limit;
  // What is all here need not be read once more: a report that adds up a day reads all payments of it.
  const totals =
    after !== null ? null : isWhole ? totalsOf(request.report, rows) : await reports.readTotals(request);
  return { ...request, isProvisional, generatedAt, rows, hasMore: found.length > limit, totals };
}

/** The sums of rows that are all of a report. */
function totalsOf(report: ReportDefinition, rows: readonly ReportRow[]): ReportTotals {
  const sums = report.columns.flatMap(({ key, isTotalled }, at) =>
    isTotalled ? [[key, rows.reduce((sum, row) => sum + BigInt(row[at] ?? '0'), 0n)] as const] : [],
  );
  return { rowCount: rows.length, sums: new Map(sums) };
}

/** Each file keeps a connection to the database; a citizen's payment needs one more. */
const MOST_FILES_AT_ONCE = 4;

/** Places for the files of this process. */
function createPlaces(): { take(): () => void } {
  let taken = 0;
  return {
    take() {
      if (taken >= MOST_FILES_AT_ONCE) throw TooManyExports();
      taken++;
      let isTaken = true;
      return () => {
        if (isTaken) taken--;
        isTaken = false;
      };
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

/** Who takes which figures with him stands in the audit log before the first of them leaves. */
export async function recordExport(
  { database, clock }: ReportDeps,
  actor: Pick<Actor, 'id' | 'name'>,
  request: FileRequest,
): Promise<void> {
  await database.transact((stores) => stores.audit.append(exportEntry(actor, request, clock.now())));
}

/** What the audit log has of it. */
export function exportEntry(
  actor: Pick<Actor, 'id' | 'name'>,
  { report, filters, format }: FileRequest,
  at: Date,
): AuditEntry {
  const details = { ...saidFilters(report.code, filters), format };
  return auditEntryOf(actor, 'report.exported', { at, subject: report.code, details });
}
