import type { JobHandler } from '../outbox/job';
import type { ReconciliationService } from './reconciliation.service';

/** Handles 'reconciliation.run'; the subject is the id of the run. */
export function reconciliationHandler(reconciliations: ReconciliationService): JobHandler {
  return async (runId) => {
    const runAt = await reconciliations.run(runId);
    return runAt === null ? 'done' : { runAt };
  };
}
