import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import type { WebhookSender } from '../webhooks/delivery';
import { createExportFolder } from './export-folder.service';
import { createExportService } from './export.service';
import type { ExportService } from './export.service';
import { createReportService } from './report.service';
import type { ReportService } from './report.service';
import { createScheduleWork } from './schedule.service';
import type { ScheduleWork } from './schedule.service';
import type { FileWordings } from './wording';

export interface ReportsDeps {
  database: Database;
  clock: Clock;
  providers: ReadonlyMap<string, unknown>;
  /** The words in which files are told to persons; null: they have codes alone. */
  wordingIn: FileWordings | null;
  sender: WebhookSender;
  translateError(error: unknown): unknown;
  alarm(message: string, facts: object): void;
}

/** What the finance department reads and takes with it. */
export interface ReportServices {
  reports: ReportService;
  exports: ExportService;
  schedules: ScheduleWork;
}

/** @param config where files are kept, and how long */
export function createReportServices(
  config: { exports: { directory: string; retentionDays: number } },
  { providers, ...deps }: ReportsDeps,
): ReportServices {
  const { directory, retentionDays } = config.exports;
  const folder = createExportFolder(directory);
  const ofReports = { ...deps, channels: [...providers.keys()], folder, retentionDays };
  return {
    reports: createReportService(ofReports),
    exports: createExportService(ofReports),
    schedules: createScheduleWork(ofReports),
  };
}
