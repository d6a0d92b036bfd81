import type { BusinessDay } from '../kernel/business-day';
import { businessDayOf } from '../kernel/business-day';
import { AppError } from '../kernel/errors';
import { invalidField } from '../kernel/invalid';
import type { Providers } from '../providers/provider';
import type { Stores } from '../db/stores';
import type { Difference } from './difference';
import { compareDay } from './matching.service';
import type { MatchingDeps } from './matching.service';
import { withdrawMoot } from './moot-proposal.service';
import { compareFundDays, keepFundFile } from './funds/fund.service';
import {
  COMPARING_MS,
  countsOf,
  dueDays,
  isActive,
  isGivenUp,
  newRun,
  nextFetchAt,
  retryFailedBefore,
} from './reconciliation';
import type { Reconciliation, ReconciliationReport } from './reconciliation';
import { ChannelNotConfigured, ReconciliationNotFound } from './reconciliation.errors';
import { createStatementService } from './statement.service';
import type { StatementService } from './statement.service';

export interface ReconciliationService {
  /**
   * Starts a run whatever the hour, or gives the one that is under way and has it ask again at once.
   * @throws REQUEST_INVALID on an unknown channel or a day that has not begun
   */
  requestRun(channel: string, businessDay: BusinessDay): Promise<ReconciliationReport>;
  /** Starts the runs of the last days whose statements should be there, and those again that failed; gives how many. */
  scheduleReconciliations(now: Date): Promise<number>;
  /** Closes what a file had and the books lacked, once it is booked: nobody has to compare the day again. */
  closeBooked(now: Date): Promise<void>;
  /**
   * Fetches, books and compares. May run twice, or at the same time twice.
   * @returns when to run it again, or null when it has come to its end
   * @throws CHANNEL_UNAVAILABLE; the run stays as it is
   */
  run(id: string): Promise<Date | null>;
  /** @throws ReconciliationNotFound */
  getReport(id: string): Promise<ReconciliationReport>;
  /** @throws ReconciliationNotFound */
  listDifferences(id: string, after: string | undefined, limit: number): Promise<Difference[]>;
}

export interface ReconciliationDeps extends MatchingDeps {
  providers: Providers;
}

/** One more run than can end between two looks. */
const REQUEST_ATTEMPTS = 5;

/** Runs reconciliations and tells of them. */
export function createReconciliationService(deps: ReconciliationDeps): ReconciliationService {
  const statements = createStatementService(deps.database, deps.clock);
  const getReport = async (id: string): Promise<ReconciliationReport> => {
    const { reconciliations, differences, statements: statementStore } = deps.database.stores;
    const run = await reconciliations.findRun(id);
    if (!run) throw ReconciliationNotFound();
    const statement = run.statementId === null ? null : await statementStore.findStatement(run.statementId);
    const fundFile =
      run.fundFileId === null ? null : await deps.database.stores.funds.findFile(run.fundFileId);
    return { ...run, statement, fundFile, differenceCounts: countsOf(await differences.countTypes(id)) };
  };
  return {
    async requestRun(channel, businessDay) {
      const now = deps.clock.now();
      if (!deps.providers.has(channel)) throw invalidField('/channel', 'There is no such channel.');
      if (businessDay > businessDayOf(now))
        throw invalidField('/business_day', 'This day has not begun yet.');
      const run = newRun({ channel, businessDay, trigger: 'request' }, now);
      return getReport(await startRun(deps, run, now));
    },
    scheduleReconciliations: (now) => scheduleRuns(deps, now),
    closeBooked: (now) => closeBooked(deps, now),
    run: (id) => run(deps, statements, id),
    getReport,
    async listDifferences(id, after, limit) {
      const { reconciliations, differences } = deps.database.stores;
      if (!(await reconciliations.findRun(id))) throw ReconciliationNotFound();
      return differences.listDifferences(id, after, limit);
    },
  };
}

/**
 * For a file that was brought by hand and is compared at once: gives the id of the run. Its job comes only when that has
 * ended, for the channel's account, or was lost: it would fetch the channel's own file, and put that in the place of
 * the one that was brought.
 */
export const requestRun = (
  deps: Pick<ReconciliationDeps, 'database'>,
  run: Reconciliation,
): Promise<string> => startRun(deps, run, new Date(run.createdAt.getTime() + COMPARING_MS));

/** When a file that was brought has been compared: what is left of its run is the channel's account, and nothing waits. */
export const fetchFundsOf = (
  { database, clock }: Pick<ReconciliationDeps, 'database' | 'clock'>,
  runId: string,
): Promise<void> =>
  database.transact((stores) => putRuns(stores, [runId], { now: clock.now(), runAt: clock.now() }));

/** The id of the new run, or of the active one that was first; it will be done at this time. */
async function startRun(
  { database }: Pick<ReconciliationDeps, 'database'>,
  run: Reconciliation,
  runAt: Date,
): Promise<string> {
  const at = run.createdAt;
  for (let attempt = 0; attempt < REQUEST_ATTEMPTS; attempt++) {
    const id = await database.transact(async (stores) => {
      const inserted = await stores.reconciliations.insertRuns([run]);
      const id = inserted[0] ?? (await stores.reconciliations.findActiveRun(run))?.id ?? null;
      // Also wakes a run that waits for its hour, or whose job was given up.
      if (id !== null) await putRuns(stores, [id], { now: at, runAt });
      return id;
    });
    if (id !== null) return id;
  }
  throw new Error('no active run was found and none could be added');
}

async function scheduleRuns({ database, providers }: ReconciliationDeps, now: Date): Promise<number> {
  const runs = [...providers.values()].flatMap(({ profile }) =>
    dueDays(now, profile.statementReadyAt).map((businessDay) =>
      newRun({ channel: profile.code, businessDay, trigger: 'schedule' }, now),
    ),
  );
  return database.transact(async (stores) => {
    const inserted = await stores.reconciliations.insertRuns(runs);
    const again = await stores.reconciliations.requeueFailed(
      runs.map(({ channel, businessDay }) => ({ channel, businessDay })),
      retryFailedBefore(now),
      now,
    );
    await putRuns(stores, [...inserted, ...again], { now, runAt: now });
    return inserted.length + again.length;
  });
}

async function closeBooked({ database }: ReconciliationDeps, now: Date): Promise<void> {
  await database.transact(async (stores) => {
    await stores.differences.closeBooked(now);
    await withdrawMoot(stores, now);
  });
}

async function putRuns(
  { outbox }: Stores,
  ids: readonly string[],
  at: { now: Date; runAt: Date },
): Promise<void> {
  await outbox.putEntries(
    ids.map((subject) => ({ kind: 'reconciliation.run', subject, runAt: at.runAt })),
    at.now,
  );
}

async function run(deps: ReconciliationDeps, statements: StatementService, id: string): Promise<Date | null> {
  const { reconciliations } = deps.database.stores;
  const run = await reconciliations.findRun(id);
  if (!run) return null;
  const again = isActive(run) ? await compareTrades(deps, statements, run) : null;
  return again ?? fetchFunds(deps, id);
}

async function compareTrades(
  deps: ReconciliationDeps,
  statements: StatementService,
  { id, channel, businessDay }: Reconciliation,
): Promise<Date | null> {
  const { reconciliations } = deps.database.stores;
  const provider = deps.providers.get(channel);
  try {
    if (!provider) throw ChannelNotConfigured();
    const statement = await statements.fetchStatement(provider, businessDay);
    if (statement === null) {
      await reconciliations.changeRun(id, { status: 'waiting' }, deps.clock.now());
      return nextFetchAt(deps.clock.now());
    }
    await compareDay(deps, id, statement);
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === null) throw error;
    await reconciliations.changeRun(id, { status: 'failed', reason }, deps.clock.now());
  }
  return null;
}

/** The channel's account beside its trades. A run that has its trades has ended, whatever comes of this. */
async function fetchFunds(deps: ReconciliationDeps, id: string): Promise<Date | null> {
  const { database, providers, clock } = deps;
  const run = await database.stores.reconciliations.findRun(id);
  const funds = run && providers.get(run.channel)?.funds;
  if (!funds || isActive(run) || run.statementId === null) return null;
  const { channel, businessDay } = run;
  // Somebody brought it while the trades were not there yet.
  if (run.fundFileId !== null) await compareFundDays(database, { channel, businessDay }, clock.now());
  if (run.fundFileId !== null || run.fundReason !== null) return null;
  const end = (fundFileId: string | null, fundReason: string | null) =>
    database.stores.reconciliations.setFunds(id, { fundFileId, fundReason });
  try {
    const answer = await funds.readFile(businessDay);
    const isLate = isGivenUp(run, clock.now());
    if (answer.kind === 'not-ready' && !isLate) return nextFetchAt(clock.now());
    if (answer.kind !== 'ready') await end(null, answer.kind);
    else {
      const file = await keepFundFile(database, { channel, businessDay, file: answer.file }, clock.now());
      await compareFundDays(database, { channel, businessDay }, clock.now());
      await end(file.id, null);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const reason = refusalOf(error);
    // A channel that cannot be reached for this one is asked later: its trades are compared.
    if (reason === null && !isGivenUp(run, clock.now())) return nextFetchAt(clock.now());
    await end(null, reason ?? error.code);
  }
  return null;
}

/** Why a file is of no use however often it is fetched, or null where another try may help. */
function refusalOf(error: unknown): string | null {
  if (!(error instanceof AppError) || error.kind !== 'rejected') return null;
  const { reason, channel_code: channelCode, what: _, ...place } = error.details;
  const why = reason ?? channelCode;
  const where = Object.entries(place).map(([name, value]) => `${name} ${String(value)}`);
  return [error.code, ...(why === undefined ? [] : [String(why)]), ...where].join(', ');
}
