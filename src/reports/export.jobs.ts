import type { JobHandler } from '../outbox/job';
import type { ExportService } from './export.service';
import type { ScheduleWork } from './schedule.service';

/** The work of 'report.export' and 'report.deliver'; their subject is the id of an export. */
export function exportHandlers(
  exports: Pick<ExportService, 'makeExport'>,
  schedules: Pick<ScheduleWork, 'deliver'>,
): Record<'report.export' | 'report.deliver', JobHandler> {
  return {
    'report.export': (exportId) => exports.makeExport(exportId),
    'report.deliver': (exportId) => schedules.deliver(exportId),
  };
}
