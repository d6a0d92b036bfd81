import type { Config } from '../config/config';
import { createDifferenceDesk } from './difference-desk.service';
import { createReconciliationService } from './reconciliation.service';
import type { ReconciliationDeps } from './reconciliation.service';
import { createResolutionService } from './resolution.service';
import type { DecisionDeps } from './decision.service';

/** Everything about comparing the books with others', and about what is done where they differ. */
export function createReconciliationServices(
  config: Pick<Config, 'reconciliationCutoff' | 'writeOffLimitFen'>,
  deps: Omit<ReconciliationDeps, 'cutoff'> & DecisionDeps,
) {
  const reconciliations = createReconciliationService({ ...deps, cutoff: config.reconciliationCutoff });
  const rules = { writeOffLimitFen: config.writeOffLimitFen };
  return {
    reconciliations,
    differenceDesk: createDifferenceDesk({ ...deps, reconciliations }),
    resolutions: createResolutionService({ ...deps, rules }),
  };
}
