import type { KeyObject } from 'node:crypto';
import { parseBeijingLocal } from '../../kernel/business-day';
import { type Fen, parseYuan } from '../../kernel/money';
import type { ChannelFact, ChannelNotification, RawNotification } from '../provider';
import { NotificationRefused } from '../provider.errors';
import { refundIdOf } from './alipay.refund-id';
import { isSignedByAlipay } from './alipay.verify';

export interface NotificationSecrets {
  key: KeyObject;
  appId: string;
  sellerId: string;
}

type Parameters = ReadonlyMap<string, string>;
type Reason = 'form' | 'sign_type' | 'signature' | 'merchant';

const refused = (reason: Reason) => NotificationRefused({ details: { reason } });
/** The signature was good: a setting of ours is wrong or a message has changed, and somebody must look. */
const alarming = (reason: Reason) => NotificationRefused({ details: { reason, alarm: true } });

const PAID = new Set(['TRADE_SUCCESS', 'TRADE_FINISHED']);

/** @throws NotificationRefused with `details.reason`: form, sign_type, signature or merchant */
export function readAlipayNotification(
  raw: RawNotification,
  secrets: NotificationSecrets,
): ChannelNotification {
  const parameters = readParameters(raw.body);
  // Before anything else: the message must not choose a weaker algorithm for itself.
  if (parameters.get('sign_type') !== 'RSA2') throw refused('sign_type');
  if (!/^utf-?8$/i.test(parameters.get('charset') ?? '')) throw refused('form');
  if (!isSignedByAlipay(parameters, secrets.key)) throw refused('signature');
  const isOurs =
    parameters.get('app_id') === secrets.appId && parameters.get('seller_id') === secrets.sellerId;
  if (!isOurs) throw alarming('merchant');
  try {
    return { id: requireValue(parameters, 'notify_id'), facts: factsOf(parameters) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw alarming('form');
  }
}

/** A name that comes twice makes it unclear which one was signed, so the whole message is refused. */
function readParameters(body: Buffer): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (parameters.has(name)) throw refused('form');
    parameters.set(name, value);
  }
  return parameters;
}

/** @throws RangeError when the message is not understood */
function factsOf(parameters: Parameters): ChannelFact[] {
  const status = requireValue(parameters, 'trade_status');
  if (status === 'WAIT_BUYER_PAY') return [];
  const refund = findRefund(parameters);
  if (PAID.has(status)) return [paymentOf(parameters), ...refund];
  if (status !== 'TRADE_CLOSED') throw new RangeError('unknown trade_status');
  // Closed by a full refund, or closed because nobody paid.
  return refund.length > 0 ? [paymentOf(parameters), ...refund] : [closureOf(parameters)];
}

function paymentOf(parameters: Parameters): ChannelFact {
  const occurredAt = timeOf(parameters, 'gmt_payment');
  return { kind: 'payment_succeeded', ...movementOf(parameters), amountFen: totalOf(parameters), occurredAt };
}

function closureOf(parameters: Parameters): ChannelFact {
  const occurredAt = timeOf(parameters, 'gmt_close');
  return { kind: 'payment_closed', ...movementOf(parameters), amountFen: 0n, occurredAt };
}

/** `refund_fee` is all that has gone back so far, not the latest refund alone. */
function findRefund(parameters: Parameters): ChannelFact[] {
  const fee = parameters.get('refund_fee') || null;
  const refundedFen = fee === null ? 0n : parseYuan(fee);
  const isRefunded = refundedFen !== 0n || Boolean(parameters.get('gmt_refund'));
  if (!isRefunded) return [];
  if (refundedFen <= 0n || refundedFen > totalOf(parameters)) throw new RangeError('refund_fee out of range');
  // A full refund without a request number of its own takes the number of the order.
  const outRefundNo = parameters.get('out_biz_no') || requireValue(parameters, 'out_trade_no');
  const payment = movementOf(parameters);
  const movement = { ...payment, transactionId: refundIdOf(payment.transactionId, outRefundNo), outRefundNo };
  const occurredAt = timeOf(parameters, 'gmt_refund');
  return [{ kind: 'refund_succeeded', ...movement, amountFen: refundedFen, isCumulative: true, occurredAt }];
}

function movementOf(parameters: Parameters) {
  return {
    transactionId: requireValue(parameters, 'trade_no'),
    outTradeNo: requireValue(parameters, 'out_trade_no'),
    currency: parameters.get('trans_currency') || 'CNY',
  };
}

function totalOf(parameters: Parameters): Fen {
  const totalFen = parseYuan(requireValue(parameters, 'total_amount'));
  if (totalFen <= 0n) throw new RangeError('total_amount out of range');
  return totalFen;
}

/** The message's own time where the movement has none. `gmt_refund` alone comes with milliseconds. */
function timeOf(parameters: Parameters, name: string): Date {
  const text = parameters.get(name) || requireValue(parameters, 'notify_time');
  return parseBeijingLocal(text.replace(/\.\d{1,3}$/, ''));
}

function requireValue(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (!value || value.length > 128) throw new RangeError(`${name} is missing or too long`);
  return value;
}
