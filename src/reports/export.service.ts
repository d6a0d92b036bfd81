import type { ReadStream } from 'node:fs';
import { auditEntryOf } from '../audit/audit';
import type { Stores } from '../db/stores';
import { AppError } from '../kernel/errors';
import type { JobResult } from '../outbox/job';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { isUnderWay, newExport } from './export';
import type { Export, ExportPage } from './export';
import type { ExportFolder } from './export-folder.service';
import { checkReport, makeFile, requireFormat } from './file-making.service';
import type { FileRequest, ReportDeps } from './file-making.service';
import type { FileFormat } from './file-format';
import {
  DayNotReconciled,
  ExportFileMissing,
  ExportNotFound,
  ExportNotReady,
  ReportUnknown,
} from './report.errors';
import { findReport } from './report-list';
import { takingOf } from './report-permission';
import { exportEntry } from './report.service';

export interface ExportService {
  /**
   * Has a file made in the background; whoever asks for the same again before it is made gets the one that is under way.
   * @throws StaffForbidden, DayNotReconciled, FormatNotOffered
   */
  requestExport(actor: Actor, request: FileRequest): Promise<Export>;
  /** @throws ExportNotFound */
  getExport(actor: Actor, id: string): Promise<Export>;
  /** Newest first: one's own, or everybody's with the permission for that. */
  listExports(actor: Actor, page: ExportPage): Promise<Export[]>;
  /** @throws ExportNotFound, ExportNotReady, ExportFileMissing */
  openExport(actor: Actor, id: string): Promise<{ job: Export; content: ReadStream }>;
  /**
   * The work: from the beginning, whatever an earlier attempt had done. Doing it twice at once keeps one file. It comes
   * again later where this process writes enough files already, or where a schedule asked before its days are reconciled.
   */
  makeExport(id: string): Promise<JobResult>;
  /** Takes away what was kept long enough, and what killed processes have left. */
  expireExports(): Promise<void>;
}

export interface ExportDeps extends ReportDeps {
  folder: ExportFolder;
  retentionDays: number;
  translateError(error: unknown): unknown;
  alarm(message: string, facts: object): void;
}

const DAY_MS = 86_400_000;
/** Of the work in the background in one process: each has a connection and its memory, and others wait for the worker. */
const MOST_AT_ONCE = 2;
const TURN_MS = 3_000;

/** Files that are made in the background. */
export function createExportService(deps: ExportDeps): ExportService {
  const { database, clock, folder } = deps;
  const underWay = new Map<string, Promise<JobResult>>();
  const find = async (actor: Actor, id: string): Promise<Export> => {
    const job = await database.stores.exports.findExport(id);
    if (!job || !maySee(actor, job)) throw ExportNotFound();
    return job;
  };
  return {
    requestExport: (actor, request) => requestExport(deps, actor, request),
    getExport: find,
    listExports: (actor, page) =>
      database.stores.exports.listExports(actor.permissions.has('reports.export') ? null : actor.id, page),
    openExport: async (actor, id) => openExport(deps, actor, await find(actor, id)),
    async makeExport(id) {
      // The work of a worker that was killed may come from the outbox and from the queue, to the same process.
      const known = underWay.get(id);
      if (known) return known;
      if (underWay.size >= MOST_AT_ONCE) return { runAt: new Date(clock.now().getTime() + TURN_MS) };
      const work = makeExport(deps, id).finally(() => underWay.delete(id));
      underWay.set(id, work);
      return work;
    },
    async expireExports() {
      const now = clock.now();
      await folder.remove(await database.stores.exports.expireExports(now));
      await folder.sweep(new Date(now.getTime() - DAY_MS));
    },
  };
}

async function requestExport(deps: ExportDeps, actor: Actor, request: FileRequest): Promise<Export> {
  requirePermission(actor, takingOf(request.report));
  // The file waits among the others: who cannot see those could neither follow nor take it.
  requirePermission(actor, 'books.read');
  requireFormat(request);
  await checkReport(deps, request);
  const { report, filters, format, language } = request;
  const wish = { report: report.code, filters, format, language, askedBy: actor.id, askedByName: actor.name };
  const job = newExport(wish, deps.clock.now());
  return deps.database.transact(async (stores) => {
    const underWay = await stores.exports.lockUnderWay(wish);
    if (underWay) return underWay;
    await stores.audit.append(exportEntry(actor, request, job.createdAt));
    await putExport(stores, job);
    return job;
  });
}

/** Who takes a file along stands in the audit log before the first byte leaves. */
async function openExport(
  { database, clock, folder }: ExportDeps,
  actor: Actor,
  job: Export,
): Promise<{ job: Export; content: ReadStream }> {
  const { id, status, storedAs, report } = job;
  if (status !== 'ready' || storedAs === null) throw ExportNotReady({ details: { status } });
  const content = await folder.read(storedAs);
  if (!content) throw ExportFileMissing();
  const what = { at: clock.now(), subject: id, details: { report } };
  await database.transact(({ audit }) => audit.append(auditEntryOf(actor, 'report.downloaded', what)));
  return { job, content };
}

/** One's own, or everybody's; of what is not for everybody, neither without the permission for it. */
function maySee({ id, permissions }: Actor, { askedBy, report: code }: Export): boolean {
  const report = findReport(code);
  const isAllowed = report?.permission === undefined || permissions.has(report.permission);
  return isAllowed && (askedBy === id || permissions.has('reports.export'));
}

/** Writes it down with the work that is to be done for it. @returns false where its schedule has it already */
export async function putExport(stores: Stores, job: Export): Promise<boolean> {
  if (!(await stores.exports.insertExport(job))) return false;
  await stores.outbox.putEntries(
    [{ kind: 'report.export', subject: job.id, runAt: job.createdAt }],
    job.createdAt,
  );
  return true;
}

async function makeExport(deps: ExportDeps, id: string): Promise<JobResult> {
  const job = await deps.database.stores.exports.findExport(id);
  if (!job || !isUnderWay(job)) return 'done';
  try {
    await write(deps, job);
  } catch (thrown) {
    const error = deps.translateError(thrown);
    // What is away comes back, and the work with it.
    if (error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'outcome-unknown'))
      throw error;
    const retryAt = waitsUntil(job, error, deps.clock.now());
    if (retryAt) {
      await deps.database.stores.exports.noteWaiting(id, troubleOf(error));
      return { runAt: retryAt };
    }
    deps.alarm('an export failed', { export: id, report: job.report, error });
    await end(deps, job, (stores, at) => stores.exports.failExport(id, troubleOf(error), at));
  }
  return 'done';
}

const WAIT_MS = 15 * 60_000;
const LONGEST_WAIT_MS = 3 * DAY_MS;

/** Statements come in the course of the morning; what is asked for by a schedule before that is only too early. */
function waitsUntil({ dueOn, createdAt }: Export, error: unknown, now: Date): Date | null {
  const isTooEarly = error instanceof AppError && error.code === DayNotReconciled().code;
  const hasTime = now.getTime() - createdAt.getTime() < LONGEST_WAIT_MS;
  return isTooEarly && dueOn !== null && hasTime ? new Date(now.getTime() + WAIT_MS) : null;
}

async function write(deps: ExportDeps, job: Export): Promise<void> {
  const { database, clock, folder } = deps;
  const report = findReport(job.report);
  if (!report) throw ReportUnknown({ details: { report: job.report } });
  const { filters, language } = job;
  const request = { report, filters, language, format: job.format as FileFormat };
  await checkReport(deps, request);
  const { rowCount } = await database.stores.reports.readTotals(request);
  if (!(await database.stores.exports.beginExport(job.id, BigInt(rowCount), clock.now()))) return;
  const file = await makeFile(deps, request);
  const stored = await folder.write(`${job.id}.${job.format}`, noting(deps, job, file));
  const expiresAt = new Date(clock.now().getTime() + deps.retentionDays * DAY_MS);
  const written = {
    ...stored,
    fileName: file.name,
    rowsDone: BigInt(file.progress()),
    expiresAt,
  };
  const isFirst = await end(deps, job, (stores, at) => stores.exports.finishExport(job.id, written, at));
  if (!isFirst) await folder.remove([stored.storedAs]);
}

const PROGRESS_EVERY_MS = 1_000;

async function* noting(
  { database, clock }: ExportDeps,
  { id }: Export,
  { content, progress }: { content: AsyncIterable<Uint8Array>; progress(): number },
): AsyncGenerator<Uint8Array> {
  let notedAt = clock.now().getTime();
  for await (const chunk of content) {
    yield chunk;
    if (clock.now().getTime() - notedAt < PROGRESS_EVERY_MS) continue;
    notedAt = clock.now().getTime();
    await database.stores.exports.noteProgress(id, BigInt(progress()));
  }
}

/** What a schedule asked for is brought to where it belongs, also that it failed. */
function end(
  { database, clock }: ExportDeps,
  { id, scheduleId }: Export,
  move: (stores: Stores, at: Date) => Promise<boolean>,
): Promise<boolean> {
  return database.transact(async (stores) => {
    const at = clock.now();
    const hasMoved = await move(stores, at);
    if (hasMoved && scheduleId !== null)
      await stores.outbox.putEntries([{ kind: 'report.deliver', subject: id, runAt: at }], at);
    return hasMoved;
  });
}

const MOST_DETAILS = 300;

const UNKNOWN =
  '生成文件时出错，请重新导出；已记录，如再次失败请联系运维。 Something went wrong on our side while the file was made. Ask for it again; if it fails again, tell the operator.';

function troubleOf(error: unknown): Pick<Export, 'error' | 'errorCode'> {
  if (!(error instanceof AppError)) return { error: UNKNOWN, errorCode: null };
  const details = JSON.stringify(error.details);
  const told = details === '{}' ? error.message : `${error.message} ${details.slice(0, MOST_DETAILS)}`;
  return { error: told, errorCode: error.code };
}
