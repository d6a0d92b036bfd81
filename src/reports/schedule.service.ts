import { randomBytes } from 'node:crypto';
import { auditEntryOf } from '../audit/audit';
import type { Database } from '../db/database';
import type { Stores } from '../db/stores';
import { businessDayOf, formatBeijing } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { newId } from '../kernel/ids';
import type { JobResult } from '../outbox/job';
import type { Actor } from '../staff/actor';
import { judgeDelivery } from '../webhooks/delivery';
import type { WebhookSender } from '../webhooks/delivery';
import { newExport } from './export';
import { describeFilters } from './cell';
import type { Export } from './export';
import type { ExportFolder } from './export-folder.service';
import { putExport } from './export.service';
import { ScheduleNotFound } from './report.errors';
import { hasPeriod, saidFilters } from './report-list';
import { daysDue, filtersOn } from './schedule';
import type { Schedule } from './schedule';

export interface ScheduleService {
  createSchedule(by: Person, wish: Omit<Schedule, 'id' | 'webhookSecret' | 'createdAt'>): Promise<Schedule>;
  /** With what came of the last time, or null. */
  listSchedules(): Promise<(Schedule & { last: Export | null })[]>;
  /** @throws ScheduleNotFound */
  removeSchedule(by: Person, id: string): Promise<void>;
  /** @throws ScheduleNotFound */
  getSchedule(id: string): Promise<Schedule>;
  /** Makes it once more, now. @throws ScheduleNotFound */
  runNow(by: Person, id: string): Promise<Export>;
}

/** Who does it, for the audit log. */
type Person = Pick<Actor, 'id' | 'name'>;

/** The reports that come round by time, and who changes them. */
export function createScheduleService(database: Database, clock: Clock): ScheduleService {
  const { schedules, exports } = database.stores;
  const note = ({ audit }: Stores, by: Person, [deed, subject, details]: Deed) =>
    audit.append(auditEntryOf(by, `schedule.${deed}`, { subject, at: clock.now(), details }));
  return {
    async createSchedule(by, wish) {
      const at = clock.now();
      const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
      const schedule = { ...wish, id: newId('sch', at), webhookSecret, createdAt: at };
      await database.transact(async (stores) => {
        await stores.schedules.insertSchedule(schedule);
        await note(stores, by, ['created', schedule.id, describe(schedule)]);
      });
      return schedule;
    },
    async listSchedules() {
      const all = await schedules.listSchedules();
      return Promise.all(all.map(async (it) => ({ ...it, last: await exports.findLastOf(it.id) })));
    },
    async removeSchedule(by, id) {
      await database.transact(async (stores) => {
        const schedule = await stores.schedules.findSchedule(id);
        if (!schedule || !(await stores.schedules.deleteSchedule(id))) throw ScheduleNotFound();
        await note(stores, by, ['removed', id, describe(schedule)]);
      });
    },
    getSchedule: (id) => getSchedule(database, id),
    async runNow(by, id) {
      const job = exportOf(await getSchedule(database, id), null, clock.now());
      await database.transact(async (stores) => {
        await putScheduled(stores, job);
        await note(stores, by, ['run', id, { report: job.report, export: job.id }]);
      });
      return job;
    },
  };
}

async function getSchedule({ stores }: Pick<Database, 'stores'>, id: string): Promise<Schedule> {
  const schedule = await stores.schedules.findSchedule(id);
  if (!schedule) throw ScheduleNotFound();
  return schedule;
}

/** What is done to a schedule, and the details of it. */
type Deed = [deed: 'created' | 'removed' | 'run', id: string, details: Record<string, string>];

/** Where which figures go, how often; not what signs the webhook. */
function describe({
  report,
  filters,
  format,
  language,
  every,
  timeOfDay,
  ...it
}: Schedule): Record<string, string> {
  // What stands behind the path of an address may be a secret of its receiver.
  const to = it.folder ?? it.webhookUrl?.replace(/[?#].*$/, '') ?? '';
  const lang = language === null ? {} : { lang: language };
  return { report, filters: describeFilters(report, filters), format, ...lang, every, at: timeOfDay, to };
}

/** With its entry in the audit log: it leaves the house without anybody asking for it on that day. */
async function putScheduled(stores: Stores, job: Export): Promise<void> {
  if (!(await putExport(stores, job))) return;
  const { report, filters, format, askedBy, askedByName, scheduleId } = job;
  const details = { ...saidFilters(report, filters), format, schedule: scheduleId ?? '' };
  const what = { at: job.createdAt, subject: report, details };
  await stores.audit.append(auditEntryOf({ id: askedBy, name: askedByName }, 'report.exported', what));
}

function exportOf(schedule: Schedule, due: string | null, at: Date): Export {
  const { id, report, format, language } = schedule;
  const by = { askedBy: 'system', askedByName: 'schedule', scheduleId: id, dueOn: due };
  return newExport(
    { report, format, language, filters: filtersOn(schedule, due ?? businessDayOf(at)), ...by },
    at,
  );
}

export interface ScheduleWorkDeps {
  database: Database;
  clock: Clock;
  folder: ExportFolder;
  sender: WebhookSender;
  alarm(message: string, facts: object): void;
}

export interface ScheduleWork {
  /** Puts what is due by now, each once, however many processes do this. */
  startDue(): Promise<void>;
  /** Brings one that has come to its end to where it belongs. */
  deliver(exportId: string): Promise<JobResult>;
}

/** What workers do for the schedules. */
export function createScheduleWork(deps: ScheduleWorkDeps): ScheduleWork {
  const { database, clock } = deps;
  return {
    async startDue() {
      const now = clock.now();
      const { schedules, exports } = database.stores;
      for (const schedule of await schedules.listSchedules()) {
        const last = await exports.findLastDay(schedule.id);
        for (const day of daysDue(schedule, last, now))
          await database.transact((stores) => putScheduled(stores, exportOf(schedule, day, now)));
      }
    },
    async deliver(exportId) {
      const job = await database.stores.exports.findExport(exportId);
      const schedule = job?.scheduleId ? await database.stores.schedules.findSchedule(job.scheduleId) : null;
      if (!job || !schedule) return 'done';
      if (schedule.folder !== null) return bring(deps, job, schedule.folder);
      const attempts = await database.stores.exports.countDelivery(exportId);
      return tell(deps, { schedule, job, attempts });
    },
  };
}

/** A folder that cannot be written to is tried again, like all work that fails. */
async function bring(
  { database, clock, folder }: ScheduleWorkDeps,
  job: Export,
  target: string,
): Promise<JobResult> {
  if (job.storedAs === null || job.status !== 'ready') return 'done';
  const { noteDelivery } = database.stores.exports;
  try {
    await folder.copyTo(job.storedAs, target, nameInFolder(job));
  } catch (error) {
    const deliveryProblem = error instanceof Error ? error.message : String(error);
    await noteDelivery(job.id, { deliveredAt: null, deliveryProblem });
    throw error;
  }
  await noteDelivery(job.id, { deliveredAt: clock.now(), deliveryProblem: null });
  return 'done';
}

/** One that has no day in its name gets that for which it was made, so that it does not overwrite the one before. */
function nameInFolder({ report, fileName, id, dueOn, createdAt }: Export): string {
  const name = fileName ?? id;
  if (hasPeriod(report)) return name;
  const end = name.lastIndexOf('.');
  return `${name.slice(0, end)}_${dueOn ?? businessDayOf(createdAt)}${name.slice(end)}`;
}

/** Signed like every webhook; the file itself is fetched with a key. */
async function tell(
  { database, sender, clock, alarm }: ScheduleWorkDeps,
  { schedule, job, attempts }: { schedule: Schedule; job: Export; attempts: number },
): Promise<JobResult> {
  const at = clock.now();
  const type = job.status === 'failed' ? 'report.failed' : 'report.ready';
  const data = {
    export: job.id,
    report: job.report,
    filters: saidFilters(job.report, job.filters),
    format: job.format,
    status: job.status,
    rows: Number(job.rowsDone),
    bytes: job.bytes === null ? null : Number(job.bytes),
    sha256: job.sha256,
    error: job.error,
    file: `/v1/exports/${job.id}/file`,
  };
  const body = JSON.stringify({ id: job.id, type, timestamp: formatBeijing(job.updatedAt), data });
  const message = {
    url: schedule.webhookUrl ?? '',
    id: job.id,
    body,
    secret: schedule.webhookSecret,
    sentAt: at,
  };
  const verdict = judgeDelivery(await sender.send(message), attempts, at);
  const { deliveredAt, retryAt, exhaustedAt, lastResult } = verdict;
  const deliveryProblem = deliveredAt ? null : lastResult;
  await database.stores.exports.noteDelivery(job.id, { deliveredAt, deliveryProblem });
  if (exhaustedAt) alarm('a scheduled report could not be told of', { export: job.id, lastResult });
  return retryAt ? { runAt: retryAt } : 'done';
}
