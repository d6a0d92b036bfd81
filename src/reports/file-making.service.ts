import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import type { PeriodBalances } from './plain-journal.service';
import type { ReportDefinition, ReportFilters, ReportRow } from './report';
import { reportFile } from './report-file.service';
import { describeFilters } from './cell';
import { readFilterChoices } from './filter-choices.service';
import { formatsOf } from './file-format';
import type { FileFormat } from './file-format';
import { DayNotReconciled, FormatNotOffered } from './report.errors';
import { findReport, saidFilters } from './report-list';
import type { ReportCode } from './report-list';
import { toldRows } from './wording';
import type { FileLanguage, FileWordings } from './wording';

/** A report as it is asked for. */
export interface ReportRequest {
  report: ReportDefinition & { code: ReportCode };
  filters: ReportFilters;
  /** In which what the catalogue has is named; without one in Chinese. */
  language?: FileLanguage | null;
}

export interface FileRequest extends ReportRequest {
  format: FileFormat;
  /** In whose words it is told; null: it has the codes of the API. What accounting tools read always has codes. */
  language: FileLanguage | null;
}

/** A report as a file, written while it is read. Whoever takes it reads it to its end or leaves the loop. */
export interface OpenedFile {
  name: string;
  content: AsyncIterable<Uint8Array>;
  /** How many rows have passed so far. */
  progress(): number;
}

export interface ReportDeps {
  database: Database;
  clock: Clock;
  /** Codes of those that have to be reconciled. */
  channels: readonly string[];
  /** Null: its files have codes alone. */
  wordingIn: FileWordings | null;
}

/**
 * Whether a report can be given, and whether it may still change.
 * @throws DayNotReconciled
 */
export async function checkReport(
  { database: { stores }, channels }: ReportDeps,
  { report, filters }: ReportRequest,
): Promise<{ isProvisional: boolean }> {
  const missing = report.needsReconciliation ? await stores.reports.listUnreconciled(filters, channels) : [];
  if (missing.length > 0) throw DayNotReconciled({ details: { missing } });
  return {
    isProvisional: report.isLog
      ? false
      : (report.isOfNow ?? (await stores.reports.findOpenDay(filters)) !== null),
  };
}

/** Whether the format is one of plain-text accounting. @throws FormatNotOffered where the report is not the books */
export function requireFormat({ report, filters, format }: FileRequest): boolean {
  if (!formatsOf(report, filters).includes(format)) throw FormatNotOffered();
  return format === 'hledger' || format === 'beancount';
}

/**
 * Begins a file; the query runs as far as the content is taken.
 * @param signal ends it, and the query
 * @throws DayNotReconciled, FormatNotOffered
 */
export async function makeFile(
  deps: ReportDeps,
  request: FileRequest,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const isPlain = requireFormat(request);
  const { isProvisional } = await checkReport(deps, request);
  const generatedAt = deps.clock.now();
  const balances = isPlain ? await balancesOf(deps.database, request.filters, isProvisional) : null;
  const rows = deps.database.bulk.reportRows.streamRows(request, signal);
  const { report, filters } = request;
  const language = isPlain ? null : request.language;
  const wording = language && (deps.wordingIn?.(language) ?? null);
  const told = {
    report: wording?.tellReport(report) ?? report,
    batches: wording ? toldRows(rows, (row) => wording.tellRow(report, row)) : rows,
    filtered: wording
      ? wording.tellFilters(report, filters, await readFilterChoices(deps.database, report))
      : describeFilters(report.code, filters),
  };
  const source = { ...request, ...told, isProvisional, generatedAt, balances };
  return { name: fileNameOf({ ...request, language }), ...reportFile(request.format, source) };
}

/** By the trial balance, which is made of the roll-ups and not of the journals that are written. */
async function balancesOf(
  { stores }: Database,
  { from, to }: ReportFilters,
  isProvisional: boolean,
): Promise<PeriodBalances> {
  const report = findReport('trial-balance');
  if (!report) return { opening: [], closing: null };
  const query = { report, filters: { from, to } };
  const rows = await stores.reports.readRows(query, { after: null, limit: MOST_ACCOUNTS });
  const cell = (row: ReportRow, key: string): string =>
    row[report.columns.findIndex((it) => it.key === key)] ?? '0';
  const heldAt = (when: 'opening' | 'closing') =>
    rows.map((row) => ({
      account: cell(row, 'account'),
      fen: BigInt(cell(row, `${when}_debit`)) - BigInt(cell(row, `${when}_credit`)),
    }));
  return { opening: heldAt('opening'), closing: isProvisional ? null : heldAt('closing') };
}

const MOST_ACCOUNTS = 1_000_000;

/** Of the same report by other filters is another file, so that a schedule never overwrites what another one made. */
function fileNameOf({ report, filters, format, language }: FileRequest): string {
  const { from, to, ...others } = saidFilters(report.code, filters);
  const days = new Set([from, to].filter((day) => day !== undefined));
  const narrowed = Object.entries(others).map(([name, value]) => `${name}-${value}`);
  const parts = [report.code, ...days, ...narrowed, ...(language === null ? [] : [language])];
  const name = parts.map((part) => part.replace(/[^\w.+-]+/g, '-')).join('_');
  return `${name.slice(0, MOST_LETTERS)}.${format}`;
}

const MOST_LETTERS = 150;
