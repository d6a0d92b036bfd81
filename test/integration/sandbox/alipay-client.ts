import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Json } from './json';
import type { Received } from './inbox';
import type { MovableClock } from './movable-clock';

export interface AlipayReply {
  status: number;
  contentType: string;
  text: string;
  /** The response node; empty when the answer is no JSON. */
  node: Json;
  isSigned: boolean;
  isAuthentic: boolean;
}

interface CallOptions {
  biz?: object;
  notifyUrl?: string;
  /** Overrides common parameters after signing. */
  tamper?: Record<string, string>;
  /** Overrides common parameters before signing. */
  params?: Record<string, string>;
  /** Sends everything in the form, nothing in the query. */
  allInBody?: boolean;
}

/** A merchant at Alipay, written from the documents on node:crypto alone. */
export class AlipayClient {
  constructor(
    readonly env: Record<string, string>,
    readonly clock: MovableClock,
  ) {}

  async call(method: string, options: CallOptions = {}): Promise<AlipayReply> {
    const params: Record<string, string> = {
      app_id: this.env.ALIPAY_APP_ID!,
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: beijing(this.clock.now()),
      version: '1.0',
      ...(options.notifyUrl ? { notify_url: options.notifyUrl } : {}),
      biz_content: JSON.stringify(options.biz ?? {}),
      ...options.params,
    };
    const text = join(Object.entries(params).filter(([, value]) => value !== ''));
    params.sign = sign('sha256', Buffer.from(text), createPrivateKey(this.env.ALIPAY_PRIVATE_KEY!)).toString(
      'base64',
    );
    Object.assign(params, options.tamper);
    const { biz_content = '', ...common } = params;
    const query = options.allInBody ? '' : `?${new URLSearchParams(common).toString()}`;
    const response = await fetch(`${this.env.ALIPAY_GATEWAY_URL}${query}`, {
      method: 'POST',
      body: new URLSearchParams(options.allInBody ? params : { biz_content }),
      redirect: 'manual',
      signal: AbortSignal.timeout(3_000),
    });
    return this.#read(method, response.status, {
      contentType: response.headers.get('content-type') ?? '',
      text: await response.text(),
    });
  }

  /** A notification as a careful merchant reads it. */
  read(message: Received): Record<string, string> {
    const params = Object.fromEntries(new URLSearchParams(message.body));
    const { sign: signature = '', sign_type: signType, ...signed } = params;
    if (signType !== 'RSA2') throw new Error('not RSA2');
    if (!this.#verify(join(Object.entries(signed)), signature)) throw new Error('not authentic');
    return params;
  }

  #read(
    method: string,
    status: number,
    { contentType, text }: { contentType: string; text: string },
  ): AlipayReply {
    const head = `{"${method.replaceAll('.', '_')}_response":`;
    const signature = /,"sign":"([^"]+)"\}$/.exec(text)?.[1];
    const tail = signature ? `,"sign":"${signature}"}` : '}';
    const raw = text.startsWith(head) ? text.slice(head.length, text.length - tail.length) : '';
    let node: Json = {};
    try {
      node = JSON.parse(raw) as Json;
    } catch {
      // The test looks at the text.
    }
    const isAuthentic = Boolean(signature) && this.#verify(raw, signature!);
    return { status, contentType, text, node, isSigned: Boolean(signature), isAuthentic };
  }

  #verify(text: string, signature: string): boolean {
    const key = createPublicKey(this.env.ALIPAY_PUBLIC_KEY!);
    return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
  }
}

const join = (entries: [string, string][]): string =>
  entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');

/** 'YYYY-MM-DD HH:mm:ss' at UTC+8. */
export function beijing(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
