import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { businessDayOf, formatBeijing } from '../kernel/business-day';
import { AppError } from '../kernel/errors';
import { systemClock } from '../kernel/clock';
import { describeFilters } from '../reports/cell';
import type { Export } from '../reports/export';
import { makeFile } from '../reports/file-making.service';
import { PERIODS } from '../reports/period';
import type { PeriodName } from '../reports/period';
import { FILE_FORMATS } from '../reports/file-format';
import type { FileFormat } from '../reports/file-format';
import { findReport, REPORTS, saidFilters } from '../reports/report-list';
import { readFilters } from '../reports/report.schema';
import { recordExport } from '../reports/report.service';
import { FILE_LANGUAGES } from '../reports/wording';
import type { FileLanguage } from '../reports/wording';
import type { Schedule } from '../reports/schedule';
import { createScheduleService } from '../reports/schedule.service';
import { parseWebhookUrl } from '../webhooks/webhook-url';
import { CommandError, createProgram, withDatabase } from './command';

/** Whoever may run commands on the machine; in the audit log it is the machine's own. */
const OPERATOR = { id: 'system', name: 'npm run reports' };

interface ReportOptions {
  format: FileFormat;
  filter: Record<string, string>;
}

interface ScheduleOptions extends ReportOptions {
  period: PeriodName;
  every: Schedule['every'];
  at: string;
  folder?: string;
  webhook?: string;
  lang?: FileLanguage;
  json?: boolean;
}

/** The report and its filters, as the API reads them. */
function readRequest(code: string, written: Record<string, string>) {
  const report = findReport(code);
  if (!report)
    throw new CommandError(`There is no report ${code}. There are: ${codes()}. Nothing was changed.`);
  try {
    const context = { today: businessDayOf(systemClock.now()), part: 'query' } as const;
    return { report, filters: readFilters(report, written, context) };
  } catch (error) {
    return explainRefusal(error);
  }
}

function explainRefusal(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  throw new CommandError(`${error.message} ${JSON.stringify(error.details)}`);
}

const codes = (): string => REPORTS.map(({ code }) => code).join(', ');

async function schedule(code: string, options: ScheduleOptions): Promise<void> {
  const { format, filter, period, every, at: timeOfDay, folder = null, webhook = null } = options;
  const { lang: language = null } = options;
  const { report, filters } = readRequest(code, filter);
  if ((folder === null) === (webhook === null))
    throw new CommandError('Say with --folder or --webhook where it goes. Nothing was changed.');
  if (webhook !== null && !parseWebhookUrl(webhook))
    throw new CommandError('A webhook is an https URL. Nothing was changed.');
  const { from: _from, to: _to, ...others } = filters;
  const wish = {
    ...{ report: report.code, format, language, every, timeOfDay, webhookUrl: webhook },
    filters: { ...others, period },
    folder: folder === null ? null : path.resolve(folder),
  };
  const made = await withDatabase((database) =>
    createScheduleService(database, systemClock).createSchedule(OPERATOR, wish),
  );
  if (options.json)
    return console.log(JSON.stringify({ ...describe(made), webhook_secret: made.webhookSecret }));
  console.log(`Scheduled: ${lineOf(made)}`);
  if (made.webhookUrl !== null) console.log(`Webhook secret (not shown again): ${made.webhookSecret}`);
}

const describe = ({
  id,
  report,
  filters,
  format,
  language,
  every,
  timeOfDay,
  folder,
  webhookUrl,
}: Schedule) => ({
  ...{
    id,
    report,
    filters: saidFilters(report, filters),
    format,
    lang: language,
    every,
    at: timeOfDay,
    folder,
    webhook: webhookUrl,
  },
});

function lineOf(it: Schedule): string {
  const target = it.folder ?? it.webhookUrl ?? '';
  return [
    it.id,
    it.report,
    it.language === null ? it.format : `${it.format} (${it.language})`,
    `every ${it.every} at ${it.timeOfDay}`,
    describeFilters(it.report, it.filters),
    target,
  ].join('\t');
}

async function list({ json = false }: { json?: boolean }): Promise<void> {
  const all = await withDatabase((database) => createScheduleService(database, systemClock).listSchedules());
  if (json) {
    const data = all.map((it) => ({ ...describe(it), last: it.last && describeLast(it.last) }));
    return console.log(JSON.stringify({ data }));
  }
  for (const it of all) console.log(`${lineOf(it)}\t${it.last ? lastOf(it.last) : 'not made yet'}`);
  if (all.length === 0) console.log(`Nothing is scheduled. Reports: ${codes()}`);
}

const describeLast = ({ id, status, error, updatedAt, deliveredAt, deliveryProblem }: Export) => ({
  ...{ id, status, error, at: formatBeijing(updatedAt) },
  ...{ delivered_at: deliveredAt && formatBeijing(deliveredAt), delivery_problem: deliveryProblem },
});

function lastOf({ id, status, error, updatedAt, deliveredAt, deliveryProblem }: Export): string {
  const arrived = deliveredAt ? `delivered ${formatBeijing(deliveredAt)}` : 'not delivered yet';
  const problem = error ?? deliveryProblem;
  const said = [`last ${id}: ${status}, ${formatBeijing(updatedAt)}`, arrived].join(', ');
  return problem === null ? said : `${said}: ${problem}`;
}

async function run(id: string): Promise<void> {
  const job = await withDatabase((database) =>
    createScheduleService(database, systemClock).runNow(OPERATOR, id),
  );
  console.log(`Queued as ${job.id}: a worker makes it and brings it to where the schedule says.`);
}

async function remove(id: string): Promise<void> {
  await withDatabase((database) => createScheduleService(database, systemClock).removeSchedule(OPERATOR, id));
  console.log(`Removed: ${id}. What it has made stays.`);
}

async function write(code: string, file: string, { format, filter }: ReportOptions): Promise<void> {
  const request = { ...readRequest(code, filter), format, language: null };
  const rows = await withDatabase(async (database) => {
    const deps = { database, clock: systemClock, channels: [], wordingIn: null };
    const made = await makeFile(deps, request).catch(explainRefusal);
    await recordExport(deps, OPERATOR, request);
    await writeWhole(file, made.content);
    return made.progress();
  });
  console.log(
    `Written: ${rows} rows of ${describeFilters(request.report.code, request.filters) || code} to ${file}`,
  );
}

/** What was there before stays until the new file is whole. */
async function writeWhole(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${values.join(', ')}.`);
    return found;
  };
}

function readTime(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw new InvalidArgumentError('It is a time such as 06:30.');
  return text;
}

function readFilter(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is NAME=VALUE.');
  return { ...before, [name]: value };
}

/** `npm run reports -- schedule`, `list`, `run`, `remove` and `write`. */
export function createReportsProgram(): Command {
  const program = createProgram(
    'npm run reports --',
    'Reports that come round by time, and reports as files.',
  );
  const withReport = (name: string) =>
    program
      .command(name)
      .argument('<report>', codes())
      .option('--format <format>', FILE_FORMATS.join(', '), oneOf(FILE_FORMATS), 'csv')
      .option('--filter <name=value>', 'narrows it, as often as you like', readFilter, {});
  withReport('schedule')
    .description('Has a report made every day or month, and copied to a folder or told of to a webhook.')
    .option('--period <period>', PERIODS.join(', '), oneOf(PERIODS), 'yesterday')
    .option('--every <every>', 'day, month (on its first day)', oneOf(['day', 'month']), 'day')
    .requiredOption('--at <time>', 'Beijing time, such as 06:30', readTime)
    .option('--folder <path>', 'where the file is copied to, seen by the workers')
    .option(
      '--lang <lang>',
      `in the words of ${FILE_LANGUAGES.join(' or ')}; without it, in codes`,
      oneOf(FILE_LANGUAGES),
    )
    .option('--webhook <url>', 'what is told, signed, where the file is')
    .option('--json', 'print JSON')
    .action(schedule);
  program.command('list').description('Lists the schedules.').option('--json', 'print JSON').action(list);
  program.command('run').description('Makes a schedule once more, now.').argument('<id>').action(run);
  program.command('remove').description('Ends a schedule.').argument('<id>').action(remove);
  withReport('write')
    .description(
      'Writes a report to a file, now: --filter from=… --filter to=…, or --filter period=last_month.',
    )
    .argument('<file>', 'is overwritten')
    .action((code: string, file: string, options: ReportOptions) => write(code, file, options));
  return program;
}
