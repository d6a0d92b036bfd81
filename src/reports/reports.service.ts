import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { createReportService } from './report.service';
import type { ReportService } from './report.service';

export interface ReportsDeps {
  database: Database;
  clock: Clock;
  providers: ReadonlyMap<string, unknown>;
}

/** What the finance department reads and takes with it. */
export function createReportServices({ database, clock, providers }: ReportsDeps): {
  reports: ReportService;
} {
  return { reports: createReportService({ database, clock, channels: [...providers.keys()] }) };
}
