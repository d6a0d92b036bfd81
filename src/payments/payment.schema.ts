import { z } from 'zod';
import { fen, fenOut, timeOut, timestamp } from '../http/schema';
import { PAYMENT_STATUSES } from './payment';
import type { Payment } from './payment';

const scene = z.enum(['qr']).meta({ description: 'Where the payer is: `qr` shows a QR code to scan.' });

export const paymentIn = z
  .strictObject({ channel: z.string().min(1).max(32), scene })
  .meta({ id: 'PaymentRequest' });

export const paymentOut = z
  .strictObject({
    id: z.string(),
    order_id: z.string(),
    channel: z.string(),
    scene,
    out_trade_no: z.string().meta({ description: 'Our number at the channel; it stands in its statement.' }),
    status: z.enum(PAYMENT_STATUSES),
    amount: fen,
    action: z
      .strictObject({ type: z.literal('qr_code'), content: z.string() })
      .nullable()
      .meta({ description: 'What the payer must do. Null until the channel has answered.' }),
    transaction_id: z.string().nullable().meta({ description: "The channel's number, once paid." }),
    disposition: z
      .enum(['settled', 'suspense'])
      .nullable()
      .meta({ description: '`suspense`: the money arrived but could not pay the order; `reason` says why.' }),
    reason: z.string().nullable(),
    paid_at: timestamp.nullable(),
    created_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'Payment' });

/** A payment as the API shows it. */
export function toPaymentOut(payment: Payment): z.output<typeof paymentOut> {
  return {
    id: payment.id,
    order_id: payment.orderId,
    channel: payment.channel,
    scene: payment.scene,
    out_trade_no: payment.id,
    status: payment.status,
    amount: fenOut(payment.amountFen),
    action: payment.actionContent === null ? null : { type: 'qr_code', content: payment.actionContent },
    transaction_id: payment.transactionId,
    disposition: payment.disposition,
    reason: payment.reason,
    paid_at: timeOut(payment.paidAt),
    created_at: timeOut(payment.createdAt),
    expires_at: timeOut(payment.expiresAt),
  };
}
