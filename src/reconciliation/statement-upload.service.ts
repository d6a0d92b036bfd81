import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { invalidField } from '../kernel/invalid';
import type { Actor } from '../staff/actor';
import { requirePermission } from '../staff/authority';
import type { ChannelFundFile } from '../providers/fund-flow';
import type { Provider } from '../providers/provider';
import { compareFundDays, keepFundFile } from './funds/fund.service';
import { compareDay } from './matching.service';
import { newRun } from './reconciliation';
import { fetchFundsOf, requestRun } from './reconciliation.service';
import type { ReconciliationDeps, ReconciliationService } from './reconciliation.service';
import type { ReconciliationReport } from './reconciliation';
import type { Statement } from './statement';
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
   * Keeps the file as a version of its day, books its fees and compares it, as if it had been fetched; a file of what
   * moved on the channel's account is known by its head. What is refused leaves everything as it was.
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
  return {
    async upload(actor, file) {
      requirePermission(actor, 'statements.upload');
      const { channel, businessDay, path } = file;
      const provider = deps.providers.get(channel);
      if (!provider) throw invalidField('/channel', 'There is no such channel.');
      if (businessDay > businessDayOf(deps.clock.now()))
        throw invalidField('/business_day', 'This day has not begun yet.');
      const { funds } = provider;
      const isFunds = funds !== null && (await funds.isFundFile(path));
      const runId = isFunds
        ? await keepFunds(deps, { actor, file, content: await funds.openFile(path) })
        : await keepTrades(deps, { actor, file, provider });
      return deps.reconciliations.getReport(runId);
    },
  };
}

async function keepTrades(
  deps: StatementUploadDeps,
  { actor, file, provider }: { actor: Actor; file: UploadedStatement; provider: Provider },
): Promise<string> {
  const { channel, businessDay, path } = file;
  const statements = createStatementService(deps.database, deps.clock);
  const statement = await statements.keepUploaded(provider, businessDay, path);
  const runId = await compare(deps, statement);
  await compareFundDays(deps.database, { channel, businessDay }, deps.clock.now());
  if (provider.funds) await fetchFundsOf(deps, runId);
  await tell(deps, { actor, file, action: 'statement.uploaded', kept: statement });
  return runId;
}

async function compare(deps: StatementUploadDeps, statement: Statement): Promise<string> {
  const { channel, businessDay } = statement;
  const run = newRun({ channel, businessDay, trigger: 'request' }, deps.clock.now());
  const runId = await requestRun(deps, run);
  await compareDay(deps, runId, statement);
  return runId;
}

/** The account of a day whose trades are there is compared at once; otherwise a run looks for the trades. */
async function keepFunds(
  deps: StatementUploadDeps,
  { actor, file, content }: { actor: Actor; file: UploadedStatement; content: ChannelFundFile },
): Promise<string> {
  const { database, clock } = deps;
  const { channel, businessDay } = file;
  const kept = await keepFundFile(database, { channel, businessDay, file: content }, clock.now());
  const [statement] = await database.stores.statements.findInForce(channel, businessDay, businessDay);
  await compareFundDays(database, { channel, businessDay }, clock.now());
  const run = newRun({ channel, businessDay, trigger: 'request' }, clock.now());
  const runId = statement ? await compare(deps, statement) : await requestRun(deps, run);
  await database.stores.reconciliations.setFunds(runId, { fundFileId: kept.id, fundReason: null });
  await tell(deps, { actor, file, action: 'fund_file.uploaded', kept });
  return runId;
}

function tell(
  { database, clock }: StatementUploadDeps,
  what: {
    actor: Actor;
    file: UploadedStatement;
    action: string;
    kept: Pick<Statement, 'sha256' | 'version'>;
  },
): Promise<void> {
  const { actor, file, action, kept } = what;
  const { channel, name, businessDay: subject } = file;
  const details = { channel, name, sha256: kept.sha256, version: String(kept.version) };
  const about = { at: clock.now(), actorId: actor.id, actorName: actor.name, subject };
  return database.transact((stores) => stores.audit.append({ ...about, action, details }));
}
