import { z } from 'zod';
import { formatBeijing } from '../../kernel/business-day';
import type {
  ChannelOrder,
  CloseOrderResult,
  CreateOrderRequest,
  CreateOrderResult,
  OrderReference,
} from '../provider';
import { requireSafeId } from '../transport';
import type { WechatClient } from './wechat.client';
import { openScene } from './wechat.scenes';
import { fit, paymentFact, requireOurTransaction, UnfitContent, type WechatMerchant } from './wechat.facts';

const stateSchema = z.object({ out_trade_no: z.string(), trade_state: z.string() });

// One is in the V2 and global lists of codes, the other in the V3 pages.
const PAID = new Set(['ORDERPAID', 'ORDER_PAID']);
// The same: each list of codes has its own word for it.
const ABSENT = new Set(['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS', 'ORDERNOTEXIST']);

/** POST /v3/pay/transactions/{native|h5|jsapi}. */
export async function createWechatOrder(
  client: WechatClient,
  request: CreateOrderRequest,
): Promise<CreateOrderResult> {
  requireSafeId('out_trade_no', request.outTradeNo);
  const scene = openScene(request.scene);
  const answer = await client.call('opens', (pay) =>
    scene.send(
      pay,
      {
        description: descriptionOf(request.description),
        out_trade_no: request.outTradeNo,
        time_expire: formatBeijing(request.expiresAt),
        notify_url: request.notifyUrl,
        amount: { total: Number(request.amountFen), currency: 'CNY' },
      },
      request,
    ),
  );
  if (answer.isDone) {
    const action = client.readContent('opens', () => scene.read(answer.data, request, client));
    return { kind: 'created', action };
  }
  if (PAID.has(answer.code)) return { kind: 'already-paid' };
  if (answer.code === 'ORDER_CLOSED') return { kind: 'already-closed' };
  throw client.rejected(answer.code);
}

/** GET /v3/pay/transactions/out-trade-no/{number}. */
export async function queryWechatOrder(
  client: WechatClient,
  merchant: WechatMerchant,
  order: OrderReference,
): Promise<ChannelOrder> {
  requireSafeId('out_trade_no', order.outTradeNo);
  const answer = await client.call('reads', (pay) => pay.query({ out_trade_no: order.outTradeNo }));
  if (answer.isDone) return client.readContent('reads', () => orderOf(answer.data, merchant, order));
  if (ABSENT.has(answer.code)) return { status: 'not-found' };
  throw client.rejected(answer.code);
}

/** POST /v3/pay/transactions/out-trade-no/{number}/close. May be repeated. */
export async function closeWechatOrder(
  client: WechatClient,
  order: OrderReference,
): Promise<CloseOrderResult> {
  requireSafeId('out_trade_no', order.outTradeNo);
  const answer = await client.call('closes', (pay) => pay.close(order.outTradeNo));
  if (answer.isDone || answer.code === 'ORDER_CLOSED') return 'closed';
  if (PAID.has(answer.code)) return 'already-paid';
  if (ABSENT.has(answer.code)) return 'not-found';
  throw client.rejected(answer.code);
}

function orderOf(content: unknown, merchant: WechatMerchant, order: OrderReference): ChannelOrder {
  requireOurTransaction(content, merchant);
  const state = fit(stateSchema, content);
  if (state.out_trade_no !== order.outTradeNo) throw new UnfitContent('merchant');
  switch (state.trade_state) {
    case 'SUCCESS':
    // Also after a partial refund: it has been paid, and what went back is told by the refunds.
    case 'REFUND':
      return { status: 'succeeded', facts: [paymentFact(content)] };
    case 'CLOSED':
    case 'REVOKED':
      return { status: 'closed' };
    default:
      return { status: 'pending' };
  }
}

/** At most 127 characters, none outside the basic plane: WeChat Pay refuses four-byte characters. */
function descriptionOf(text: string): string {
  const plain = text.replace(/[\u{10000}-\u{10FFFF}]/gu, '').replace(/\p{Cc}/gu, ' ');
  return plain.slice(0, 127).trim() || '缴费';
}
