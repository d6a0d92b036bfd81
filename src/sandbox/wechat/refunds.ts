import { formatBeijing } from '../../kernel/business-day';
import type { Refund, Trade } from '../books';
import type { SandboxContext } from '../context';
import { refusedCallback } from '../requests';
import { optionalText, paramError, requiredFen, requiredObject, requiredText } from './fields';
import { WechatRefusal } from './refusal';
import type { WechatCall, WechatReply } from './route';

const OUT_REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;
const MOST_PARTS = 50;
const REFUNDABLE_MS = 365 * 86_400_000;
const STATUS = {
  processing: 'PROCESSING',
  success: 'SUCCESS',
  closed: 'CLOSED',
  abnormal: 'ABNORMAL',
} as const;

/** POST /v3/refund/domestic/refunds: the refund number makes it idempotent. */
export function createRefund(context: SandboxContext, call: WechatCall): WechatReply {
  const outRefundNo = requiredText(call.body, 'out_refund_no', { max: 64, pattern: OUT_REFUND_NO });
  const notifyUrl = optionalText(call.body, 'notify_url', { max: 255 });
  const callbackIssue = notifyUrl && refusedCallback(notifyUrl, context.behaviour.strictNotifyUrl);
  if (callbackIssue) throw paramError('/body/notify_url', notifyUrl, callbackIssue);
  const trade = findPaidTrade(context, call);
  const amount = requiredObject(call.body, 'amount');
  const amountFen = requiredFen(amount, 'refund');
  const totalFen = requiredFen(amount, 'total');
  if (amount.currency !== 'CNY')
    throw paramError('/body/amount/currency', amount.currency ?? '', '不支持的货币类型');

  const known = context.books.findRefund('wechat', outRefundNo, null);
  const isSame = known?.outTradeNo === trade.outTradeNo && known.amountFen === amountFen;
  if (totalFen !== trade.amountFen || (known && !isSame)) {
    throw new WechatRefusal('INVALID_REQUEST', '订单金额或退款金额与之前请求不一致，请核实后再试');
  }
  if (known) return { status: 200, body: refundBody(trade, known) };
  requireRefundable(context, trade, { amountFen, at: call.at });
  const refund = context.wallet.refund({
    trade,
    outRefundNo,
    amountFen,
    notifyUrl,
    outcome: outcomeOf(call),
  });
  return { status: 200, body: refundBody(trade, refund) };
}

/** GET /v3/refund/domestic/refunds/{out_refund_no} */
export function queryRefund(context: SandboxContext, call: WechatCall): WechatReply {
  const refund = context.books.findRefund('wechat', call.params.out_refund_no ?? '', null);
  const trade = refund && context.books.findTrade('wechat', refund.outTradeNo);
  if (!refund || !trade) throw new WechatRefusal('RESOURCE_NOT_EXISTS', '退款单不存在');
  return { status: 200, body: refundBody(trade, refund) };
}

/** As the API and the notifications spell it. */
export const refundStatus = (refund: Refund): string => STATUS[refund.status];

function refundBody(trade: Trade, refund: Refund): object {
  const total = Number(trade.amountFen);
  const part = Number(refund.amountFen);
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: trade.transactionId,
    out_trade_no: trade.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(refund.succeededAt ? { success_time: formatBeijing(refund.succeededAt) } : {}),
    create_time: formatBeijing(refund.acceptedAt),
    status: refundStatus(refund),
    funds_account: 'AVAILABLE',
    amount: {
      ...{ total, refund: part, payer_total: total, payer_refund: part },
      ...{ settlement_refund: part, settlement_total: total, discount_refund: 0, currency: 'CNY' },
    },
    promotion_detail: [],
  };
}

function findPaidTrade(context: SandboxContext, call: WechatCall): Trade {
  const outTradeNo = optionalText(call.body, 'out_trade_no', { max: 32 });
  const transactionId = optionalText(call.body, 'transaction_id', { max: 32 });
  if (!outTradeNo && !transactionId)
    throw paramError('/body/out_trade_no', '', '商户订单号和微信支付订单号须二选一');
  const trade = transactionId
    ? context.books.findTradeByTransactionId('wechat', transactionId)
    : context.books.findTrade('wechat', outTradeNo ?? '');
  if (!trade) throw new WechatRefusal('RESOURCE_NOT_EXISTS', '订单不存在');
  if (trade.status !== 'paid') throw new WechatRefusal('INVALID_REQUEST', '订单未支付，不能退款');
  return trade;
}

function requireRefundable(
  context: SandboxContext,
  trade: Trade,
  ask: { amountFen: bigint; at: Date },
): void {
  if (trade.paidAt && ask.at.getTime() - trade.paidAt.getTime() > REFUNDABLE_MS) {
    throw new WechatRefusal('TRADE_OVERDUE', '订单已经超过可退款的最大期限');
  }
  if (context.books.refundedFen(trade) + ask.amountFen > trade.amountFen) {
    throw new WechatRefusal('INVALID_REQUEST', '申请退款金额超过订单可退金额');
  }
  if (context.books.refundsOf(trade).length >= MOST_PARTS) {
    throw new WechatRefusal('INVALID_REQUEST', '部分退款次数超过50次');
  }
}

/** The fault `outcome` decides how a refund ends that was accepted. */
function outcomeOf(call: WechatCall): 'success' | 'closed' | 'abnormal' {
  const wanted =
    call.fault?.kind === 'outcome' ? String(call.fault.settings.status).toLowerCase() : 'success';
  return wanted === 'closed' || wanted === 'abnormal' ? wanted : 'success';
}
