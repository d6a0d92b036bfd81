import { bookReports } from './book-reports';
import { deskReports } from './desk-reports';
import { listReports } from './list-reports';
import { moneyReports } from './money-reports';
import { recordReports } from './record-reports';
import type { ReportDefinition, ReportFilters } from './report';
import { settlementReports } from './settlement-reports';
import { standingReports } from './standing-reports';

/** Every report there is. */
export const REPORTS = [
  ...moneyReports,
  ...standingReports,
  ...settlementReports,
  ...bookReports,
  ...listReports,
  ...deskReports,
  ...recordReports,
] as const;

export type ReportCode = (typeof REPORTS)[number]['code'];

const BY_CODE: ReadonlyMap<string, ReportDefinition & { code: ReportCode }> = new Map(
  REPORTS.map((report) => [report.code, report]),
);

const PERIOD_NAMES: ReadonlySet<string> = new Set(['from', 'to', 'period']);

/** Whether a report is about days at all; one that is not tells how things stand on the day on which it is made. */
export const hasPeriod = (code: string): boolean =>
  findReport(code)?.filters.some((name) => name === 'period') ?? true;

/** What a report is narrowed by, as its readers are told: no period where it has none. @param code of the report */
export function saidFilters(
  code: string,
  filters: Partial<ReportFilters> & { period?: string },
): Record<string, string> {
  const isSaid = (name: string): boolean => hasPeriod(code) || !PERIOD_NAMES.has(name);
  const given = Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(given.filter(([name]) => isSaid(name)));
}

/** Null where no report is called so. */
export function findReport(code: string): (ReportDefinition & { code: ReportCode }) | null {
  return BY_CODE.get(code) ?? null;
}
