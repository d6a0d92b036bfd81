import { setTimeout as sleep } from 'node:timers/promises';
import type { Stores } from '../db/stores';
import type { Calendar } from '../kernel/calendar';
import { AppError } from '../kernel/errors';
import { businessDayOf } from '../kernel/business-day';
import { FineAlreadyPaid } from '../orders/order.errors';
import { balanceOf, quoteDebt } from './debt';
import type { DebtRequest, FineBalance, FineDebt } from './debt';
import type { Fine } from './fine';
import { DecisionInconsistent, NotADecision } from './fine.errors';
import type { ImportResult, ImportRow } from './import';
import { loadCalendar } from './holidays.service';
import { importFines } from './import.service';
import type { Quote } from './quote';
import type { FineRegister } from './register';
import { NotYetEntered } from './register.errors';
import type { Teller, ToldFine } from './telling';
import { tellFines } from './telling.service';
import type { TellingDeps } from './telling.service';

/** What has to be paid for a fine. */
export interface FineQuoter {
  /** The working days as they are known now: read once for an order, within its transaction. */
  loadCalendar(stores: Pick<Stores, 'holidays'>): Promise<Calendar>;
  /**
   * What is owed, less the money that came.
   * @throws NotADecision, SimpleProcedureLimitExceeded, FineNotServed, SuspensionsOverlap, DecisionInconsistent,
   *   CALENDAR_YEAR_MISSING
   */
  quoteFine(debt: FineDebt, request: DebtRequest, calendar: Calendar): Quote;
}

export interface FineService extends FineQuoter {
  /**
   * Keeps a decision as a department tells it; told again it changes nothing, told otherwise it is written over.
   * What was paid before keeps its own quote; open orders of a decision that is told otherwise are closed.
   * @param agencyCode for whom the caller speaks; null: for nobody
   * @throws REQUEST_INVALID, SimpleProcedureLimitExceeded, DecisionInconsistent, SuspensionsOverlap,
   *   AgencyMismatch, PaidFineUnchangeable, FineLookupClosed
   */
  saveFine(told: ToldFine, agencyCode: string | null): Promise<{ fine: Fine; isNew: boolean }>;
  /**
   * Keeps the decisions of a file; see importFines.
   * @param agencyCode for whom the caller speaks
   * @throws TooManyRows, and whatever reading the rows throws; what was given before is kept
   */
  importFines(rows: AsyncIterable<ImportRow>, agencyCode: string): AsyncIterable<ImportResult[]>;
  /**
   * Asks the register, where there is one, for decisions that nobody told of, and keeps them; and of those for which
   * nothing came here, whether they were paid elsewhere. Only what is not known needs its answer. Outside of any
   * transaction. The error names the decision in `details.decision_no`.
   * @throws NotYetEntered, NotADecision, FineAlreadyPaid, RegisterUnavailable, DecisionInconsistent,
   *   SimpleProcedureLimitExceeded, SuspensionsOverlap
   */
  learnFines(decisionNos: readonly string[]): Promise<void>;
  /** @returns null where nobody told of it */
  findFine(decisionNo: string): Promise<Fine | null>;
  /** What came for a decision, and what is still to be paid today. @returns null where nobody told of it */
  findBalance(decisionNo: string): Promise<FineBalance | null>;
}

export interface FineDeps extends TellingDeps {
  /** Null: only what was told is known. */
  register: Pick<FineRegister, 'findByDecisionNo'> | null;
}

/** How long an order waits for the register's word about a decision that is known. */
const PATIENCE_MS = 1_500;

/** Penalty decisions: kept as departments tell them, and quoted. */
export function createFineService(deps: FineDeps): FineService {
  const { rules } = deps;
  return {
    loadCalendar,
    quoteFine: (debt, request, calendar) => quoteDebt(debt, request, { rules, calendar }),
    saveFine: (told, agencyCode) => saveFine(deps, told, { kind: 'agency', agencyCode }),
    importFines: (rows, agencyCode) => importFines(deps, { kind: 'agency', agencyCode }, rows),
    learnFines: (decisionNos) => learnFines(deps, decisionNos),
    async findFine(decisionNo) {
      return (await deps.database.stores.fines.findFines([decisionNo]))[0] ?? null;
    },
    findBalance: (decisionNo) => findBalance(deps, decisionNo),
  };
}

async function saveFine(
  deps: FineDeps,
  told: ToldFine,
  teller: Teller,
): Promise<{ fine: Fine; isNew: boolean }> {
  const [outcome] = await tellFines(deps, teller, [told]);
  if (!outcome) throw new Error('a decision that was told has no outcome');
  if (outcome.kind === 'rejected') throw outcome.error;
  return { fine: outcome.fine, isNew: outcome.kind === 'created' };
}

async function learnFines(deps: FineDeps, decisionNos: readonly string[]): Promise<void> {
  const { database, register } = deps;
  if (!register || decisionNos.length === 0) return;
  const { fines, orders } = database.stores;
  const known = new Set((await fines.findFines(decisionNos)).map((fine) => fine.decisionNo));
  const paidHere = new Set((await orders.findFinePayments(decisionNos)).map((paid) => paid.decisionNo));
  await Promise.all(
    [...new Set(decisionNos)].map((decisionNo) => {
      if (!known.has(decisionNo)) return learnFine(deps, register, decisionNo);
      // What it has of one that was paid here may be ours.
      return paidHere.has(decisionNo) ? Promise.resolve() : refuseIfPaidElsewhere(register, decisionNo);
    }),
  );
}

/** Before anything is charged; a register that is away or slow stops nobody, and says it when the payment is told. */
async function refuseIfPaidElsewhere(
  register: Pick<FineRegister, 'findByDecisionNo'>,
  decisionNo: string,
): Promise<void> {
  const asked = register.findByDecisionNo(decisionNo).catch((error: unknown) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  const answer = await Promise.race([asked, sleep(PATIENCE_MS, null, { ref: false })]);
  if (answer?.kind === 'paid_elsewhere') throw paidElsewhere(decisionNo);
}

const paidElsewhere = (decisionNo: string): AppError =>
  FineAlreadyPaid({ details: { decision_no: decisionNo, decision_nos: [decisionNo] } });

async function findBalance(
  { database, clock, rules }: FineDeps,
  decisionNo: string,
): Promise<FineBalance | null> {
  const [fine] = await database.stores.fines.findFines([decisionNo]);
  if (!fine) return null;
  const payments = await database.stores.orders.findFinePayments([decisionNo]);
  const onDay = businessDayOf(clock.now());
  const calendar = await loadCalendar(database.stores);
  return balanceOf({ payments }, (partCount) =>
    quoteDebt({ fine, payments }, { onDay, partCount }, { rules, calendar }),
  );
}

/** What the department itself told meanwhile is newer, and stays. */
async function learnFine(
  deps: FineDeps,
  register: Pick<FineRegister, 'findByDecisionNo'>,
  decisionNo: string,
): Promise<void> {
  const answer = await register.findByDecisionNo(decisionNo);
  const details = { decision_no: decisionNo };
  if (answer.kind === 'not_yet_entered') throw NotYetEntered({ details: { ...details, retry_after: 600 } });
  if (answer.kind === 'paid_elsewhere') throw paidElsewhere(decisionNo);
  if (answer.kind === 'not_a_decision') {
    throw NotADecision({ details: { ...details, document_type: answer.documentType } });
  }
  try {
    await saveFine(deps, { fine: answer.fine, factors: [] }, { kind: 'register' });
  } catch (error) {
    // The caller named a number only: what is wrong with the facts is not in the request.
    if (!(error instanceof AppError) || error.kind !== 'invalid') throw error;
    const problem = "the register's facts cannot be kept";
    throw DecisionInconsistent({ details: { ...details, problem }, cause: error });
  }
}
