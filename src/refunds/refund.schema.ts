import { z } from 'zod';
import { businessDay, fen, fenOut, lineIn, pageOf, pageQuery, timeOut, timestamp } from '../http/schema';
import { REFUND_STATUSES } from './refund';
import type { Refund } from './refund';

/** The rules of amount and reason have errors of their own, so the schema lets through what they refuse. */
export const refundIn = z
  .strictObject({
    amount: z
      .int()
      .transform(BigInt)
      .meta({ description: 'In fen, at least 1 and at most `refundable_seen`.', example: 5000 }),
    reason: lineIn(20_000).meta({
      description: 'What the payer reads in the wallet; at most 80 characters.',
      example: '重复缴费',
    }),
    refundable_seen: fen.transform(BigInt).meta({
      description: 'What could be refunded when you looked (`refundable` of the list of refunds).',
    }),
  })
  .meta({ id: 'RefundRequest' });

export const refundOut = z
  .strictObject({
    id: z.string(),
    order_id: z.string(),
    payment_id: z.string(),
    channel: z.string(),
    out_refund_no: z.string().meta({ description: 'Our number at the channel; it stands in its statement.' }),
    origin: z.enum(['request', 'suspense', 'fine']).meta({
      description:
        '`request`: a service asked for it. `suspense`: money that pays nothing goes back by itself. `fine`: so does what came for a fine that is not owed.',
    }),
    decision_no: z.string().nullable().meta({ description: 'The fine, where `origin` is `fine`.' }),
    status: z.enum(REFUND_STATUSES),
    amount: fen,
    items: z
      .array(z.strictObject({ line: z.int(), amount: fen }))
      .meta({ description: 'The part of each line of the order.' }),
    reason: z.string(),
    detail: z.string().nullable().meta({ description: 'Why the status is what it is.' }),
    requested_by: z.string().nullable(),
    decided_by: z.string().nullable(),
    transaction_id: z.string().nullable().meta({ description: "The channel's number." }),
    bank_reference: z.string().nullable(),
    created_at: timestamp,
    succeeded_at: timestamp.nullable(),
  })
  .meta({ id: 'Refund' });

export const refundListOut = z.strictObject({
  data: z.array(refundOut),
  next_cursor: z.null(),
  refundable: fen.meta({ description: 'What can still be refunded of the order.' }),
});

export const refundPage = pageOf(refundOut);

export const refundQuery = z.strictObject({ status: z.enum(REFUND_STATUSES).optional(), ...pageQuery });

export const rejectionIn = z.strictObject({ note: lineIn(200) }).meta({ id: 'RefundRejection' });

export const bankTransferIn = z
  .strictObject({
    reference: lineIn(64).meta({ description: 'The number of the transfer at the bank.' }),
    paid_on: businessDay
      .optional()
      .meta({ description: 'The day on which it was paid; today, unless said.' }),
  })
  .meta({ id: 'RefundBankTransfer' });

/** A refund as the API gives it. */
export function toRefundOut(refund: Refund): z.output<typeof refundOut> {
  return {
    id: refund.id,
    order_id: refund.orderId,
    payment_id: refund.paymentId,
    channel: refund.channel,
    out_refund_no: refund.id,
    origin: refund.origin,
    decision_no: refund.decisionNo,
    status: refund.status,
    amount: fenOut(refund.amountFen),
    items: refund.shares.map(({ line, amountFen }) => ({ line, amount: fenOut(amountFen) })),
    reason: refund.reason,
    detail: refund.detail,
    requested_by: refund.requestedBy,
    decided_by: refund.decidedBy,
    transaction_id: refund.transactionId,
    bank_reference: refund.bankReference,
    created_at: timeOut(refund.createdAt),
    succeeded_at: timeOut(refund.succeededAt),
  };
}
