import { z } from 'zod';
import { businessDay, fen, fenOut, timeOut, timestamp } from '../http/schema';
import type { FineBalance } from './debt';
import type { Fine } from './fine';
import { fineOut, toFineOut } from './fine.schema';
import { termsOf } from './quote';
import type { Quote } from './quote';
import type { FollowedReport } from './fine-report';
import type { ReportedReturn } from './fine-return';

const reportOut = z.strictObject({
  id: z.string().meta({ description: 'The number by which the register knows the report.' }),
  order_id: z.string(),
  amount: fen,
  status: z.enum(['paid', 'reported', 'cleared', 'refused']).meta({
    description:
      'paid: the register does not know yet. reported: it has taken it. cleared: its settlement file lists it.',
  }),
  paid_at: timestamp,
  age_seconds: z
    .int()
    .min(0)
    .meta({ description: "From the payment to the register's first word, or to now." }),
  is_overdue: z.boolean().meta({ description: 'The register did not know within the promised time.' }),
  attempts: z.int(),
  last_code: z.int().nullable().meta({ description: "The register's own result code, 1 to 10." }),
  last_error: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why the register refused it.' }),
  is_refund_due: z
    .boolean()
    .meta({ description: 'The decision had been paid elsewhere: this money has to go back to the payer.' }),
  booked_on: businessDay.nullable(),
  reported_at: timestamp.nullable(),
  cleared_at: timestamp.nullable(),
});

const returnOut = z.strictObject({
  id: z.string().meta({ description: 'The number by which the register knows it.' }),
  order_id: z.string(),
  refund_id: z.string(),
  amount: fen,
  status: z.enum(['returned', 'reported', 'refused']).meta({
    description:
      'returned: the register does not know yet. refused: it does not take the word; a person tells it.',
  }),
  returned_at: timestamp,
  attempts: z.int(),
  last_code: z.int().nullable().meta({ description: "The register's own result code, 1 to 10." }),
  last_error: z.string().nullable(),
  reported_at: timestamp.nullable(),
});

export const followedFineOut = z
  .strictObject({
    decision_no: z.string(),
    fine: fineOut.nullable().meta({ description: 'Null: it was paid by its number, and nobody told of it.' }),
    received: fen.nullable().meta({ description: 'What came for it so far; null where nobody told of it.' }),
    outstanding: fen.nullable().meta({
      description: 'What is still to be paid, as of today; null where that cannot be said.',
    }),
    next_payment: z
      .strictObject({
        instalment: z.int().nullable().meta({ description: 'From 1; null outside of an approved plan.' }),
        due_on: businessDay,
        amount: fen,
      })
      .nullable()
      .meta({ description: 'What is to be paid first: the next instalment, or all outside of a plan.' }),
    reports: z
      .array(reportOut)
      .meta({ description: 'What the register has to learn, one for each paid order.' }),
    returns: z
      .array(returnOut)
      .meta({ description: 'What of that money went back, and what the register knows of it.' }),
  })
  .meta({ id: 'FollowedFine' });

interface FollowedFine {
  fine: Fine | null;
  balance: FineBalance | null;
  reports: readonly FollowedReport[];
  returns: readonly ReportedReturn[];
}

/** A decision, what is owed, and what the register knows of its payments, as the API shows them. */
export function toFollowedFineOut(
  decisionNo: string,
  { fine, balance, reports, returns }: FollowedFine,
): z.output<typeof followedFineOut> {
  const outstandingFen = balance?.outstandingFen ?? null;
  return {
    decision_no: decisionNo,
    fine: fine && toFineOut(fine),
    received: balance && fenOut(balance.receivedFen),
    outstanding: outstandingFen === null ? null : fenOut(outstandingFen),
    next_payment: balance?.next && balance.next.totalFen > 0n ? nextOut(balance.next) : null,
    reports: reports.map(toReportOut),
    returns: returns.map(toReturnOut),
  };
}

function nextOut(next: Quote): z.output<typeof followedFineOut>['next_payment'] {
  const { part, dueOn } = termsOf(next);
  return { instalment: next.input.decision.plan && part, due_on: dueOn, amount: fenOut(next.totalFen) };
}

function toReturnOut({ report, ...told }: ReportedReturn): z.output<typeof returnOut> {
  return {
    id: told.id,
    order_id: report.orderId,
    refund_id: told.refundId,
    amount: fenOut(told.amountFen),
    status: told.status,
    returned_at: timeOut(told.returnedAt),
    attempts: told.attempts,
    last_code: told.lastCode,
    last_error: told.lastError,
    reported_at: timeOut(told.reportedAt),
  };
}

function toReportOut(report: FollowedReport): z.output<typeof reportOut> {
  return {
    id: report.id,
    order_id: report.orderId,
    amount: fenOut(report.amountFen),
    status: report.status,
    paid_at: timeOut(report.paidAt),
    age_seconds: Math.max(0, Math.floor(report.ageMs / 1000)),
    is_overdue: report.isOverdue,
    attempts: report.attempts,
    last_code: report.lastCode,
    last_error: report.lastError,
    reason: report.reason,
    is_refund_due: report.isRefundDue,
    booked_on: report.bookedOn,
    reported_at: timeOut(report.reportedAt),
    cleared_at: timeOut(report.clearedAt),
  };
}
