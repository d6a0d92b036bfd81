import type { BusinessDay } from '../kernel/business-day';
import { addDays } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import {
  DecisionInconsistent,
  FineNotServed,
  NotADecision,
  SimpleProcedureLimitExceeded,
} from './fine.errors';
import type { QuoteRules } from './quote-rules';

/**
 * What kind of paper a number belongs to. Only the two decisions can be paid; a coercive measure (文书类别 3), a
 * notice to appear (6) and a camera record that nobody has dealt with (未处理) have no amount that is owed yet.
 */
export type DocumentType =
  | 'simple_decision'
  | 'general_decision'
  | 'coercive_measure'
  | 'handling_notice'
  | 'unprocessed_record';

export const DOCUMENT_TYPES: readonly DocumentType[] = [
  'simple_decision',
  'general_decision',
  'coercive_measure',
  'handling_notice',
  'unprocessed_record',
];

/** How the decision reached the party; the day of service starts the term of payment. */
export type ServiceOfProcess =
  | { method: 'handed_over'; on: BusinessDay }
  /** The day that the police system shows as sent, unless the recipient proves a later arrival. */
  | { method: 'electronic'; sentOn: BusinessDay; provenArrivalOn: BusinessDay | null }
  | { method: 'public_notice'; publishedOn: BusinessDay };

/** A review or a litigation about the decision; `to` is null while it goes on. */
export interface Suspension {
  cause: 'review' | 'litigation';
  from: BusinessDay;
  to: BusinessDay | null;
}

/** Payment in parts. Without the approval of the deciding organ it has no effect. */
export interface InstalmentPlan {
  approval: { organ: string; documentNo: string; on: BusinessDay } | null;
  /** In the order of their due days; together they are the principal. */
  parts: readonly { dueOn: BusinessDay; amountFen: Fen }[];
}

/** The last change of the decision by whoever may change it. */
export type Revision =
  | { kind: 'reduced'; on: BusinessDay; toFen: Fen }
  | { kind: 'revoked'; on: BusinessDay };

/** Money that came for the fine; `part` counts from 1 and is 1 outside of a plan. */
export interface ReceivedMoney {
  part: number;
  on: BusinessDay;
  amountFen: Fen;
}

/** A penalty decision with everything that bears upon what is owed. Holds no name: it is kept with every quote. */
export interface Decision {
  /** 15 digits. */
  decisionNo: string;
  documentType: DocumentType;
  /** As first decided. */
  amountFen: Fen;
  /** Null: not served yet. */
  serviceOfProcess: ServiceOfProcess | null;
  suspensions: readonly Suspension[];
  plan: InstalmentPlan | null;
  revision: Revision | null;
  received: readonly ReceivedMoney[];
}

/** The day of service. Public notice serves when its term is over, the day of publication not counted (domain R08, R09). */
function servedOn(service: ServiceOfProcess, rules: QuoteRules): BusinessDay {
  switch (service.method) {
    case 'handed_over':
      return service.on;
    case 'electronic':
      return service.provenArrivalOn ?? service.sentOn;
    case 'public_notice':
      return addDays(service.publishedOn, rules.publicNoticeDays);
  }
}

/** What is owed without surcharge, after any revision. */
export function principalOf(decision: Decision): Fen {
  if (decision.revision === null) return decision.amountFen;
  return decision.revision.kind === 'revoked' ? 0n : decision.revision.toFen;
}

/** The decision as it stood on a day: what happened later does not count yet, and an unapproved plan never does. */
export function asOf(decision: Decision, day: BusinessDay): Decision {
  const { plan, revision, received } = decision;
  return {
    ...decision,
    plan: plan?.approval && plan.approval.on <= day ? plan : null,
    revision: revision && revision.on <= day ? revision : null,
    received: received.filter((money) => money.on <= day),
  };
}

/**
 * The day of service of a decision that can be paid (domain R10, R12, R13).
 * @throws NotADecision, SimpleProcedureLimitExceeded, DecisionInconsistent, FineNotServed (later than the day, too)
 */
export function getServedOn(decision: Decision, day: BusinessDay, rules: QuoteRules): BusinessDay {
  const { documentType, serviceOfProcess } = decision;
  if (documentType !== 'simple_decision' && documentType !== 'general_decision') {
    throw NotADecision({ details: { document_type: documentType } });
  }
  checkFacts(decision, rules);
  if (serviceOfProcess === null) throw FineNotServed();
  const served = servedOn(serviceOfProcess, rules);
  if (served > day) throw FineNotServed({ details: { served_on: served } });
  return served;
}

/**
 * Refuses a document whose own facts cannot be, whether it can be paid or not (domain R13).
 * @throws SimpleProcedureLimitExceeded, DecisionInconsistent
 */
export function checkFacts(decision: Decision, rules: QuoteRules): void {
  if (decision.documentType === 'simple_decision' && decision.amountFen > rules.simpleProcedureLimitFen) {
    throw SimpleProcedureLimitExceeded();
  }
  const problem = contradictionIn(decision);
  if (problem !== null) throw DecisionInconsistent({ details: { problem } });
}

/** The first contradiction between the facts of a decision, or null. */
function contradictionIn(decision: Decision): string | null {
  const { amountFen, serviceOfProcess, revision, received } = decision;
  if (amountFen <= 0n) return 'the amount is not positive';
  if (isProvenBeforeSent(serviceOfProcess)) return 'the proven arrival is before the sending';
  if (revision?.kind === 'reduced' && (revision.toFen < 0n || revision.toFen >= amountFen)) {
    return 'the reduced amount is not below the decided one';
  }
  if (received.some((money) => money.amountFen <= 0n)) return 'a received amount is not positive';
  return contradictionInPlan(decision);
}

function contradictionInPlan(decision: Decision): string | null {
  if (decision.plan === null) return null;
  const { parts } = decision.plan;
  if (parts.some((part) => part.amountFen <= 0n)) return 'an instalment is not positive';
  if (parts.some((part, i) => i > 0 && part.dueOn < (parts[i - 1]?.dueOn ?? ''))) {
    return 'the instalments are not in the order of their due days';
  }
  const isRevoked = decision.revision?.kind === 'revoked';
  const sumFen = parts.reduce((sum, part) => sum + part.amountFen, 0n);
  return isRevoked || sumFen === principalOf(decision) ? null : 'the instalments are not the principal';
}

function isProvenBeforeSent(service: ServiceOfProcess | null): boolean {
  return service?.method === 'electronic' && (service.provenArrivalOn ?? service.sentOn) < service.sentOn;
}
