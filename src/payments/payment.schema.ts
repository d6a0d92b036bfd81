import { z } from 'zod';
import { fen, fenOut, timeOut, timestamp } from '../http/schema';
import { outTradeNoOf, PAYMENT_STATUSES } from './payment';
import type { Payment } from './payment';

const scene = z.enum(['qr', 'jsapi', 'h5', 'wap', 'page']).meta({
  description:
    'Where the payer is: `qr` scans a code with another device, `jsapi` is inside the app of the channel, `h5` ' +
    'or `wap` in the browser of a phone, `page` in that of a computer. Channels have different ones.',
});

export const paymentIn = z
  .strictObject({
    channel: z.string().min(1).max(32),
    scene,
    payer_id: z
      .string()
      .regex(/^[\w-]{1,128}$/)
      .optional()
      .meta({ description: 'The payer in the app of the channel, such as an openid; for `jsapi`.' }),
    payer_ip: z
      .union([z.ipv4(), z.ipv6()])
      .optional()
      .meta({ description: "The address of the payer's device; for `h5`." }),
  })
  .meta({ id: 'PaymentRequest' });

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('qr_code'), content: z.string() }),
  z.strictObject({ type: z.literal('redirect'), url: z.string() }),
  z.strictObject({ type: z.literal('jsapi'), parameters: z.record(z.string(), z.string()) }),
]);

export const paymentOut = z
  .strictObject({
    id: z.string(),
    order_id: z.string(),
    channel: z.string(),
    scene,
    out_trade_no: z.string().meta({ description: 'Our number at the channel; it stands in its statement.' }),
    status: z.enum(PAYMENT_STATUSES),
    amount: fen,
    action: action.nullable().meta({
      description: "What the payer's device must do. Null until the channel has answered.",
    }),
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
    out_trade_no: outTradeNoOf(payment),
    status: payment.status,
    amount: fenOut(payment.amountFen),
    action: actionOut(payment),
    transaction_id: payment.transactionId,
    disposition: payment.disposition,
    reason: payment.reason,
    paid_at: timeOut(payment.paidAt),
    created_at: timeOut(payment.createdAt),
    expires_at: timeOut(payment.expiresAt),
  };
}

function actionOut({ actionType, actionContent }: Payment): z.output<typeof action> | null {
  if (actionType === null || actionContent === null) return null;
  switch (actionType) {
    case 'qr_code':
      return { type: 'qr_code', content: actionContent };
    case 'redirect':
      return { type: 'redirect', url: actionContent };
    case 'jsapi':
      return { type: 'jsapi', parameters: JSON.parse(actionContent) as Record<string, string> };
  }
}
