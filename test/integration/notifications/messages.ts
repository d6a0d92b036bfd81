import { createCipheriv, randomBytes, sign, type KeyObject } from 'node:crypto';
import { formatBeijing, formatBeijingLocal } from '../../../src/kernel/business-day';
import { loadOrCreateKeys, type SandboxKeys } from '../../../src/sandbox/keys';
import { sharedSandboxKeys } from '../../support/sandbox-keys';

/** A message on its way to `POST /v1/notifications/{channel}`. */
export interface Message {
  headers: Record<string, string>;
  body: string;
}

export interface Reply {
  status: number;
  type: string | null;
  body: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** What a hand-made WeChat Pay message may have differently. */
export interface WechatTwist {
  event?: string;
  serial?: string;
  signWith?: KeyObject;
  signedAt?: Date;
  apiV3Key?: string;
}

/** Messages as the channels themselves would make them, with any content: what no well-behaved channel would send. */
export class Messages {
  private constructor(readonly keys: SandboxKeys) {}

  static async load(): Promise<Messages> {
    return new Messages(await loadOrCreateKeys(await sharedSandboxKeys(), new Date()));
  }

  /** A payment that succeeded; `content` replaces fields of the plaintext. */
  wechatPayment(outTradeNo: string, content: Fields = {}, twist: WechatTwist = {}): Message {
    const { wechatAppId: appid, wechatMchId: mchid } = this.keys.identity;
    const plain = {
      ...{ appid, mchid, out_trade_no: outTradeNo, transaction_id: `42000020261124${digits(14)}` },
      ...{ trade_type: 'NATIVE', trade_state: 'SUCCESS', bank_type: 'OTHERS', attach: '' },
      success_time: formatBeijing(new Date()),
      payer: { openid: 'oAAA1' },
      amount: { total: 12_000, payer_total: 12_000, currency: 'CNY', payer_currency: 'CNY' },
      ...content,
    };
    return this.wechat(plain, { event: 'TRANSACTION.SUCCESS', ...twist });
  }

  /** A refund that somebody made at the channel. */
  wechatRefund(outTradeNo: string, content: Fields, event = 'REFUND.SUCCESS'): Message {
    const plain = {
      ...{ mchid: this.keys.identity.wechatMchId, out_trade_no: outTradeNo },
      ...{ transaction_id: `42000020261124${digits(14)}`, refund_status: event.slice('REFUND.'.length) },
      ...{ out_refund_no: `r_${digits(8)}`, refund_id: `50302709${digits(14)}` },
      success_time: formatBeijing(new Date()),
      amount: { total: 12_000, refund: 5_000, payer_total: 12_000, payer_refund: 5_000 },
      ...content,
    };
    return this.wechat(plain, { event });
  }

  wechat(plain: Fields, twist: WechatTwist): Message {
    const { identity, wechat } = this.keys;
    const originalType = twist.event?.startsWith('REFUND') ? 'refund' : 'transaction';
    const body = JSON.stringify({
      id: `EV-${digits(20)}`,
      create_time: formatBeijing(new Date()),
      resource_type: 'encrypt-resource',
      event_type: twist.event,
      summary: '支付成功',
      resource: seal(twist.apiV3Key ?? identity.wechatApiV3Key, JSON.stringify(plain), originalType),
    });
    return this.signedWechat(body, {
      serial: identity.wechatPublicKeyId,
      signWith: wechat.privateKey,
      ...twist,
    });
  }

  /** Any body under WeChat Pay's four headers. */
  signedWechat(body: string, twist: WechatTwist = {}): Message {
    const seconds = String(Math.floor((twist.signedAt ?? new Date()).getTime() / 1000));
    const nonce = randomBytes(16).toString('hex');
    const key = twist.signWith ?? this.keys.wechat.privateKey;
    const headers = {
      'content-type': 'application/json',
      'wechatpay-timestamp': seconds,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': twist.serial ?? this.keys.identity.wechatPublicKeyId,
      'wechatpay-signature': sign('sha256', Buffer.from(`${seconds}\n${nonce}\n${body}\n`), key).toString(
        'base64',
      ),
    };
    return { headers, body };
  }

  /** A form as Alipay signs it; an empty or undefined field is left out. */
  alipay(outTradeNo: string, content: Readonly<Record<string, string | undefined>> = {}): Message {
    const { alipayAppId, alipaySellerId } = this.keys.identity;
    const now = formatBeijingLocal(new Date());
    const { sign_type = 'RSA2', ...fields } = {
      ...{ notify_time: now, notify_type: 'trade_status_sync', notify_id: digits(30), charset: 'utf-8' },
      ...{ version: '1.0', app_id: alipayAppId, auth_app_id: alipayAppId, seller_id: alipaySellerId },
      ...{
        trade_no: `2026112422001400${digits(12)}`,
        out_trade_no: outTradeNo,
        buyer_id: '2088000000000002',
      },
      ...{ trade_status: 'TRADE_SUCCESS', total_amount: '120.00', receipt_amount: '120.00', subject: '护照' },
      ...{ gmt_create: now, gmt_payment: now },
      ...content,
    } as Record<string, string | undefined>;
    const filled = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
    const text = filled
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const signature = sign('sha256', Buffer.from(text), this.keys.alipay.privateKey).toString('base64');
    return formOf([...filled, ['sign_type', sign_type], ['sign', signature]]);
  }
}

export function formOf(pairs: readonly (readonly [string, string])[]): Message {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString(),
  };
}

/** Sends a message to a gateway and gives its reply; redirects are not followed, as no channel does. */
export async function send(gatewayUrl: string, channel: string, message: Message): Promise<Reply> {
  const response = await fetch(`${gatewayUrl}/v1/notifications/${channel}`, {
    method: 'POST',
    headers: message.headers,
    body: message.body,
    redirect: 'manual',
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
  };
}

export const digits = (count: number): string =>
  Array.from(randomBytes(count), (byte) => String(byte % 10)).join('');

function seal(apiV3Key: string, plaintext: string, associatedData: string): object {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = [cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return {
    original_type: associatedData,
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: Buffer.concat(sealed).toString('base64'),
    associated_data: associatedData,
    nonce,
  };
}
