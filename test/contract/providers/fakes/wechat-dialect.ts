import { createCipheriv, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Call, Trouble } from '../world';
import type { Dialect, FakeAnswer, FakeOrder, FakeRequest } from './fake-channel';

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }).toString();

export const wechatKeys = {
  merchant: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  platform: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  apiV3Key: randomBytes(16).toString('hex'),
  serial: 'PUB_KEY_ID_0100000000000000000000000000001',
  mchId: '1900000109',
  appId: 'wx8888888888888888',
};

/** The environment of a gateway for the merchant of the fake and of the sample files. */
export function wechatEnvironment(url: string): Record<string, string> {
  return {
    WECHAT_API_BASE_URL: url,
    WECHAT_APP_ID: wechatKeys.appId,
    WECHAT_MCH_ID: wechatKeys.mchId,
    WECHAT_MCH_SERIAL_NO: '3775B6A45ACD588826D15E583A95F5DD00000000',
    WECHAT_MCH_PRIVATE_KEY: pem(wechatKeys.merchant.privateKey),
    WECHAT_API_V3_KEY: wechatKeys.apiV3Key,
    WECHAT_PUBLIC_KEY_ID: wechatKeys.serial,
    WECHAT_PUBLIC_KEY: pem(wechatKeys.platform.publicKey),
  };
}

/** The four headers of a signed message. */
export function wechatSignature(body: string, at = new Date(), key = wechatKeys.platform.privateKey) {
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const nonce = randomBytes(16).toString('hex');
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': wechatKeys.serial,
    'wechatpay-signature': sign('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key).toString(
      'base64',
    ),
  };
}

/** The encrypted part of a notification. */
export function wechatResource(content: object, key = wechatKeys.apiV3Key) {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from('transaction'));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()]);
  return {
    original_type: 'transaction',
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: 'transaction',
    nonce,
  };
}

/** WeChat Pay APIv3, as much as the port needs, written from the documents. */
export class WechatDialect implements Dialect {
  readonly orders = new Map<string, FakeOrder>();
  /** What the bill calls answer: a code, or a file with its announced hash. */
  bill: { code: string } | { file: Buffer; sha1: string } = { code: 'NO_STATEMENT_EXIST' };
  billOrigin = 'https://api.mch.weixin.qq.com';
  expiredAddresses = 0;
  /** Fields that a query answers instead of the true ones. */
  overrides: Record<string, unknown> = {};
  /** What every call is refused with. */
  refusal: { status: number; code: string } | null = null;
  refundStatus = 'PROCESSING';

  callOf({ method, target }: FakeRequest): Call | null {
    if (target.endsWith('/close')) return 'close';
    if (target.includes('/refund/') && method === 'POST') return 'refund';
    if (target.endsWith('/native')) return 'create';
    return target.includes('/out-trade-no/') ? 'query' : null;
  }

  answer(request: FakeRequest, trouble: Trouble | null): FakeAnswer {
    if (!isSigned(request)) return refusal(401, 'SIGN_ERROR');
    if (trouble === 'rate_limited') return refusal(429, 'FREQUENCY_LIMITED');
    if (trouble === 'error_before') return refusal(500, 'SYSTEM_ERROR');
    if (this.refusal) return refusal(this.refusal.status, this.refusal.code);
    const answer = this.#perform(request);
    if (answer.status >= 300 || request.target.startsWith('/v3/billdownload/')) return answer;
    const signature = wechatSignature(String(answer.body));
    if (trouble === 'bad_signature') signature['wechatpay-nonce'] = 'another';
    const isGzip = request.target.includes('/out-trade-no/') && answer.body.length > 0;
    if (trouble === 'unsigned') return answer;
    if (!isGzip) return { ...answer, headers: signature };
    return { ...answer, headers: { ...signature, 'content-encoding': 'gzip' }, body: gzipSync(answer.body) };
  }

  /** The payment notification as it goes over the wire. */
  pay(outTradeNo: string): { body: string; headers: Record<string, string> } {
    const order = this.orders.get(outTradeNo)!;
    order.state = 'paid';
    const body = JSON.stringify({
      id: randomBytes(16).toString('hex'),
      create_time: '2026-11-23T10:34:56+08:00',
      resource_type: 'encrypt-resource',
      event_type: 'TRANSACTION.SUCCESS',
      resource: wechatResource(transactionOf(outTradeNo, order)),
    });
    return { body, headers: wechatSignature(body) };
  }

  #perform({ method, target, body }: FakeRequest): FakeAnswer {
    const input = body ? JSON.parse(body) : {};
    const [path = ''] = target.split('?');
    const number = path.split('/')[5] ?? '';
    if (target.endsWith('/native')) return this.#create(input);
    if (target.endsWith('/close')) return this.#close(number);
    if (path.includes('/out-trade-no/')) return this.#query(number);
    if (path.startsWith('/v3/bill')) return this.#readBill(path);
    return method === 'POST' ? this.#refund(input) : this.#queryRefund(number);
  }

  #create(input: { out_trade_no: string; amount: { total: number }; notify_url: string }): FakeAnswer {
    const order = this.orders.get(input.out_trade_no);
    if (order?.state === 'paid') return refusal(400, 'ORDERPAID');
    if (order?.state === 'closed') return refusal(400, 'ORDER_CLOSED');
    this.orders.set(input.out_trade_no, newOrder(input.amount.total, input.notify_url));
    return json({ code_url: `weixin://wxpay/bizpayurl?pr=${input.out_trade_no}` });
  }

  #query(number: string): FakeAnswer {
    const order = this.orders.get(number);
    if (!order) return refusal(404, 'ORDER_NOT_EXIST');
    return json({ ...transactionOf(number, order), ...this.overrides });
  }

  #close(number: string): FakeAnswer {
    const order = this.orders.get(number);
    if (order?.state === 'paid') return refusal(400, 'ORDER_PAID');
    if (order) order.state = 'closed';
    return { status: 204, body: '' };
  }

  #refund(input: { out_trade_no: string; out_refund_no: string; amount: { refund: number } }): FakeAnswer {
    const order = this.orders.get(input.out_trade_no);
    if (!order) return refusal(404, 'RESOURCE_NOT_EXISTS');
    if (input.amount.refund > order.amountFen) return refusal(400, 'INVALID_REQUEST');
    order.refunds.set(input.out_refund_no, input.amount.refund);
    return this.#queryRefund(input.out_refund_no);
  }

  #queryRefund(number: string): FakeAnswer {
    const found = [...this.orders].find(([, order]) => order.refunds.has(number));
    if (!found) return refusal(404, 'RESOURCE_NOT_EXISTS');
    const [outTradeNo, order] = found;
    const amount = { refund: order.refunds.get(number), total: order.amountFen, currency: 'CNY' };
    const refund_id = `5030${number.length}`;
    return json({
      refund_id,
      out_refund_no: number,
      out_trade_no: outTradeNo,
      status: this.refundStatus,
      amount,
    });
  }

  #readBill(path: string): FakeAnswer {
    if ('code' in this.bill) return refusal(400, this.bill.code);
    if (path.includes('download') && this.expiredAddresses-- > 0) return refusal(404, 'RESOURCE_NOT_EXISTS');
    if (path.includes('download')) return { status: 200, body: this.bill.file };
    const download_url = `${this.billOrigin}/v3/billdownload/file?token=abc`;
    return json({ hash_type: 'SHA1', hash_value: this.bill.sha1, download_url });
  }
}

function transactionOf(outTradeNo: string, order: FakeOrder): object {
  const base = { appid: wechatKeys.appId, mchid: wechatKeys.mchId, out_trade_no: outTradeNo };
  if (order.state !== 'paid') return { ...base, trade_state: order.state === 'open' ? 'NOTPAY' : 'CLOSED' };
  const amount = {
    total: order.amountFen,
    payer_total: order.amountFen - 1,
    currency: 'CNY',
    payer_currency: 'CNY',
  };
  const paid = { transaction_id: order.transactionId, success_time: '2026-11-23T10:34:56+08:00', amount };
  return { ...base, ...paid, trade_type: 'NATIVE', trade_state: 'SUCCESS' };
}

/** Whether the request carries the merchant's signature over exactly what was sent. */
function isSigned({ method, target, headers, body }: FakeRequest): boolean {
  const part = (name: string): string =>
    new RegExp(`${name}="([^"]*)"`).exec(headers.authorization ?? '')?.[1] ?? '';
  if (!headers.accept || !headers['user-agent'] || headers['wechatpay-serial'] !== wechatKeys.serial)
    return false;
  if (Math.abs(Date.now() / 1000 - Number(part('timestamp'))) > 300) return false;
  const signed = `${method}\n${target}\n${part('timestamp')}\n${part('nonce_str')}\n${body}\n`;
  const signature = Buffer.from(part('signature'), 'base64');
  return verify('RSA-SHA256', Buffer.from(signed), wechatKeys.merchant.publicKey, signature);
}

/** An order that nobody has paid yet. */
export function newOrder(amountFen: number, notifyUrl: string): FakeOrder {
  const transactionId = `4200${Date.now()}${randomBytes(2).readUInt16BE()}`;
  return { amountFen, state: 'open', notifyUrl, transactionId, refunds: new Map() };
}

const json = (content: object): FakeAnswer => ({ status: 200, body: JSON.stringify(content) });
const refusal = (status: number, code: string): FakeAnswer => ({
  status,
  body: JSON.stringify({ code, message: '拒绝' }),
});
