import type { JobHandler } from '../outbox/job';
import type { FineReportService } from './fine-report.service';
import type { FineReturnService } from './fine-return.service';

/** `fine.report` and `fine.return`, about the id of what is to be told, and `fine.clear`, about a business day of the register. */
export function fineReportHandlers(
  reports: Pick<FineReportService, 'reportFine' | 'clearDay'>,
  returns: Pick<FineReturnService, 'reportReturn'>,
): Record<'fine.report' | 'fine.return' | 'fine.clear', JobHandler> {
  return {
    'fine.report': async (id) => resultOf(await reports.reportFine(id)),
    'fine.return': async (id) => resultOf(await returns.reportReturn(id)),
    'fine.clear': async (day) => resultOf(await reports.clearDay(day)),
  };
}

const resultOf = (runAt: Date | null) => (runAt === null ? 'done' : { runAt });
