import type { Decision, ReceivedMoney } from './decision';
import { principalOf } from './decision';
import type { InstalmentPlan } from './decision';

/** A penalty decision as a department told it: what is owed is quoted from it. */
export interface Fine extends Omit<Decision, 'received'> {
  /** The 16th digit of a printed number. */
  checkDigit: string | null;
  affairCode: string;
  obligorName: string;
}

/** What the quote is made from; holds no name. */
export function decisionOf(fine: Fine, received: readonly ReceivedMoney[] = []): Decision {
  const { decisionNo, documentType, amountFen, serviceOfProcess, suspensions, plan, revision } = fine;
  const facts = { decisionNo, documentType, amountFen, serviceOfProcess, suspensions, plan, revision };
  return { ...facts, received };
}

/** Whether the principal, its parts, or what it is booked as differs: what a payment of the fine was made for. */
export function isOtherDebt(fine: Fine, other: Fine): boolean {
  return (
    fine.affairCode !== other.affairCode ||
    fine.documentType !== other.documentType ||
    principalOf(decisionOf(fine)) !== principalOf(decisionOf(other)) ||
    !isSamePlan(fine.plan, other.plan)
  );
}

/** Whether nothing about the instalments differs. */
export function isSamePlan(plan: InstalmentPlan | null, other: InstalmentPlan | null): boolean {
  const textOf = (one: InstalmentPlan | null) =>
    one &&
    [
      ...(one.approval ? [one.approval.organ, one.approval.documentNo, one.approval.on] : ['not approved']),
      ...one.parts.map(({ dueOn, amountFen }) => `${dueOn} ${amountFen}`),
    ].join('\n');
  return textOf(plan) === textOf(other);
}
