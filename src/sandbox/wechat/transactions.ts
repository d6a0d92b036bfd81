import { randomBytes } from 'node:crypto';
import { formatBeijing } from '../../kernel/business-day';
import type { Trade } from '../books';
import { canonicalJson, refusedCallback } from '../requests';
import type { SandboxContext } from '../context';
import { optionalText, paramError, requiredFen, requiredObject, requiredText } from './fields';
import { WechatRefusal } from './refusal';
import type { WechatCall, WechatReply } from './route';

const MINUTE_MS = 60_000;
const CODE_LIFETIME_MS = 120 * MINUTE_MS;
const H5_LIFETIME_MS = 5 * MINUTE_MS;
const ORDER_LIFETIME_MS = 7 * 1_440 * MINUTE_MS;
const OUT_TRADE_NO = /^[0-9A-Za-z_\-|*]{6,32}$/;

export type WechatScene = 'native' | 'h5' | 'jsapi';

const TRADE_TYPES: Readonly<Record<WechatScene, string>> = { native: 'NATIVE', h5: 'MWEB', jsapi: 'JSAPI' };

/** POST /v3/pay/transactions/{native|h5|jsapi} */
export function prepay(context: SandboxContext, scene: WechatScene, call: WechatCall): WechatReply {
  const { books, wallet } = context;
  const order = readOrder(context, scene, call);
  const known = wallet.find('wechat', order.outTradeNo);
  if (known) refuseRepeat(known, order);
  if (known) books.voidCodes(known);
  const trade = known ?? books.saveTrade(order);
  return { status: 200, body: issueCode(context, scene, { trade, call }) };
}

/** GET /v3/pay/transactions/{out-trade-no|id}/{…}?mchid= */
export function queryTrade(context: SandboxContext, call: WechatCall): WechatReply {
  requireMchId(context, call.query.get('mchid'));
  const { out_trade_no: outTradeNo, transaction_id: transactionId } = call.params;
  const trade = outTradeNo
    ? context.wallet.find('wechat', outTradeNo)
    : context.books.findTradeByTransactionId('wechat', transactionId ?? '');
  if (!trade) throw new WechatRefusal('ORDER_NOT_EXIST', '订单不存在');
  return { status: 200, body: tradeBody(context, trade) };
}

/** POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close; an order that nobody knows also gets a 204. */
export function closeTrade(context: SandboxContext, call: WechatCall): WechatReply {
  requireMchId(context, call.body.mchid);
  const trade = context.wallet.find('wechat', call.params.out_trade_no ?? '');
  if (trade?.status === 'paid') throw new WechatRefusal('ORDERPAID', '该订单已支付');
  if (trade) context.wallet.close(trade);
  return { status: 204, body: null };
}

/** A trade as the query and the notification show it. */
function tradeBody(context: SandboxContext, trade: Trade): Record<string, unknown> {
  const { wechatAppId: appid, wechatMchId: mchid } = context.keys.identity;
  const base = { appid, mchid, out_trade_no: trade.outTradeNo, attach: trade.attach ?? '' };
  const total = Number(trade.amountFen);
  if (!trade.paidAt) {
    const [trade_state, trade_state_desc] =
      trade.status === 'closed' ? ['CLOSED', '订单已关闭'] : ['NOTPAY', '订单未支付'];
    const amount = { total, currency: 'CNY', payer_total: total, payer_currency: 'CNY' };
    return { ...base, trade_state, trade_state_desc, amount, payer: {} };
  }
  const isRefunded = context.books.refundsOf(trade).some((refund) => refund.status !== 'closed');
  return {
    ...base,
    ...paidFacts(trade),
    ...(isRefunded ? { trade_state: 'REFUND', trade_state_desc: '订单发生过退款' } : {}),
  };
}

/** What never changes about a payment, whatever happens to it later. */
export function paidFacts(trade: Trade): Record<string, unknown> {
  const total = Number(trade.amountFen);
  return {
    transaction_id: trade.transactionId,
    trade_type: trade.tradeType,
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    success_time: trade.paidAt && formatBeijing(trade.paidAt),
    payer: { openid: trade.payer },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  };
}

function readOrder(context: SandboxContext, scene: WechatScene, { body, at }: WechatCall): Trade {
  const { identity } = context.keys;
  const appid = requiredText(body, 'appid', { max: 32 });
  const mchid = requiredText(body, 'mchid', { max: 32 });
  if (appid !== identity.wechatAppId || mchid !== identity.wechatMchId) {
    throw new WechatRefusal('APPID_MCHID_NOT_MATCH', 'appid和mchid不匹配');
  }
  const outTradeNo = requiredText(body, 'out_trade_no', { max: 32, pattern: OUT_TRADE_NO });
  const notifyUrl = requiredText(body, 'notify_url', { max: 255 });
  const callbackIssue = refusedCallback(notifyUrl, context.behaviour.strictNotifyUrl);
  if (callbackIssue) throw paramError('/body/notify_url', notifyUrl, callbackIssue);
  const subject = requiredText(body, 'description', { max: 127 });
  const amountFen = readTotal(body);
  requireScene(scene, body);
  return {
    channel: 'wechat',
    outTradeNo,
    status: 'waiting',
    transactionId: null,
    tradeType: TRADE_TYPES[scene],
    orderedFen: amountFen,
    amountFen,
    feeFen: 0n,
    subject,
    attach: optionalText(body, 'attach', { max: 128 }),
    notifyUrl,
    requestKey: canonicalJson({ scene, body }),
    payer: `oSandbox${randomBytes(15).toString('base64url')}`,
    timeoutSeconds: null,
    createdAt: at,
    expiresAt: readExpiry(body, at),
    ...{ paidAt: null, closedAt: null },
  };
}

function readTotal(body: WechatCall['body']): bigint {
  const amount = requiredObject(body, 'amount');
  const total = requiredFen(amount, 'total');
  if (amount.currency !== undefined && amount.currency !== 'CNY') {
    throw paramError('/body/amount/currency', amount.currency, '不支持的货币类型');
  }
  return total;
}

function requireScene(scene: WechatScene, body: WechatCall['body']): void {
  if (scene === 'jsapi') requiredText(requiredObject(body, 'payer'), 'openid', { max: 128 });
  if (scene !== 'h5') return;
  const sceneInfo = requiredObject(body, 'scene_info');
  requiredText(sceneInfo, 'payer_client_ip', { max: 45 });
  requiredText(requiredObject(sceneInfo, 'h5_info'), 'type', { max: 32, pattern: /^(Wap|iOS|Android)$/ });
}

function readExpiry(body: WechatCall['body'], at: Date): Date {
  const text = optionalText(body, 'time_expire', { max: 64 });
  if (text === null) return new Date(at.getTime() + ORDER_LIFETIME_MS);
  const isRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const expiresAt = new Date(isRfc3339 ? text : Number.NaN);
  if (Number.isNaN(expiresAt.getTime())) throw paramError('/body/time_expire', text, '时间格式须为RFC3339');
  if (expiresAt <= at) throw paramError('/body/time_expire', text, '交易结束时间早于当前时间');
  // WeChat Pay lifts a shorter time to a minute.
  return new Date(Math.max(expiresAt.getTime(), at.getTime() + MINUTE_MS));
}

function refuseRepeat(known: Trade, order: Trade): void {
  if (known.status === 'paid') throw new WechatRefusal('ORDERPAID', '该订单已支付');
  if (known.status === 'closed') throw new WechatRefusal('ORDER_CLOSED', '该订单已关闭');
  if (known.requestKey !== order.requestKey) {
    throw new WechatRefusal('OUT_TRADE_NO_USED', '商户订单号重复，请核实商户订单号是否重复提交');
  }
}

function issueCode(
  context: SandboxContext,
  scene: WechatScene,
  { trade, call: { at, baseUrl } }: { trade: Trade; call: WechatCall },
): object {
  const prepayId = `wx${randomBytes(17).toString('hex')}`;
  const content = {
    native: `weixin://wxpay/bizpayurl/up?pr=${randomBytes(7).toString('base64url').replace(/[-_]/g, 'x')}&groupid=00`,
    h5: prepayId,
    jsapi: prepayId,
  }[scene];
  const lifetimeMs = scene === 'h5' ? H5_LIFETIME_MS : CODE_LIFETIME_MS;
  const validUntilAt = new Date(at.getTime() + lifetimeMs);
  context.books.saveCode({
    content,
    channel: 'wechat',
    outTradeNo: trade.outTradeNo,
    validUntilAt,
    isVoid: false,
  });
  // The real address is on wx.tenpay.com; this one opens the sandbox's wallet in the same browser.
  const h5_url = `${baseUrl}/sandbox/scan?content=${content}`;
  return { native: { code_url: content }, h5: { h5_url }, jsapi: { prepay_id: content } }[scene];
}

function requireMchId(context: SandboxContext, mchid: unknown): void {
  if (mchid === context.keys.identity.wechatMchId) return;
  throw new WechatRefusal('PARAM_ERROR', '商户号有误', {
    field: 'mchid',
    value: mchid ?? '',
    issue: '商户号与签名所用的商户号不一致',
    location: 'query',
  });
}
