import { z } from 'zod';
import { daysBetween, businessDayOf } from '../kernel/business-day';
import { fen, fenOut, lineIn, pageOf, pageQuery, timeOut, timestamp } from '../http/schema';
import { CLAIM_STATUSES } from './claim';
import type { Claim, SuspendedMoney } from './claim';

const suspendedOut = z
  .strictObject({
    channel: z.string(),
    transaction_id: z.string().meta({ description: "The channel's number." }),
    out_trade_no: z.string().meta({ description: 'The number under which it was paid at the channel.' }),
    amount: fen,
    reason: z.string().nullable().meta({
      description:
        'Why it pays nothing: `unknown_order`, `amount_mismatch`, or a reason for which it should have gone back by itself and did not.',
    }),
    occurred_at: timestamp,
    waiting_days: z.int().meta({ description: 'Business days since it came.' }),
    payment_id: z.string().nullable().meta({ description: 'The payment of ours that brought it.' }),
    order_id: z.string().nullable().meta({ description: 'The order of that payment.' }),
    claim_id: z.string().nullable().meta({ description: 'The claim that waits for approval.' }),
    refund_id: z.string().nullable().meta({ description: 'The last refund of it, which came to nothing.' }),
  })
  .meta({ id: 'SuspendedMoney' });

const cursorOf = ({ channel, transactionId }: SuspendedMoney): string => `${channel}_${transactionId}`;

export const suspensePage = pageOf(suspendedOut);
export const suspenseQuery = z.strictObject({
  ...pageQuery,
  cursor: z
    .string()
    .regex(/^[a-z]{1,16}_\w{1,64}$/, 'must be a next_cursor of this list')
    .optional(),
});

/** The money after which a page begins. */
export function afterCursor(cursor: string | undefined): { channel: string; transactionId: string } | null {
  if (cursor === undefined) return null;
  const at = cursor.indexOf('_');
  return { channel: cursor.slice(0, at), transactionId: cursor.slice(at + 1) };
}

/** The rule of the reason has an error of its own, so the schema lets through what it refuses. */
export const claimIn = z
  .strictObject({
    channel: lineIn(16),
    transaction_id: lineIn(64),
    order_id: lineIn(64).nullable().meta({
      description: 'The open order of the same amount that it pays; null: it goes back to its payer.',
    }),
    reason: lineIn(20_000).meta({ description: 'At most 200 characters.', example: '缴款人来函说明' }),
  })
  .meta({ id: 'ClaimRequest' });

export const claimRejectionIn = z.strictObject({ note: lineIn(200) }).meta({ id: 'ClaimRejection' });

export const claimOut = z
  .strictObject({
    id: z.string(),
    channel: z.string(),
    transaction_id: z.string(),
    order_id: z.string().nullable(),
    payment_id: z.string().nullable().meta({ description: 'The payment of the order, once it is bound.' }),
    refund_id: z
      .string()
      .nullable()
      .meta({ description: 'The refund, once it is approved that it goes back.' }),
    status: z.enum(CLAIM_STATUSES),
    amount: fen,
    reason: z.string(),
    note: z.string().nullable().meta({ description: 'Why it was rejected.' }),
    requested_by: z.string(),
    decided_by: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Claim' });

export const claimPage = pageOf(claimOut);
export const claimQuery = z.strictObject({ status: z.enum(CLAIM_STATUSES).optional(), ...pageQuery });

/** A page of what waits, as the API gives it. @param found one more than the page where there is more */
export function toSuspensePage(
  found: readonly SuspendedMoney[],
  { limit, now }: { limit: number; now: Date },
): z.output<typeof suspensePage> {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((money) => toSuspendedOut(money, now)),
    next_cursor: found.length > page.length && last ? cursorOf(last) : null,
  };
}

function toSuspendedOut(money: SuspendedMoney, now: Date): z.output<typeof suspendedOut> {
  return {
    channel: money.channel,
    transaction_id: money.transactionId,
    out_trade_no: money.outTradeNo,
    amount: fenOut(money.amountFen),
    reason: money.reason,
    occurred_at: timeOut(money.occurredAt),
    waiting_days: daysBetween(businessDayOf(money.occurredAt), businessDayOf(now)),
    payment_id: money.paymentId,
    order_id: money.orderId,
    claim_id: money.claimId,
    refund_id: money.refundId,
  };
}

/** A claim as the API gives it. */
export function toClaimOut(claim: Claim): z.output<typeof claimOut> {
  return {
    id: claim.id,
    channel: claim.channel,
    transaction_id: claim.transactionId,
    order_id: claim.orderId,
    payment_id: claim.paymentId,
    refund_id: claim.refundId,
    status: claim.status,
    amount: fenOut(claim.amountFen),
    reason: claim.reason,
    note: claim.note,
    requested_by: claim.requestedBy,
    decided_by: claim.decidedBy,
    created_at: timeOut(claim.createdAt),
    updated_at: timeOut(claim.updatedAt),
  };
}
