import { Prisma } from '../db/client';
import { bookSources } from './book-source.store';
import { deskSources } from './desk-source.store';
import { listSources } from './list-source.store';
import { moneySources } from './money-source.store';
import type { ReportSource } from './money-source.store';
import type { Language } from '../kernel/language';
import type { Column, ColumnType, ReportDefinition, ReportFilters } from './report';
import type { ReportCode } from './report-list';
import { recordSources } from './record-source.store';
import { settlementSources } from './settlement-source.store';
import { standingSources } from './standing-source.store';

/** The one query of every report: the screen pages through it, the totals add it up, an export streams it. */
const SOURCES: Readonly<Record<ReportCode, ReportSource>> = {
  ...moneySources,
  ...standingSources,
  ...bookSources,
  ...settlementSources,
  ...listSources,
  ...deskSources,
  ...recordSources,
};

/** A report with its active filters. */
export interface ReportQuery {
  report: ReportDefinition & { code: ReportCode };
  filters: ReportFilters;
  /** In which the names of the catalogue are; without one in Chinese. */
  language?: Language | null;
}

const identifier = (key: string): Prisma.Sql => Prisma.raw(`r."${key}"`);

/** How a value is written, for screens and files alike. */
const AS_TEXT: Readonly<Record<ColumnType, (value: Prisma.Sql) => Prisma.Sql>> = {
  text: (value) => Prisma.sql`${value}::text`,
  month: (value) => Prisma.sql`${value}::text`,
  day: (value) => Prisma.sql`to_char(${value}, 'YYYY-MM-DD')`,
  fen: (value) => Prisma.sql`${value}::bigint::text`,
  count: (value) => Prisma.sql`${value}::bigint::text`,
  instant: (value) =>
    Prisma.sql`to_char(${value} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')`,
};

/** What a text of a key is compared as. */
const SQL_TYPE: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  month: 'text',
  day: 'date',
  fen: 'bigint',
  count: 'bigint',
  instant: 'timestamptz',
};

/** Every row after a key, in the order of the report. @param after the values of `order` in the row before, or null */
export function rowsSql(
  { report, filters, language }: ReportQuery,
  after: readonly string[] | null,
): Prisma.Sql {
  const cells = report.columns.map(
    ({ key, type }) => Prisma.sql`${AS_TEXT[type](identifier(key))} as ${Prisma.raw(`"${key}"`)}`,
  );
  const direction = Prisma.raw(report.isDescending ? 'desc' : 'asc');
  const ordered = report.order.map((key) => Prisma.sql`${identifier(key)} ${direction}`);
  return Prisma.sql`select ${Prisma.join(cells)} from (${SOURCES[report.code](filters, language)}) r
    ${after === null ? Prisma.empty : beyond(report, after)} order by ${Prisma.join(ordered)}`;
}

function beyond(report: ReportDefinition, after: readonly string[]): Prisma.Sql {
  const keys = report.order.map(identifier);
  const values = report.order.map((key, i) => {
    const type = report.columns.find((column) => column.key === key)?.type ?? 'text';
    return Prisma.sql`${after[i] ?? ''}::${Prisma.raw(SQL_TYPE[type])}`;
  });
  const operator = Prisma.raw(report.isDescending ? '<' : '>');
  return Prisma.sql`where (${Prisma.join(keys)}) ${operator} (${Prisma.join(values)})`;
}

/** The number of rows, and the sums of the columns that are added up, in their order. */
export function totalsSql({ report, filters }: ReportQuery): Prisma.Sql {
  const sums = totalledColumns(report).map(
    ({ key }) => Prisma.sql`, coalesce(sum(${identifier(key)}), 0)::text as ${Prisma.raw(`"${key}"`)}`,
  );
  return Prisma.sql`select count(*)::text as "#" ${sums.length > 0 ? Prisma.join(sums, ' ') : Prisma.empty}
    from (${SOURCES[report.code](filters)}) r`;
}

/** The columns that have a sum. */
export function totalledColumns({ columns }: ReportDefinition): Column[] {
  return columns.filter(({ isTotalled }) => isTotalled);
}
