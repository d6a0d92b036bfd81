import { z } from 'zod';
import type { ChannelRefund, RefundRequest } from '../provider';
import { requireSafeId } from '../transport';
import type { WechatClient } from './wechat.client';
import { fit, UnfitContent } from './wechat.facts';

const refundSchema = z.object({
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string().min(1).max(64),
  status: z.string(),
  success_time: z.iso.datetime({ offset: true }).optional(),
  amount: z.object({ refund: z.int().positive() }),
});

const STATUSES = new Map<string, ChannelRefund['status']>([
  ['SUCCESS', 'succeeded'],
  ['CLOSED', 'closed'],
  ['ABNORMAL', 'abnormal'],
]);

interface Asked {
  outTradeNo: string;
  outRefundNo: string;
  amountFen?: bigint;
}

/** POST /v3/refund/domestic/refunds. Accepted first; how it ended comes by notification or query. */
export async function refundWechatOrder(
  client: WechatClient,
  request: RefundRequest,
): Promise<ChannelRefund> {
  requireSafeId('out_trade_no', request.outTradeNo);
  requireSafeId('out_refund_no', request.outRefundNo);
  const answer = await client.call('refunds', (pay) =>
    pay.refunds({
      out_trade_no: request.outTradeNo,
      out_refund_no: request.outRefundNo,
      reason: request.reason.slice(0, 80),
      // Without one, WeChat Pay may call an address from its console in the old XML form.
      notify_url: request.notifyUrl,
      amount: { refund: Number(request.amountFen), total: Number(request.totalFen), currency: 'CNY' },
    }),
  );
  if (!answer.isDone) throw client.rejected(answer.code);
  return client.readContent('refunds', () => refundOf(answer.data, request));
}

/** GET /v3/refund/domestic/refunds/{number}. */
export async function queryWechatRefund(client: WechatClient, asked: Asked): Promise<ChannelRefund> {
  requireSafeId('out_refund_no', asked.outRefundNo);
  const answer = await client.call('reads', (pay) => pay.find_refunds(asked.outRefundNo));
  if (answer.isDone) return client.readContent('reads', () => refundOf(answer.data, asked));
  if (answer.code === 'RESOURCE_NOT_EXISTS') return { status: 'not-found' };
  throw client.rejected(answer.code);
}

function refundOf(content: unknown, asked: Asked): ChannelRefund {
  const refund = fit(refundSchema, content);
  const isAsked =
    refund.out_trade_no === asked.outTradeNo &&
    refund.out_refund_no === asked.outRefundNo &&
    (asked.amountFen === undefined || BigInt(refund.amount.refund) === asked.amountFen);
  if (!isAsked) throw new UnfitContent('merchant');
  return {
    status: STATUSES.get(refund.status) ?? 'pending',
    refundId: refund.refund_id,
    ...(refund.success_time && { occurredAt: new Date(refund.success_time) }),
  };
}
