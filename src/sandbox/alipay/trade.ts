import { randomBytes } from 'node:crypto';
import {
  formatBeijingLocal,
  parseBeijingLocal,
  startOfBusinessDay,
  addDays,
  businessDayOf,
} from '../../kernel/business-day';
import { formatYuan } from '../../kernel/money';
import type { Trade } from '../books';
import type { SandboxContext } from '../context';
import { randomDigits } from '../keys';
import { canonicalJson } from '../requests';
import { invalid, optionalText, requiredAmount, requiredText } from './fields';
import type { AlipayCall } from './gateway';
import { BusinessRefusal } from './refusal';

const CODE_LIFETIME_MS = 2 * 3_600_000;

/** alipay.trade.precreate: hands out a QR code. There is no trade until somebody scans it. */
export function precreate(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const { books, wallet } = context;
  const order = readOrder(context, call);
  const known = wallet.find('alipay', order.outTradeNo);
  if (known) refuseRepeat(known, order);
  // Until the scan a later request simply replaces the earlier one; its code may be paid no more.
  if (known && known.requestKey !== order.requestKey) books.voidCodes(known);
  const trade = known?.status === 'waiting' ? known : books.saveTrade(order);
  const content = `https://qr.alipay.com/bax${randomBytes(15).toString('hex')}`;
  const latestAt = new Date(call.at.getTime() + CODE_LIFETIME_MS);
  const validUntilAt = trade.expiresAt && trade.expiresAt < latestAt ? trade.expiresAt : latestAt;
  books.saveCode({ content, channel: 'alipay', outTradeNo: trade.outTradeNo, validUntilAt, isVoid: false });
  return { out_trade_no: trade.outTradeNo, qr_code: content };
}

/** alipay.trade.wap.pay and alipay.trade.page.pay: the payer's browser is here, and the trade begins with its visit. */
export function openPage(context: SandboxContext, call: AlipayCall): Trade {
  const order = { ...readOrder(context, call), tradeType: requiredText(call.biz, 'product_code', 64) };
  const known = context.wallet.find('alipay', order.outTradeNo);
  if (known) refuseRepeat(known, order);
  if (known?.status === 'waiting') return known;
  const trade = context.books.saveTrade(order);
  const validUntilAt = trade.expiresAt ?? new Date(call.at.getTime() + CODE_LIFETIME_MS);
  const content = `page ${trade.outTradeNo}`;
  context.books.saveCode({
    content,
    channel: 'alipay',
    outTradeNo: trade.outTradeNo,
    validUntilAt,
    isVoid: false,
  });
  return context.wallet.scan(content);
}

/** alipay.trade.query */
export function queryTrade(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const trade = getTrade(context, call);
  const paid = trade.paidAt ? formatYuan(trade.amountFen) : '0.00';
  return {
    trade_no: trade.transactionId,
    out_trade_no: trade.outTradeNo,
    buyer_logon_id: LOGON_ID,
    buyer_user_id: trade.payer,
    trade_status: tradeStatus(context, trade),
    total_amount: formatYuan(trade.amountFen),
    receipt_amount: paid,
    buyer_pay_amount: paid,
    invoice_amount: paid,
    point_amount: '0.00',
    ...(trade.paidAt ? { send_pay_date: formatBeijingLocal(trade.paidAt) } : {}),
    ...(trade.paidAt ? { fund_bill_list: [{ amount: paid, fund_channel: 'ALIPAYACCOUNT' }] } : {}),
  };
}

/** alipay.trade.close */
export function closeTrade(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const trade = getTrade(context, call);
  if (trade.status === 'paid') throw new BusinessRefusal('ACQ.REASON_TRADE_STATUS_INVALID', '交易状态不合法');
  if (trade.status === 'closed') throw new BusinessRefusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  context.wallet.close(trade);
  return { trade_no: trade.transactionId, out_trade_no: trade.outTradeNo };
}

/** alipay.trade.cancel: closes what is unpaid, and gives back what was paid. */
export function cancelTrade(context: SandboxContext, call: AlipayCall): Record<string, unknown> {
  const trade = findTrade(context, call);
  if (!trade) return { out_trade_no: String(call.biz.out_trade_no ?? ''), retry_flag: 'N' };
  const node = { trade_no: trade.transactionId, out_trade_no: trade.outTradeNo, retry_flag: 'N' };
  if (trade.status === 'waiting') {
    context.wallet.close(trade);
    return { ...node, action: 'close' };
  }
  const leftFen = trade.amountFen - context.books.refundedFen(trade);
  if (trade.status !== 'paid' || leftFen === 0n) return node;
  const { outTradeNo, notifyUrl } = trade;
  context.wallet.refund({
    trade,
    outRefundNo: outTradeNo,
    amountFen: leftFen,
    notifyUrl,
    outcome: 'success',
  });
  return { ...node, action: 'refund' };
}

/** A full refund closes the trade, a partial one leaves it as it was. */
function tradeStatus(context: SandboxContext, trade: Trade): string {
  if (trade.status === 'waiting') return 'WAIT_BUYER_PAY';
  if (trade.status === 'closed') return 'TRADE_CLOSED';
  return context.books.refundedFen(trade) >= trade.amountFen ? 'TRADE_CLOSED' : 'TRADE_SUCCESS';
}

/** @throws BusinessRefusal ACQ.TRADE_NOT_EXIST, also for a code that nobody scanned */
export function getTrade(context: SandboxContext, call: AlipayCall): Trade {
  const trade = findTrade(context, call);
  if (!trade) throw new BusinessRefusal('ACQ.TRADE_NOT_EXIST', '交易不存在');
  return trade;
}

export const LOGON_ID = '138****0001';

function findTrade(context: SandboxContext, { biz }: AlipayCall): Trade | null {
  const tradeNo = optionalText(biz, 'trade_no', 64);
  const outTradeNo = optionalText(biz, 'out_trade_no', 64);
  if (!tradeNo && !outTradeNo) throw invalid('out_trade_no和trade_no不能同时为空');
  const known = tradeNo ? context.books.findTradeByTransactionId('alipay', tradeNo)?.outTradeNo : outTradeNo;
  const trade = known ? context.wallet.find('alipay', known) : null;
  return trade?.status === 'prepared' ? null : trade;
}

function readOrder(context: SandboxContext, { biz, notifyUrl, at }: AlipayCall): Trade {
  const outTradeNo = requiredText(biz, 'out_trade_no', 64);
  if (!/^[0-9A-Za-z_-]+$/.test(outTradeNo)) throw invalid('out_trade_no参数无效');
  const subject = requiredText(biz, 'subject', 256);
  if (/[/=&]/.test(subject)) throw invalid('subject参数无效');
  const sellerId = optionalText(biz, 'seller_id', 28);
  if (sellerId && sellerId !== context.keys.identity.alipaySellerId)
    throw new BusinessRefusal('ACQ.ACCESS_FORBIDDEN', '无权限使用接口');
  const amountFen = requiredAmount(biz, 'total_amount');
  return {
    channel: 'alipay',
    outTradeNo,
    status: 'prepared',
    transactionId: null,
    tradeType: 'QR_CODE_OFFLINE',
    orderedFen: amountFen,
    amountFen,
    feeFen: 0n,
    subject,
    attach: optionalText(biz, 'passback_params', 512),
    notifyUrl,
    requestKey: canonicalJson({ biz, notifyUrl }),
    payer: `2088${randomDigits(12)}`,
    timeoutSeconds: readTimeout(optionalText(biz, 'timeout_express', 6), at),
    createdAt: at,
    expiresAt: readExpiry(optionalText(biz, 'time_expire', 32), at),
    ...{ paidAt: null, closedAt: null },
  };
}

function refuseRepeat(known: Trade, order: Trade): void {
  if (known.status === 'paid') throw new BusinessRefusal('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
  if (known.status === 'closed') throw new BusinessRefusal('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
  if (known.status === 'waiting' && known.requestKey !== order.requestKey) {
    throw new BusinessRefusal('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
  }
}

function readExpiry(text: string | null, at: Date): Date | null {
  if (text === null) return null;
  let expiresAt: Date;
  try {
    expiresAt = parseBeijingLocal(text);
  } catch {
    throw invalid('time_expire参数无效');
  }
  if (expiresAt <= at) throw invalid('time_expire早于当前时间');
  return expiresAt;
}

/** 1m to 15d, or 1c for the end of the day. */
function readTimeout(text: string | null, at: Date): number | null {
  if (text === null) return null;
  if (text === '1c')
    return (startOfBusinessDay(addDays(businessDayOf(at), 1)).getTime() - at.getTime()) / 1_000;
  const match = /^([1-9]\d*)([mhd])$/.exec(text);
  const seconds = Number(match?.[1]) * ({ m: 60, h: 3_600, d: 86_400 }[match?.[2] ?? ''] ?? Number.NaN);
  if (!(seconds >= 60 && seconds <= 15 * 86_400)) throw invalid('timeout_express参数无效');
  return seconds;
}
