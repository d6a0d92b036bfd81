import { addDays } from '../kernel/business-day';
import type { Behind, ReportDefinition, ReportFilters, ReportRow } from './report';
import { findReport } from './report-list';

/** A report by its code, under these filters. */
export interface ReportLink {
  report: string;
  filters: Readonly<Record<string, string>>;
}

interface Figure {
  report: ReportDefinition;
  filters: ReportFilters;
  /** Null: of all rows, as in the sums. */
  row: ReportRow | null;
}

const PLACE = /\{(\w+)\}/g;

/** The report of just the rows that a figure adds up; null where none knows all that the figure is narrowed by. */
export function linkBehind(
  { report: code, filters: own = {}, days }: Behind,
  figure: Figure,
): ReportLink | null {
  const target = findReport(code);
  if (target === null) return null;
  const { report, row } = figure;
  const named = filled(own, figure);
  if (named === null) return null;
  const active = activeFilters(report, figure.filters);
  const isKnown = (name: string): boolean => target.filters.some((known) => known === name);
  const unknown = Object.keys(active).filter((name) => !isKnown(name));
  const isLost = row === null && unknown.length > 0;
  const { from, to } = daysOf(figure, days);
  const filters = {
    ...Object.fromEntries(Object.entries(active).filter(([name]) => isKnown(name))),
    ...named,
    ...(isKnown('period') && { from, to }),
  };
  const lacks = (target.requiredFilters ?? []).some((name) => !(name in filters));
  return isLost || lacks ? null : { report: code, filters };
}

/** What is said of each filter of its own. Of all rows nothing is that one row alone has; a row without it has no link. */
function filled(own: NonNullable<Behind['filters']>, figure: Figure): Record<string, string> | null {
  const said: Record<string, string> = {};
  for (const [name, template] of Object.entries(own)) {
    const places = [...template.matchAll(PLACE)].map(([, key = '']) => valueOf(key, figure));
    const isWhole = places.every((value) => value !== null);
    if (!isWhole && figure.row !== null) return null;
    if (isWhole) said[name] = template.replace(PLACE, (_, key: string) => valueOf(key, figure) ?? '');
  }
  return said;
}

function valueOf(key: string, { report, row, filters }: Figure): string | null {
  const at = report.columns.findIndex((column) => column.key === key);
  if (at >= 0) return row?.[at] ?? null;
  return filters[key as keyof ReportFilters] ?? null;
}

function activeFilters(report: ReportDefinition, filters: ReportFilters): Record<string, string> {
  const given = Object.entries(filters).filter(
    (pair): pair is [keyof ReportFilters, string] =>
      pair[1] !== undefined && report.filters.some((name) => name === pair[0]),
  );
  return Object.fromEntries(given);
}

/** The day or month of the row, as far as the period goes. */
function daysOf(figure: Figure, key: string | undefined): { from: string; to: string } {
  const { from, to } = figure.filters;
  const day = key === undefined ? null : valueOf(key, figure);
  if (day === null) return { from, to };
  if (day.length > MONTH_LETTERS) return { from: day, to: day };
  const [first, last] = [`${day}-01`, lastOfMonth(day)];
  return { from: first > from ? first : from, to: last < to ? last : to };
}

const MONTH_LETTERS = 'YYYY-MM'.length;

/** @param month 'YYYY-MM' */
export function lastOfMonth(month: string): string {
  const inNext = addDays(`${month}-01`, 31);
  return addDays(`${inNext.slice(0, 7)}-01`, -1);
}
