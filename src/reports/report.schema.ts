import { z } from 'zod';
import { businessDay, fen, lineIn, timestamp } from '../http/schema';
import { validate } from '../http/validate';
import { daysBetween, formatBeijing, isBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { invalidFields } from '../kernel/invalid';
import { PERIODS, periodOf } from './period';
import type { PeriodName } from './period';
import type { FilterName, ReportDefinition, ReportFilters, ReportRow, ReportTotals } from './report';
import { REPORTS } from './report-list';
import { FILE_LANGUAGES } from './wording';
import type { FileLanguage } from './wording';

export const MOST_DAYS = 3_700;

const periodFields = {
  from: businessDay.optional(),
  to: businessDay.optional(),
  period: z
    .enum(PERIODS)
    .optional()
    .meta({ description: 'Instead of `from` and `to`; without any of them it is yesterday.' }),
};

const code = lineIn(128);

/** Every filter there is; which of them a report has stands in `GET /v1/reports`. */
const FIELDS = {
  period: periodFields,
  channel: { channel: code.optional() },
  agency: { agency: code.optional() },
  affair: { affair: code.optional() },
  income_item: { income_item: code.optional() },
  status: { status: code.optional() },
  state: { state: code.optional() },
  kind: { kind: code.optional() },
  type: { type: code.optional() },
  movement: { movement: code.optional() },
  reason: { reason: code.optional() },
  bucket: { bucket: code.optional() },
  destination: { destination: code.optional() },
  account: { account: code.optional() },
  owner: { owner: code.optional() },
  run: { run: code.optional() },
  file: { file: code.optional() },
  // However it was written, everybody is told of it in Beijing time.
  paid_before: {
    paid_before: z.iso
      .datetime({ offset: true })
      .transform((at) => formatBeijing(new Date(at)))
      .optional(),
  },
  up_to: { up_to: businessDay.optional() },
  day_of: { day_of: code.optional() },
  number: { number: code.optional() },
  deed: { deed: code.optional() },
  actor: { actor: code.optional() },
  subject: { subject: code.optional() },
} as const satisfies Record<FilterName, z.ZodRawShape>;

const allFields = Object.assign({}, ...Object.values(FIELDS)) as z.ZodRawShape;

type RawFilters = Partial<Record<string, string>> & { period?: PeriodName };
interface Body {
  filters: RawFilters;
}

/**
 * The filters of a report as somebody wrote them.
 * @param today the business day, of which the names of periods speak
 * @param part of the request; in a body they stand under `filters`
 * @throws REQUEST_INVALID, also for a filter that this report does not have
 */
export function readFilters(
  report: ReportDefinition,
  written: object,
  { today, part }: { today: BusinessDay; part: 'query' | 'body' },
): ReportFilters {
  const own = Object.assign({}, ...report.filters.map((name) => FIELDS[name])) as z.ZodRawShape;
  const { from, to, period, ...others } =
    part === 'query'
      ? (validate(z.strictObject(own), written, part) as RawFilters)
      : (validate(z.object({ filters: z.strictObject(own) }), { filters: written }, part) as Body).filters;
  const refuse = (name: string, message: string, messageZh?: string) =>
    invalidFields([
      { in: part, pointer: part === 'query' ? `/${name}` : `/filters/${name}`, message, messageZh },
    ]);
  for (const name of report.requiredFilters ?? []) {
    if (others[name] === undefined) throw refuse(name, 'This report needs it.');
  }
  for (const [name, choices] of Object.entries(report.choices ?? {})) {
    const chosen = others[name];
    const known = choices.join(', ');
    if (chosen !== undefined && !choices.includes(chosen))
      throw refuse(name, `must be one of ${known}`, `须为以下之一：${known}`);
  }
  if (!report.filters.includes('period')) return { from: today, to: today, ...others };
  if (period !== undefined && (from ?? to) !== undefined) throw refuse('period', 'not with from and to');
  const days = from !== undefined && to !== undefined ? { from, to } : periodOf(period ?? 'yesterday', today);
  if ((from === undefined) !== (to === undefined)) throw refuse(from ? 'to' : 'from', 'both, or neither');
  if (days.from > days.to) throw refuse('to', 'must not be before from');
  if (daysBetween(days.from, days.to) >= MOST_DAYS)
    throw refuse('from', `at most ${MOST_DAYS} days`, `期间最多 ${MOST_DAYS} 天`);
  return { ...days, ...others };
}

const words = z.strictObject({ zh: z.string(), en: z.string() });
const columnOut = z
  .strictObject({
    key: z.string(),
    heading: words,
    type: z.enum(['text', 'fen', 'count', 'day', 'month', 'instant']),
    is_totalled: z.boolean(),
  })
  .meta({ id: 'ReportColumn' });

const reportOut = z
  .strictObject({
    code: z.enum(REPORTS.map((report) => report.code)),
    title: words,
    columns: z.array(columnOut),
    filters: z.array(z.enum(Object.keys(FIELDS) as [FilterName, ...FilterName[]])),
    required_filters: z.array(z.string()),
    statuses: z.array(z.string()),
    choices: z
      .record(z.string(), z.array(z.string()))
      .meta({ description: 'What the filters of few values may be.' }),
  })
  .meta({ id: 'Report' });

export const reportListOut = z.strictObject({ data: z.array(reportOut), next_cursor: z.null() });

/** A report as the API lists it. */
export function toReportOut(report: ReportDefinition): z.output<typeof reportOut> {
  return {
    code: report.code as z.output<typeof reportOut>['code'],
    title: report.title,
    columns: report.columns.map(({ key, heading, type, isTotalled }) => ({
      ...{ key, heading, type, is_totalled: isTotalled },
    })),
    filters: [...report.filters],
    required_filters: [...(report.requiredFilters ?? [])],
    statuses: [...(report.choices?.status ?? [])],
    choices: Object.fromEntries(
      Object.entries(report.choices ?? {}).map(([name, choices]) => [name, [...choices]]),
    ),
  };
}

export const reportQuery = z.strictObject({
  ...allFields,
  cursor: z
    .string()
    .regex(/^[\w-]{1,700}$/, 'must be a next_cursor of this list')
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** In whose words a file is told. */
export const fileLang = z.enum(FILE_LANGUAGES).optional().meta({
  description: 'CSV and Excel: codes, accounts and filters in the words of this language; without it, codes.',
});

export const fileQuery = z.strictObject({ ...allFields, lang: fileLang });

/** What the query of a file says of its words; the rest of it are the filters. @throws REQUEST_INVALID */
export function readFileQuery({ lang, ...written }: Readonly<Record<string, unknown>>): {
  language: FileLanguage | null;
  written: object;
} {
  const said = validate(z.object({ lang: fileLang }), { lang }, 'query') as { lang?: FileLanguage };
  return { language: said.lang ?? null, written };
}

const cell = z.union([z.string(), z.int(), z.null()]);

export const reportPageOut = z
  .strictObject({
    report: reportOut,
    filters: z.record(z.string(), z.string()).meta({ description: 'As they were understood.' }),
    is_provisional: z.boolean().meta({
      description: 'Figures may still change: a day of it is not closed, or it tells how things stand now.',
    }),
    generated_at: timestamp,
    data: z
      .array(z.record(z.string(), cell))
      .meta({ description: 'By the keys of the columns; amounts in fen.' }),
    totals: z
      .strictObject({ rows: z.int(), sums: z.record(z.string(), fen.or(z.int())) })
      .nullable()
      .meta({ description: 'Of all pages; only with the first.' }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'ReportPage' });

/** A row by the keys of its columns. */
export function toRowOut(
  { columns }: ReportDefinition,
  row: ReportRow,
): Record<string, string | number | null> {
  const cells = columns.map(({ key, type }, i) => {
    const value = row[i] ?? null;
    return [key, value !== null && (type === 'fen' || type === 'count') ? Number(value) : value] as const;
  });
  return Object.fromEntries(cells);
}

/** The sums under a report. */
export function toTotalsOut({ rowCount, sums }: ReportTotals): {
  rows: number;
  sums: Record<string, number>;
} {
  return { rows: rowCount, sums: Object.fromEntries([...sums].map(([key, sum]) => [key, Number(sum)])) };
}

/** Where the next page goes on: behind this row. */
export function cursorOf({ columns, order }: ReportDefinition, row: ReportRow): string {
  const values = order.map((key) => row[columns.findIndex((column) => column.key === key)] ?? '');
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** As a moment stands in a row. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/;

/** @throws REQUEST_INVALID where it is not a cursor of this report */
export function readCursor(report: ReportDefinition, cursor: string | undefined): string[] | null {
  if (cursor === undefined) return null;
  const values = parsed(Buffer.from(cursor, 'base64url').toString());
  const isKey = (key: string, value: unknown): boolean => {
    const type = report.columns.find((column) => column.key === key)?.type;
    if (typeof value !== 'string' || value.includes('\0')) return false;
    if (type === 'day') return isBusinessDay(value);
    if (type === 'instant') return INSTANT.test(value) && !Number.isNaN(Date.parse(value));
    return type === 'count' ? /^\d{1,9}$/.test(value) : true;
  };
  const isCursor =
    Array.isArray(values) &&
    values.length === report.order.length &&
    report.order.every((key, i) => isKey(key, values[i]));
  if (isCursor) return values as string[];
  throw invalidFields([{ in: 'query', pointer: '/cursor', message: 'must be a next_cursor of this list' }]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
