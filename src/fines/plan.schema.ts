import { z } from 'zod';
import { businessDay, fen, fenIn, fenOut, lineIn } from '../http/schema';
import type { InstalmentPlan } from './decision';

/** A plan has at least two parts, and ends within ten years. */
const MAX_PARTS = 120;

const planOf = <T extends z.ZodType>(amount: T) =>
  z.strictObject({
    approval: z
      .strictObject({ organ: lineIn(128), document_no: lineIn(128), on: businessDay })
      .nullable()
      .meta({ description: 'By the deciding organ. Null: not approved, so that the whole is due.' }),
    parts: z
      .array(z.strictObject({ due_on: businessDay, amount }))
      .min(2)
      .max(MAX_PARTS)
      .meta({ description: 'In the order of their due days; together they are the principal.' }),
  });

/** Payment in parts, as a department tells it. */
export const planIn = planOf(fenIn).nullable();

/** Payment in parts, as the API shows it. */
export const planOut = planOf(fen).nullable();

/** The plan that a department told. */
export function toPlan(told: z.output<typeof planIn>): InstalmentPlan | null {
  if (told === null) return null;
  const { approval, parts } = told;
  return {
    approval: approval && { organ: approval.organ, documentNo: approval.document_no, on: approval.on },
    parts: parts.map(({ due_on: dueOn, amount: amountFen }) => ({ dueOn, amountFen })),
  };
}

/** The plan as the API shows it. */
export function toPlanOut(plan: InstalmentPlan | null): z.output<typeof planOut> {
  if (plan === null) return null;
  const { approval, parts } = plan;
  return {
    approval: approval && { organ: approval.organ, document_no: approval.documentNo, on: approval.on },
    parts: parts.map(({ dueOn, amountFen }) => ({ due_on: dueOn, amount: fenOut(amountFen) })),
  };
}
