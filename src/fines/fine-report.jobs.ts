import type { JobHandler } from '../outbox/job';
import type { FineReportService } from './fine-report.service';

/** `fine.report`, about the id of a report, and `fine.clear`, about a business day of the register. */
export function fineReportHandlers(
  reports: Pick<FineReportService, 'reportFine' | 'clearDay'>,
): Record<'fine.report' | 'fine.clear', JobHandler> {
  return {
    'fine.report': async (id) => resultOf(await reports.reportFine(id)),
    'fine.clear': async (day) => resultOf(await reports.clearDay(day)),
  };
}

const resultOf = (runAt: Date | null) => (runAt === null ? 'done' : { runAt });
