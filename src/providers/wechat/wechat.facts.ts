import { z } from 'zod';
import type { ChannelFact } from '../provider';

export interface WechatMerchant {
  mchId: string;
  appId: string;
}

/** Signed, but not what it should be. `merchant`: meant for somebody else; `form`: not understood. */
export class UnfitContent extends Error {
  override readonly name = 'UnfitContent';

  constructor(readonly reason: 'merchant' | 'form') {
    super(`the content does not fit (${reason})`);
  }
}

const amountFen = z.int().positive();
const currency = z.string().default('CNY');

const id = z.string().min(1).max(64);
/** RFC 3339 with whole seconds (fractions are tolerated). */
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const ownerSchema = z.object({ mchid: z.string(), appid: z.string(), sub_mchid: z.undefined().optional() });

const paymentSchema = z.object({
  out_trade_no: id,
  transaction_id: id,
  success_time: time,
  // `total` is what the order was for; `payer_total` leaves out coupons.
  amount: z.object({ total: amountFen, currency }),
});

const refundSchema = z.object({
  out_trade_no: id,
  out_refund_no: id,
  refund_id: id,
  amount: z.object({ total: amountFen, refund: amountFen, currency }),
});

/** @throws UnfitContent when the transaction belongs to another merchant or app */
export function requireOurTransaction(content: unknown, merchant: WechatMerchant): void {
  const owner = ownerSchema.safeParse(content);
  const isOurs = owner.success && owner.data.mchid === merchant.mchId && owner.data.appid === merchant.appId;
  if (!isOurs) throw new UnfitContent('merchant');
}

/** @throws UnfitContent when an amount is not a positive integer of fen or a field is missing */
export function paymentFact(content: unknown): ChannelFact {
  const payment = fit(paymentSchema, content);
  return {
    kind: 'payment_succeeded',
    transactionId: payment.transaction_id,
    outTradeNo: payment.out_trade_no,
    amountFen: BigInt(payment.amount.total),
    currency: payment.amount.currency,
    occurredAt: payment.success_time,
  };
}

/** A refund as a notification tells it; the time is the message's own where the refund has none. */
export function refundFact(content: unknown, kind: ChannelFact['kind'], occurredAt: Date): ChannelFact {
  const refund = fit(refundSchema, content);
  if (refund.amount.refund > refund.amount.total) throw new UnfitContent('form');
  return {
    kind,
    transactionId: refund.refund_id,
    outTradeNo: refund.out_trade_no,
    outRefundNo: refund.out_refund_no,
    amountFen: BigInt(refund.amount.refund),
    currency: refund.amount.currency,
    occurredAt,
  };
}

/** @throws UnfitContent with the reason `form` */
export function fit<T>(schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new UnfitContent('form');
  return parsed.data;
}

/** @throws UnfitContent with the reason `form` when the text is not JSON */
export function fitJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnfitContent('form');
  }
}
