import { formatBeijingLocal } from '../../kernel/business-day';
import type { Clock } from '../../kernel/clock';
import { formatYuan } from '../../kernel/money';
import type { Books, Refund, Trade } from '../books';
import type { Fault } from '../faults';
import type { SandboxKeys } from '../keys';
import type { Notification, NotificationForm, WireMessage } from '../notifier';
import { signedText, signRsa1, signRsa2, spoilSignature } from './signature';
import { LOGON_ID } from './trade';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LADDER_MS = [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR];

interface FormParts {
  clock: Clock;
  books: Books;
  keys: SandboxKeys;
}

/** Alipay's notifications: a form, signed over everything but sign and sign_type. */
export function alipayNotificationForm(parts: FormParts): NotificationForm {
  return {
    ladderMs: LADDER_MS,
    isAcknowledged: (status, body) => status === 200 && body === 'success',
    compose: (notification, fault) => compose(parts, notification, fault),
  };
}

function compose(parts: FormParts, notification: Notification, fault: Fault | null): WireMessage {
  const params = new Map(
    Object.entries({ ...commonFields(parts, notification, fault), ...eventFields(parts, notification) }),
  );
  if (fault?.kind === 'forged_copy_first') params.set('trade_no', '2099010122001499999999999999');
  const sign = signatureOf(parts, params, fault);
  params.set('sign_type', fault?.kind === 'weak_signature' ? 'RSA' : 'RSA2');
  params.set('sign', sign);
  if (fault?.kind === 'tamper') params.set('total_amount', `9${params.get('total_amount') ?? '0.00'}`);
  return {
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
      'User-Agent': 'Mozilla/4.0',
    },
    body: new URLSearchParams([...params]).toString(),
  };
}

function signatureOf({ keys }: FormParts, params: ReadonlyMap<string, string>, fault: Fault | null): string {
  const text = signedText(params, ['sign', 'sign_type']);
  const { privateKey } = keys.alipay;
  switch (fault?.kind) {
    case 'weak_signature':
      return signRsa1(text, privateKey);
    case 'bad_signature':
      return spoilSignature(signRsa2(text, privateKey));
    case 'forged_copy_first':
    case 'unknown_serial':
      return signRsa2(text, keys.foreign.privateKey);
    default:
      return signRsa2(text, privateKey);
  }
}

function commonFields(
  parts: FormParts,
  notification: Notification,
  fault: Fault | null,
): Record<string, string> {
  const { identity } = parts.keys;
  const isForeign = fault?.kind === 'wrong_merchant';
  const sentAt = parts.clock.now().getTime() - (fault?.kind === 'stale_timestamp' ? DAY : 0);
  const appId = isForeign ? '2021000000000001' : identity.alipayAppId;
  return {
    notify_time: formatBeijingLocal(new Date(sentAt)),
    notify_type: 'trade_status_sync',
    notify_id: notification.id,
    app_id: appId,
    auth_app_id: appId,
    charset: 'utf-8',
    version: '1.0',
    seller_id: isForeign ? '2088000000000001' : identity.alipaySellerId,
    seller_email: 'sandbox@example.com',
  };
}

function eventFields({ books }: FormParts, notification: Notification): Record<string, string> {
  const trade = books.findTrade('alipay', notification.outTradeNo);
  if (!trade) throw new Error(`no trade ${notification.outTradeNo} to notify of`);
  const { outRefundNo } = notification;
  const refund = outRefundNo ? books.findRefund('alipay', outRefundNo, trade.outTradeNo) : null;
  return {
    ...tradeFields(trade),
    ...(refund ? refundFields(trade, refund) : {}),
    ...closingFields(trade, notification),
  };
}

/** Without empty values: the documents disagree on whether those are signed. */
function tradeFields(trade: Trade): Record<string, string> {
  const amount = formatYuan(trade.amountFen);
  const paidAmounts = {
    receipt_amount: amount,
    invoice_amount: amount,
    buyer_pay_amount: amount,
    point_amount: '0.00',
  };
  return {
    trade_no: trade.transactionId ?? '',
    out_trade_no: trade.outTradeNo,
    trade_status: 'TRADE_SUCCESS',
    total_amount: amount,
    subject: trade.subject,
    buyer_id: trade.payer,
    buyer_logon_id: LOGON_ID,
    gmt_create: formatBeijingLocal(trade.createdAt),
    ...(trade.attach ? { passback_params: trade.attach } : {}),
    ...(trade.paidAt ? { ...paidAmounts, gmt_payment: formatBeijingLocal(trade.paidAt) } : {}),
    ...(trade.paidAt ? { fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]) } : {}),
  };
}

function refundFields(trade: Trade, refund: Refund): Record<string, string> {
  const refundedAt = formatBeijingLocal(refund.succeededAt ?? refund.acceptedAt);
  const isWhole = refund.cumulativeFen >= trade.amountFen;
  return {
    trade_status: isWhole ? 'TRADE_CLOSED' : 'TRADE_SUCCESS',
    out_biz_no: refund.outRefundNo,
    refund_fee: formatYuan(refund.cumulativeFen),
    gmt_refund: `${refundedAt}.000`,
    ...(isWhole ? { gmt_close: refundedAt } : {}),
  };
}

function closingFields(trade: Trade, notification: Notification): Record<string, string> {
  if (notification.event !== 'closed') return {};
  return {
    trade_status: 'TRADE_CLOSED',
    gmt_close: formatBeijingLocal(trade.closedAt ?? notification.createdAt),
  };
}
