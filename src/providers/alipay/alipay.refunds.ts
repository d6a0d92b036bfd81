import { z } from 'zod';
import { parseBeijingLocal } from '../../kernel/business-day';
import { formatYuan } from '../../kernel/money';
import type { ChannelRefund, RefundRequest } from '../provider';
import { requireSafeId } from '../transport';
import type { AlipayClient, AlipayContent } from './alipay.client';
import { refundIdOf } from './alipay.refund-id';

// Y: this call moved the money. N: an earlier call with the same number has.
const refundSchema = z.object({ out_trade_no: z.string(), fund_change: z.enum(['Y', 'N']) });
const stateSchema = z.object({
  out_trade_no: z.string().optional(),
  out_request_no: z.string().optional(),
  refund_status: z.string().optional(),
});

/** alipay.trade.refund. Settled in the answer; the same number again moves nothing. */
export async function refundAlipayOrder(
  client: AlipayClient,
  request: RefundRequest,
): Promise<ChannelRefund> {
  requireSafeId('out_trade_no', request.outTradeNo);
  requireSafeId('out_refund_no', request.outRefundNo);
  const answer = await client.call({
    method: 'alipay.trade.refund',
    effect: 'refunds',
    content: {
      out_trade_no: request.outTradeNo,
      refund_amount: formatYuan(request.amountFen),
      out_request_no: request.outRefundNo,
      refund_reason: request.reason.slice(0, 256),
    },
  });
  if (!answer.isDone) throw client.rejected(answer.code);
  const refund = refundSchema.safeParse(answer.content);
  // The fields tell a refund from any other answer; its refund_fee is the sum of all refunds and proves nothing.
  if (!refund.success || refund.data.out_trade_no !== request.outTradeNo) throw client.unfit('refunds');
  return { status: 'succeeded', ...numberOf(answer.content, request), ...timeOf(answer.content) };
}

/** alipay.trade.fastpay.refund.query. */
export async function queryAlipayRefund(
  client: AlipayClient,
  asked: { outTradeNo: string; outRefundNo: string },
): Promise<ChannelRefund> {
  requireSafeId('out_trade_no', asked.outTradeNo);
  requireSafeId('out_refund_no', asked.outRefundNo);
  const answer = await client.call({
    method: 'alipay.trade.fastpay.refund.query',
    effect: 'reads',
    content: {
      out_trade_no: asked.outTradeNo,
      out_request_no: asked.outRefundNo,
      query_options: ['gmt_refund_pay'],
    },
  });
  if (!answer.isDone) {
    if (answer.code === 'ACQ.TRADE_NOT_EXIST') return { status: 'not-found' };
    throw client.rejected(answer.code);
  }
  const refund = stateSchema.safeParse(answer.content);
  if (!refund.success) throw client.unfit('reads');
  // Done, but without a status: not refunded yet, or the number is not known there. Neither is an end.
  if (refund.data.refund_status !== 'REFUND_SUCCESS') return { status: 'pending' };
  const isAsked =
    refund.data.out_trade_no === asked.outTradeNo && refund.data.out_request_no === asked.outRefundNo;
  if (!isAsked) throw client.unfit('reads');
  return { status: 'succeeded', ...numberOf(answer.content, asked), ...timeOf(answer.content) };
}

/** The same number as in its notification and in the statement. */
function numberOf(content: AlipayContent, { outRefundNo }: { outRefundNo: string }): { refundId?: string } {
  const { trade_no: tradeNo } = content;
  return typeof tradeNo === 'string' && tradeNo !== '' ? { refundId: refundIdOf(tradeNo, outRefundNo) } : {};
}

/** Left out where the channel does not say, rather than guessed. */
function timeOf(content: AlipayContent): { occurredAt?: Date } {
  const text = content.gmt_refund_pay;
  try {
    return typeof text === 'string' ? { occurredAt: parseBeijingLocal(text) } : {};
  } catch {
    return {};
  }
}
