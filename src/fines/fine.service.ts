import type { Database } from '../db/database';
import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Calendar } from '../kernel/calendar';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import { invalidField, invalidFields } from '../kernel/invalid';
import type { Secret } from '../kernel/secret';
import { checkFacts } from './decision';
import type { ServiceOfProcess } from './decision';
import { balanceOf, quoteDebt } from './debt';
import type { DebtRequest, FineBalance, FineDebt } from './debt';
import { hashFactor } from './factor';
import type { Factor } from './factor';
import { decisionOf, isOtherDebt } from './fine';
import type { Fine } from './fine';
import { DecisionInconsistent, FineLookupClosed, NotADecision, PaidFineUnchangeable } from './fine.errors';
import type { Quote } from './quote';
import type { QuoteRules } from './quote-rules';
import type { FineRegister } from './register';
import { NotYetEntered } from './register.errors';
import { excludedPeriods } from './surcharge';

/** What has to be paid for a fine. */
export interface FineQuoter {
  /**
   * What is owed, less the money that came.
   * @throws NotADecision, SimpleProcedureLimitExceeded, FineNotServed, SuspensionsOverlap, DecisionInconsistent,
   *   CALENDAR_YEAR_MISSING
   */
  quoteFine(debt: FineDebt, request: DebtRequest): Quote;
}

export interface FineService extends FineQuoter {
  /**
   * Keeps a decision as a department tells it; told again it changes nothing, told otherwise it is written over.
   * What was ordered before keeps its own quote.
   * @param factors by what its party can find it; kinds that are left out stay as they were
   * @throws REQUEST_INVALID, SimpleProcedureLimitExceeded, DecisionInconsistent, SuspensionsOverlap,
   *   PaidFineUnchangeable, FineLookupClosed
   */
  saveFine(fine: Fine, factors?: readonly Factor[]): Promise<{ fine: Fine; isNew: boolean }>;
  /**
   * Asks the register, where there is one, for decisions that nobody told of, and keeps them. Outside of any
   * transaction. The error names the decision in `details.decision_no`.
   * @throws NotYetEntered, NotADecision, RegisterUnavailable, DecisionInconsistent, SimpleProcedureLimitExceeded,
   *   SuspensionsOverlap
   */
  learnFines(decisionNos: readonly string[]): Promise<void>;
  /** @returns null where nobody told of it */
  findFine(decisionNo: string): Promise<Fine | null>;
  /** What came for a decision, and what is still to be paid today. @returns null where nobody told of it */
  findBalance(decisionNo: string): Promise<FineBalance | null>;
}

export interface FineDeps {
  database: Database;
  clock: Clock;
  rules: QuoteRules;
  calendar: Calendar;
  /** Null: only what was told is known. */
  register: Pick<FineRegister, 'findByDecisionNo'> | null;
  /** Keys the hashes of factors; null where citizens look nothing up. */
  lookupSecret: Secret | null;
}

/** Penalty decisions: kept as departments tell them, and quoted. */
export function createFineService(deps: FineDeps): FineService {
  const { rules, calendar } = deps;
  return {
    quoteFine: (debt, request) => quoteDebt(debt, request, { rules, calendar }),
    saveFine: (fine, factors = []) => saveFine(deps, fine, { mode: 'as told', factors }),
    learnFines: (decisionNos) => learnFines(deps, decisionNos),
    async findFine(decisionNo) {
      return (await deps.database.stores.fines.findFines([decisionNo]))[0] ?? null;
    },
    findBalance: (decisionNo) => findBalance(deps, decisionNo),
  };
}

async function saveFine(
  { database, clock, rules, lookupSecret }: FineDeps,
  told: Fine,
  { mode, factors }: { mode: 'as told' | 'only if unknown'; factors: readonly Factor[] },
): Promise<{ fine: Fine; isNew: boolean }> {
  const at = clock.now();
  if (factors.length > 0 && lookupSecret === null) throw FineLookupClosed();
  checkFine(told, businessDayOf(at), rules);
  return database.transact(async (stores) => {
    const [affair] = await stores.affairs.findAffairs([told.affairCode]);
    if (affair?.kind !== 'fine') throw invalidField('/affair', 'There is no such fine among the affairs.');
    // Whoever orders or settles this decision at the moment goes first.
    await stores.orders.lockDecisions([told.decisionNo]);
    const [known] = await stores.fines.findFines([told.decisionNo]);
    if (known && mode === 'only if unknown') return { fine: known, isNew: false };
    const fine = withKnownCheckDigit(told, known);
    if (known && isOtherDebt(known, fine)) {
      const received = await stores.orders.sumFinePayments([fine.decisionNo]);
      if (received.size > 0) throw PaidFineUnchangeable({ details: { decision_no: fine.decisionNo } });
    }
    await stores.fines.saveFines([fine], at);
    if (lookupSecret !== null) {
      await stores.factors.saveFactors(
        factors.map((factor) => ({
          decisionNo: fine.decisionNo,
          kind: factor.kind,
          hash: hashFactor(lookupSecret, fine.decisionNo, factor),
        })),
      );
    }
    return { fine, isNew: !known };
  });
}

async function learnFines(deps: FineDeps, decisionNos: readonly string[]): Promise<void> {
  const { database, register } = deps;
  if (!register || decisionNos.length === 0) return;
  const known = new Set((await database.stores.fines.findFines(decisionNos)).map((fine) => fine.decisionNo));
  const unknown = [...new Set(decisionNos)].filter((decisionNo) => !known.has(decisionNo));
  await Promise.all(unknown.map((decisionNo) => learnFine(deps, register, decisionNo)));
}

async function findBalance(
  { database, clock, rules, calendar }: FineDeps,
  decisionNo: string,
): Promise<FineBalance | null> {
  const [fine] = await database.stores.fines.findFines([decisionNo]);
  if (!fine) return null;
  const payments = await database.stores.orders.findFinePayments([decisionNo]);
  const onDay = businessDayOf(clock.now());
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
  if (answer.kind === 'not_a_decision') {
    throw NotADecision({ details: { ...details, document_type: answer.documentType } });
  }
  try {
    await saveFine(deps, answer.fine, { mode: 'only if unknown', factors: [] });
  } catch (error) {
    // The caller named a number only: what is wrong with the facts is not in the request.
    if (!(error instanceof AppError) || error.kind !== 'invalid') throw error;
    const problem = "the register's facts cannot be kept";
    throw DecisionInconsistent({ details: { ...details, problem }, cause: error });
  }
}

/** The day that starts the term is in the past by its nature; the other facts must not contradict each other. */
function checkFine(fine: Fine, today: BusinessDay, rules: QuoteRules): void {
  const { serviceOfProcess, plan } = fine;
  const days: [pointer: string, day: BusinessDay][] = [
    ...(serviceOfProcess ? daysOf(serviceOfProcess) : []),
    ...(plan?.approval ? [['/instalments/approval/on', plan.approval.on] as [string, BusinessDay]] : []),
  ];
  const late = days.filter(([, day]) => day > today);
  if (late.length > 0) {
    const message = 'This day is in the future.';
    throw invalidFields(late.map(([pointer]) => ({ in: 'body', pointer, message })));
  }
  checkFacts(decisionOf(fine), rules);
  excludedPeriods(fine.suspensions, rules);
}

function daysOf(service: ServiceOfProcess): [pointer: string, day: BusinessDay][] {
  switch (service.method) {
    case 'handed_over':
      return [['/served/on', service.on]];
    case 'electronic':
      return [
        ['/served/sent_on', service.sentOn],
        ['/served/proven_arrival_on', service.provenArrivalOn ?? service.sentOn],
      ];
    case 'public_notice':
      return [['/served/published_on', service.publishedOn]];
  }
}

/** A number of 15 digits says nothing about the 16th; two different ones cannot both be right. */
function withKnownCheckDigit(told: Fine, known: Fine | undefined): Fine {
  const checkDigit = told.checkDigit ?? known?.checkDigit ?? null;
  if (known?.checkDigit && checkDigit !== known.checkDigit) {
    throw invalidFields([
      { in: 'path', pointer: '/decision_no', message: 'This decision is known with another check digit.' },
    ]);
  }
  return { ...told, checkDigit };
}
