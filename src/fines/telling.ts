import type { Affair } from '../affairs/affair';
import type { BusinessDay } from '../kernel/business-day';
import type { AppError } from '../kernel/errors';
import { invalidField, invalidFields } from '../kernel/invalid';
import { checkFacts, principalOf } from './decision';
import type { InstalmentPlan, ServiceOfProcess } from './decision';
import type { Factor } from './factor';
import { decisionOf, isOtherDebt, isSamePlan } from './fine';
import type { Fine } from './fine';
import { AgencyMismatch, PaidFineUnchangeable } from './fine.errors';
import type { QuoteRules } from './quote-rules';
import { excludedPeriods } from './surcharge';

/** A decision as somebody tells it. */
export interface ToldFine {
  fine: Fine;
  /** By what its party can find it; kinds that are left out stay as they were. */
  factors: readonly Factor[];
}

/**
 * Who tells. An agency writes over what it told before, and nobody else's; the register only adds what is not known.
 * Without a code the caller speaks for no agency.
 */
export type Teller = { kind: 'agency'; agencyCode: string | null } | { kind: 'register' };

/** What became of a decision that was told; the fine as it stands now. */
export type TellingOutcome =
  | { kind: 'created' | 'updated' | 'unchanged'; fine: Fine }
  | { kind: 'rejected'; error: AppError };

/** What is on record where a decision is told. */
export interface OnRecord {
  /** The affair that the told decision names, if it can be paid for now. */
  affair: Affair | undefined;
  known: Fine | undefined;
  /** Of the known decision. */
  knownAgencyCode: string | undefined;
  /** The last instalment for which money has come, 1 outside of a plan; null: none has come. */
  paidThrough: number | null;
}

/**
 * Refuses facts that cannot be. The day that starts the term is in the past by its nature; the other facts must not
 * contradict each other.
 * @throws REQUEST_INVALID, SimpleProcedureLimitExceeded, DecisionInconsistent, SuspensionsOverlap
 */
export function checkTold(fine: Fine, today: BusinessDay, rules: QuoteRules): void {
  const { serviceOfProcess, plan, revision } = fine;
  const days: [pointer: string, day: BusinessDay][] = [
    ...(serviceOfProcess ? daysOf(serviceOfProcess) : []),
    ...(plan?.approval ? [['/instalments/approval/on', plan.approval.on] as [string, BusinessDay]] : []),
    // The instalments are told as they are after it, and cannot be those before it as well.
    ...(plan && revision?.kind === 'reduced' ? [['/revision/on', revision.on] as [string, BusinessDay]] : []),
  ];
  const late = days.filter(([, day]) => day > today);
  if (late.length > 0) {
    const message = 'This day is in the future.';
    throw invalidFields(late.map(([pointer]) => ({ in: 'body', pointer, message })));
  }
  checkFacts(decisionOf(fine), rules);
  excludedPeriods(fine.suspensions, rules);
}

/**
 * What the told decision becomes beside what is on record.
 * @throws REQUEST_INVALID, AgencyMismatch, PaidFineUnchangeable
 */
export function judgeTold(
  told: Fine,
  { affair, known, knownAgencyCode, paidThrough }: OnRecord,
  teller: Teller,
): { kind: 'created' | 'updated' | 'unchanged'; fine: Fine } {
  if (affair?.kind !== 'fine') throw invalidField('/affair', 'There is no such fine among the affairs.');
  if (teller.kind === 'agency') {
    const agencies = [affair.agency.code, ...(known ? [knownAgencyCode] : [])];
    if (agencies.some((code) => code !== teller.agencyCode)) {
      throw AgencyMismatch({ details: { agency: teller.agencyCode } });
    }
  }
  if (!known) return { kind: 'created', fine: told };
  if (teller.kind === 'register') return { kind: 'unchanged', fine: known };
  const fine = withKnownCheckDigit(told, known);
  const isPaid = paidThrough !== null;
  if (isPaid && isOtherDebt(known, fine) && !isLeniency(known, fine, paidThrough)) {
    throw PaidFineUnchangeable({ details: { decision_no: fine.decisionNo } });
  }
  return { kind: isSame(known, fine) ? 'unchanged' : 'updated', fine };
}

/** Whether less is owed, or nothing, and nothing else is new: what came beyond that goes back (行政复议法 72, domain R32). */
function isLeniency(known: Fine, told: Fine, paidThrough: number): boolean {
  const isLess = principalOf(decisionOf(told)) < principalOf(decisionOf(known));
  const { revision, plan } = known;
  const isElseTheSame = !isOtherDebt(known, { ...told, revision, plan });
  return isLess && isElseTheSame && isLighterPlan(plan, told.plan, paidThrough);
}

/** The same instalments on the same days, none higher; the last ones may be gone where nothing came for them. */
function isLighterPlan(known: InstalmentPlan | null, told: InstalmentPlan | null, paid: number): boolean {
  if (isSamePlan(known, told)) return true;
  if (!known?.approval || !told?.approval || told.parts.length < paid) return false;
  return told.parts.every(({ dueOn, amountFen }, index) => {
    const before = known.parts[index];
    return before !== undefined && dueOn === before.dueOn && amountFen <= before.amountFen;
  });
}

/** Whether more than names differ: then an order that has it quoted may ask for a wrong amount. */
export function isOtherQuote(known: Fine, { obligorName, checkDigit, ...told }: Fine): boolean {
  return !isSame({ ...known, obligorName, checkDigit }, { ...told, obligorName, checkDigit });
}

/** Suspensions have no order of their own. */
function isSame(one: Fine, other: Fine): boolean {
  const factsOf = (fine: Fine): string => {
    const suspensions = [...fine.suspensions].sort((a, b) => a.from.localeCompare(b.from));
    return JSON.stringify(inOrder({ ...fine, suspensions }));
  };
  return factsOf(one) === factsOf(other);
}

/** Plain data with its fields in the order of their names, and amounts as text. */
function inOrder(data: unknown): unknown {
  if (typeof data === 'bigint') return data.toString();
  if (Array.isArray(data)) return data.map(inOrder);
  if (typeof data !== 'object' || data === null) return data;
  const fields = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.map(([name, value]) => [name, inOrder(value)]);
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
function withKnownCheckDigit(told: Fine, known: Fine): Fine {
  const checkDigit = told.checkDigit ?? known.checkDigit;
  if (known.checkDigit !== null && checkDigit !== known.checkDigit) {
    throw invalidFields([
      { in: 'path', pointer: '/decision_no', message: 'This decision is known with another check digit.' },
    ]);
  }
  return { ...told, checkDigit };
}
