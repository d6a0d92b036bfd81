import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from './json';
import type { Received } from './inbox';
import type { MovableClock } from './movable-clock';

export interface WechatReply {
  status: number;
  headers: Headers;
  raw: Buffer;
  json: Json;
}

export interface Sealed {
  ciphertext: string;
  nonce: string;
  associated_data: string;
}

interface CallOptions {
  body?: object | string;
  /** Changes what is sent, to get refused. */
  authorization?: string;
  timestamp?: number;
  headers?: Record<string, string>;
  /** Asks for the platform certificate by not asking for the public key. */
  withoutSerial?: boolean;
}

/** A merchant at WeChat Pay, written from the documents on node:crypto alone. */
export class WechatClient {
  constructor(
    readonly env: Record<string, string>,
    readonly clock: MovableClock,
  ) {}

  async call(method: string, target: string, options: CallOptions = {}): Promise<WechatReply> {
    const body =
      options.body === undefined
        ? ''
        : typeof options.body === 'string'
          ? options.body
          : JSON.stringify(options.body);
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'User-Agent': 'city-test',
      Authorization:
        options.authorization ?? this.authorization(method, target, { body, timestamp: options.timestamp }),
      ...(options.withoutSerial ? {} : { 'Wechatpay-Serial': this.env.WECHAT_PUBLIC_KEY_ID! }),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...options.headers,
    };
    const response = await fetch(`${this.env.WECHAT_API_BASE_URL}${target}`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(3_000),
      ...(body ? { body } : {}),
    });
    const raw = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, raw, json: readJson(raw) };
  }

  authorization(
    method: string,
    target: string,
    { body, timestamp }: { body: string; timestamp?: number | undefined },
  ): string {
    const seconds = timestamp ?? Math.floor(this.clock.now().getTime() / 1_000);
    const nonce = randomBytes(16).toString('hex');
    const key = createPrivateKey(this.env.WECHAT_MCH_PRIVATE_KEY!);
    const signature = sign(
      'sha256',
      Buffer.from(`${method}\n${target}\n${seconds}\n${nonce}\n${body}\n`),
      key,
    ).toString('base64');
    const { WECHAT_MCH_ID: mchid, WECHAT_MCH_SERIAL_NO: serial } = this.env;
    return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${seconds}",serial_no="${serial}"`;
  }

  orderBody(outTradeNo: string, totalFen: number, notifyUrl: string): Record<string, unknown> {
    return {
      appid: this.env.WECHAT_APP_ID,
      mchid: this.env.WECHAT_MCH_ID,
      description: '交通罚款',
      out_trade_no: outTradeNo,
      notify_url: notifyUrl,
      amount: { total: totalFen, currency: 'CNY' },
    };
  }

  order(outTradeNo: string, totalFen: number, notifyUrl: string): Promise<WechatReply> {
    return this.call('POST', '/v3/pay/transactions/native', {
      body: this.orderBody(outTradeNo, totalFen, notifyUrl),
    });
  }

  query(outTradeNo: string): Promise<WechatReply> {
    return this.call(
      'GET',
      `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${this.env.WECHAT_MCH_ID}`,
    );
  }

  close(outTradeNo: string): Promise<WechatReply> {
    return this.call('POST', `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, {
      body: { mchid: this.env.WECHAT_MCH_ID },
    });
  }

  refund(
    outTradeNo: string,
    outRefundNo: string,
    more: { refund: number; total: number; notify_url?: string },
  ): Promise<WechatReply> {
    const { refund, total, ...rest } = more;
    const amount = { refund, total, currency: 'CNY' };
    return this.call('POST', '/v3/refund/domestic/refunds', {
      body: { out_trade_no: outTradeNo, out_refund_no: outRefundNo, amount, ...rest },
    });
  }

  /** Follows a download_url as a merchant does: the real host is somewhere else here. */
  async download(downloadUrl: string): Promise<WechatReply> {
    const url = new URL(downloadUrl);
    expect(url.origin).toBe('https://api.mch.weixin.qq.com');
    return this.call('GET', `${url.pathname}${url.search}`);
  }

  /** Whether the signature of an answer or a notification is WeChat Pay's. */
  isAuthentic(headers: IncomingHttpHeaders | Headers, raw: Buffer | string): boolean {
    const read = (name: string): string =>
      String((headers instanceof Headers ? headers.get(name) : headers[name]) ?? '');
    const key =
      read('wechatpay-serial') === this.env.WECHAT_PUBLIC_KEY_ID
        ? createPublicKey(this.env.WECHAT_PUBLIC_KEY!)
        : this.platformKey(read('wechatpay-serial'));
    const seconds = Number(read('wechatpay-timestamp'));
    if (!key || Math.abs(this.clock.now().getTime() / 1_000 - seconds) > 300) return false;
    const head = Buffer.from(`${read('wechatpay-timestamp')}\n${read('wechatpay-nonce')}\n`);
    const message = Buffer.concat([head, Buffer.from(raw), Buffer.from('\n')]);
    return verify('sha256', message, key, Buffer.from(read('wechatpay-signature'), 'base64'));
  }

  /** Opens the sealed resource of a notification. Throws when the tag does not fit. */
  open(resource: Sealed): string {
    const sealed = Buffer.from(resource.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.env.WECHAT_API_V3_KEY!, resource.nonce, {
      authTagLength: 16,
    });
    decipher.setAuthTag(sealed.subarray(-16));
    decipher.setAAD(Buffer.from(resource.associated_data));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString('utf8');
  }

  /** What a merchant reads that forgets the tag: counter mode decrypts anything. */
  openCarelessly(resource: Sealed): string {
    const sealed = Buffer.from(resource.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.env.WECHAT_API_V3_KEY!, resource.nonce, {
      authTagLength: 16,
    });
    return decipher.update(sealed.subarray(0, -16)).toString('utf8');
  }

  /** A notification as a careful merchant reads it. */
  read(message: Received): Json {
    if (!this.isAuthentic(message.headers, message.body)) throw new Error('not authentic');
    const notification = JSON.parse(message.body);
    return { ...notification, plaintext: JSON.parse(this.open(notification.resource)) } as Json;
  }

  private platformKey(serial: string) {
    const certificate = new X509Certificate(this.env.WECHAT_PLATFORM_CERTIFICATES!);
    return certificate.serialNumber === serial ? certificate.publicKey : null;
  }
}

/** Empty when the body is none. */
function readJson(raw: Buffer): Json {
  try {
    return JSON.parse(raw.toString('utf8')) as Json;
  } catch {
    return {};
  }
}
