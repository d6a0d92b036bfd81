import type { Config } from '../config/config';
import { createBankService } from './bank/bank.service';
import { createDayViewService } from './day-view.service';
import { createDifferenceDesk } from './difference-desk.service';
import { createReconciliationService } from './reconciliation.service';
import type { ReconciliationDeps } from './reconciliation.service';
import { createResolutionService } from './resolution.service';
import { createStatementUploadService } from './statement-upload.service';
import type { DecisionDeps } from './decision.service';

/** Everything about comparing the books with others', and about what is done where they differ. */
export function createReconciliationServices(
  config: Pick<Config, 'reconciliationCutoff' | 'writeOffLimitFen' | 'registerReportSlaMs'>,
  deps: Omit<ReconciliationDeps, 'cutoff'> & DecisionDeps,
) {
  const matching = { ...deps, cutoff: config.reconciliationCutoff };
  const reconciliations = createReconciliationService(matching);
  const rules = { writeOffLimitFen: config.writeOffLimitFen };
  const reportSlaMs = deps.reportsFines ? config.registerReportSlaMs : null;
  return {
    reconciliations,
    statementUploads: createStatementUploadService({ ...matching, reconciliations }),
    bank: createBankService(deps),
    dayViews: createDayViewService({ ...deps, reportSlaMs }),
    differenceDesk: createDifferenceDesk({ ...deps, reconciliations }),
    resolutions: createResolutionService({ ...deps, rules }),
  };
}
