import { z } from 'zod';
import { businessDay, fen } from '../http/schema';
import { DOCUMENT_TYPES } from './decision';
import { fineIn } from './fine.schema';

const code = z.literal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
const decisionNo = z.string().regex(/^\d{15}$/);
const numbered = { decision_no: decisionNo, check_digit: z.string().regex(/^\d$/).nullable() };

/** A decision as the register tells it: its number, and what PUT /v1/fines takes. */
const decision = z.strictObject({ ...numbered, ...fineIn.shape });

/** What is no decision may lack everything that makes one. */
const document = z.object({ decision_no: decisionNo, document_type: z.enum(DOCUMENT_TYPES) });

export const lookupAnswer = z.object({ code, decision: z.union([decision, document]).optional() });

export const searchAnswer = z.object({ code, decisions: z.array(decision).max(500) });

export const reportAnswer = z.object({ code, booked_on: businessDay.nullable().default(null) });

export const settlementFile = z.object({
  business_day: businessDay,
  rows: z.array(
    z.object({ report_no: z.string().max(64), decision_no: decisionNo, amount: fen.transform(BigInt) }),
  ),
});

export type DecisionTold = z.output<typeof decision>;
