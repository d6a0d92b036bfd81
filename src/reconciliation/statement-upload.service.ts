import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { invalidField } from '../kernel/invalid';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import { matchStatement } from './matching.service';
import { newRun, requestRun } from './reconciliation.service';
import type { ReconciliationDeps, ReconciliationService } from './reconciliation.service';
import type { ReconciliationReport } from './reconciliation';
import { createStatementService } from './statement.service';

/** A channel's file as a person brings it. */
export interface UploadedStatement {
  channel: string;
  businessDay: BusinessDay;
  name: string;
  /** Where it lies; whoever put it there takes it away. */
  path: string;
}

export interface StatementUploadService {
  /**
   * Keeps the file as a version of its day, books its fees and compares it, as if it had been fetched. What is refused
   * leaves everything as it was.
   * @throws StaffForbidden; REQUEST_INVALID on an unknown channel or a day that has not begun; STATEMENT_REFUSED with
   * the row, STATEMENT_WRONG_DAY, StatementEmptyButWeHaveMoney, StatementEmptyButHadLines
   */
  upload(actor: Actor, file: UploadedStatement): Promise<ReconciliationReport>;
}

export interface StatementUploadDeps extends ReconciliationDeps {
  reconciliations: ReconciliationService;
}

/** Statement files by hand, through the same reader as those that are fetched. */
export function createStatementUploadService(deps: StatementUploadDeps): StatementUploadService {
  const { database, clock, providers, reconciliations } = deps;
  const statements = createStatementService(database, clock);
  return {
    async upload(actor, { channel, businessDay, name, path }) {
      requirePermission(actor, 'statements.upload');
      const provider = providers.get(channel);
      if (!provider) throw invalidField('/channel', 'There is no such channel.');
      const now = clock.now();
      if (businessDay > businessDayOf(now))
        throw invalidField('/business_day', 'This day has not begun yet.');
      const statement = await statements.keepUploaded(provider, businessDay, path);
      await statements.bookFees(statement);
      const runId = await requestRun(deps, newRun({ channel, businessDay, trigger: 'request' }, now));
      await matchStatement(deps, runId, statement);
      const details = { channel, name, sha256: statement.sha256, version: String(statement.version) };
      const about = { at: now, actorId: actor.id, actorName: actor.name, subject: businessDay };
      await database.transact((stores) =>
        stores.audit.append({ ...about, action: 'statement.uploaded', details }),
      );
      return reconciliations.getReport(runId);
    },
  };
}
