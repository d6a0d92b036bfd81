import { formatBeijing } from '../../kernel/business-day';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import type { Books } from '../books';
import type { Fault } from '../faults';
import type { SandboxKeys } from '../keys';
import type { Notification, NotificationForm, WireMessage } from '../notifier';
import { seal, type SealedResource } from './certificates';
import { refundStatus } from './refunds';
import { signatureHeaders } from './signature';
import { paidFacts } from './transactions';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** 15 repeats over a day, as documented. */
const LADDER_MS = [
  ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE],
  ...[30 * MINUTE, 60 * MINUTE, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR],
];

interface FormParts {
  clock: Clock;
  books: Books;
  keys: SandboxKeys;
}

interface News {
  eventType: string;
  summary: string;
  originalType: 'transaction' | 'refund';
  resource: Record<string, unknown>;
}

/** WeChat Pay's notifications: encrypted, and signed anew at every try. */
export function wechatNotificationForm(parts: FormParts): NotificationForm {
  return {
    ladderMs: LADDER_MS,
    isAcknowledged: (status) => status === 200 || status === 204,
    compose: (notification, fault) => compose(parts, notification, fault),
  };
}

function compose(parts: FormParts, notification: Notification, fault: Fault | null): WireMessage {
  const { keys, clock } = parts;
  const news =
    notification.event === 'refund' ? refundNews(parts, notification) : paymentNews(parts, notification);
  const plaintext = JSON.stringify(distort(news.resource, fault));
  const sealed = seal(keys.identity.wechatApiV3Key, plaintext, news.originalType);
  const body = JSON.stringify({
    id: fault?.kind === 'new_id' ? `EV-${randomUUID()}` : notification.id,
    create_time: formatBeijing(notification.createdAt),
    resource_type: 'encrypt-resource',
    event_type: news.eventType,
    summary: news.summary,
    resource: { original_type: news.originalType, ...tamper(sealed, plaintext, fault) },
  });
  const wantedSerial = keys.identity.wechatPublicKeyId;
  const signature = signatureHeaders(keys, { body, at: clock.now(), wantedSerial, fault });
  const headers = {
    'Content-Type': 'application/json',
    Accept: '*/*',
    'User-Agent': 'Mozilla/4.0',
    ...signature,
  };
  return { headers, body };
}

function paymentNews({ books, keys }: FormParts, notification: Notification): News {
  const trade = books.findTrade('wechat', notification.outTradeNo);
  if (!trade) throw new Error(`no trade ${notification.outTradeNo} to notify of`);
  const { wechatAppId: appid, wechatMchId: mchid } = keys.identity;
  return {
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    originalType: 'transaction',
    resource: {
      appid,
      mchid,
      out_trade_no: trade.outTradeNo,
      attach: trade.attach ?? '',
      ...paidFacts(trade),
    },
  };
}

function refundNews({ books, keys }: FormParts, notification: Notification): News {
  const refund = books.findRefund('wechat', notification.outRefundNo ?? '', null);
  const trade = books.findTrade('wechat', notification.outTradeNo);
  if (!refund || !trade) throw new Error(`no refund ${notification.outRefundNo} to notify of`);
  const total = Number(trade.amountFen);
  const part = Number(refund.amountFen);
  const status = refundStatus(refund);
  return {
    eventType: `REFUND.${status}`,
    summary: { SUCCESS: '退款成功', CLOSED: '退款关闭' }[status] ?? '退款异常',
    originalType: 'refund',
    resource: {
      mchid: keys.identity.wechatMchId,
      out_trade_no: trade.outTradeNo,
      transaction_id: trade.transactionId,
      out_refund_no: refund.outRefundNo,
      refund_id: refund.refundId,
      refund_status: status,
      ...(refund.succeededAt ? { success_time: formatBeijing(refund.succeededAt) } : {}),
      user_received_account: '支付用户零钱',
      amount: { total, refund: part, payer_total: total, payer_refund: part },
    },
  };
}

/** Faults that a valid signature and a valid tag would cover. */
function distort(resource: Record<string, unknown>, fault: Fault | null): Record<string, unknown> {
  if (fault?.kind === 'wrong_merchant') {
    return { ...resource, mchid: '1900000001', ...(resource.appid ? { appid: 'wx0000000000000001' } : {}) };
  }
  if (fault?.kind === 'wrong_currency') {
    return {
      ...resource,
      amount: { ...(resource.amount as object), currency: 'USD', payer_currency: 'USD' },
    };
  }
  if (fault?.kind === 'forged_copy_first')
    return { ...resource, transaction_id: '4200009999999999999999999999' };
  return resource;
}

/** Changes the ciphertext under its old tag; with `part: "amount"` so that another total would come out. */
function tamper(sealed: SealedResource, plaintext: string, fault: Fault | null): SealedResource {
  if (fault?.kind !== 'tamper') return sealed;
  if (fault.settings.part === 'associated_data') return { ...sealed, associated_data: 'tampered' };
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  let position = 0;
  let mask = 1;
  if (fault.settings.part === 'tag') position = bytes.length - 1;
  if (fault.settings.part === 'amount') {
    position = Buffer.byteLength(plaintext.slice(0, plaintext.indexOf('"total":') + '"total":'.length));
    const digit = plaintext.charCodeAt(plaintext.indexOf('"total":') + '"total":'.length);
    mask = digit ^ (digit === 0x39 ? 0x38 : 0x39);
  }
  bytes[position] = (bytes[position] ?? 0) ^ mask;
  return { ...sealed, ciphertext: bytes.toString('base64') };
}
