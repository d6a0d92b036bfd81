import { formatBeijingLocal } from '../../kernel/business-day';
import { formatYuan } from '../../kernel/money';
import type { Refund, Trade } from '../books';
import type { SandboxContext } from '../context';
import { optionalText, requiredAmount, requiredText } from './fields';
import type { AlipayCall } from './gateway';
import { BusinessRefusal } from './refusal';
import { getTrade, LOGON_ID } from './trade';

/** alipay.trade.refund: settled in its own answer; `refund_fee` is all that was ever refunded of the trade. */
export function refundTrade(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const trade = getTrade(context, call);
  const amountFen = requiredAmount(call.biz, 'refund_amount');
  const outRefundNo = optionalText(call.biz, 'out_request_no', 64) ?? wholeRefundNo(trade, amountFen);
  if (trade.status !== 'paid') throw new BusinessRefusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  const known = context.books.findRefund('alipay', outRefundNo, trade.outTradeNo);
  if (known && known.amountFen !== amountFen) {
    throw new BusinessRefusal('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致');
  }
  if (known) return refundNode(context, trade, { refund: known, fundChange: 'N' });
  if (context.books.refundedFen(trade) + amountFen > trade.amountFen) {
    throw new BusinessRefusal('ACQ.REASON_TRADE_REFUND_FEE_ERR', '退款金额无效，退款金额大于可退金额');
  }
  const request = { trade, outRefundNo, amountFen, notifyUrl: trade.notifyUrl, outcome: 'success' } as const;
  return refundNode(context, trade, { refund: context.wallet.refund(request), fundChange: 'Y' });
}

/** alipay.trade.fastpay.refund.query: an unknown number is also a 10000, without a refund_status. */
export function queryRefund(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const trade = getTrade(context, call);
  const outRequestNo = requiredText(call.biz, 'out_request_no', 64);
  const refund = context.books.findRefund('alipay', outRequestNo, trade.outTradeNo);
  if (refund?.status !== 'success') return {};
  return {
    trade_no: trade.transactionId,
    out_trade_no: trade.outTradeNo,
    out_request_no: outRequestNo,
    total_amount: formatYuan(trade.amountFen),
    refund_amount: formatYuan(refund.amountFen),
    refund_status: 'REFUND_SUCCESS',
    ...(refund.succeededAt ? { gmt_refund_pay: formatBeijingLocal(refund.succeededAt) } : {}),
  };
}

function refundNode(
  context: SandboxContext,
  trade: Trade,
  { refund, fundChange }: { refund: Refund; fundChange: string },
) {
  return {
    trade_no: trade.transactionId,
    out_trade_no: trade.outTradeNo,
    buyer_logon_id: LOGON_ID,
    buyer_user_id: trade.payer,
    fund_change: fundChange,
    refund_fee: formatYuan(context.books.refundedFen(trade)),
    ...(refund.succeededAt ? { gmt_refund_pay: formatBeijingLocal(refund.succeededAt) } : {}),
    refund_detail_item_list: [{ amount: formatYuan(refund.amountFen), fund_channel: 'ALIPAYACCOUNT' }],
  };
}

/** Only a refund of the whole may go without a number of its own. */
function wholeRefundNo(trade: Trade, amountFen: bigint): string {
  if (amountFen === trade.amountFen) return trade.outTradeNo;
  throw new BusinessRefusal('ACQ.INVALID_PARAMETER', '部分退款时out_request_no必填');
}
