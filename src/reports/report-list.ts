import { bookReports } from './book-reports';
import { deskReports } from './desk-reports';
import { listReports } from './list-reports';
import { moneyReports } from './money-reports';
import { recordReports } from './record-reports';
import type { ReportDefinition } from './report';
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

/** Null where no report is called so. */
export function findReport(code: string): (ReportDefinition & { code: ReportCode }) | null {
  return BY_CODE.get(code) ?? null;
}
