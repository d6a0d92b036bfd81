import { randomBytes, sign } from 'node:crypto';
import Pay from 'wechatpay-node-v3';
import type { Clock } from '../../kernel/clock';
import type { ChannelContext } from '../channel';
import { ProviderRejected, ProviderUnavailable } from '../provider.errors';
import { busyAnswer, type Effect, errorOfTransport, TransportError, unclearAnswer } from '../transport';
import { errorOfDownload } from '../statement-file';
import type { WechatValues } from './wechat.config';
import { UnfitContent } from './wechat.facts';
import { type WechatOutput, WechatTransport } from './wechat.transport';
import type { VerificationKeys } from './wechat.verify';

/** `data` is verified. `code` is a refusal that the caller may know better than to throw. */
export type WechatAnswer = { isDone: true; data: unknown } | { isDone: false; code: string };

const BUSY = new Set([
  'FREQUENCY_LIMITED',
  'FREQUENCY_LIMIT_EXCEED',
  'RATELIMIT_EXCEEDED',
  'SYSTEM_ERROR',
  'SERVICE_UNAVAILABLE',
  'BANK_ERROR',
]);

/** Refusals that no citizen can do anything about: a fault of ours or of the contract. */
const ALARMING = new Set([
  'OUT_TRADE_NO_USED',
  'APPID_MCHID_NOT_MATCH',
  'MCH_NOT_EXISTS',
  'NO_AUTH',
  'PARAM_ERROR',
  'ACCOUNT_ERROR',
  'NOT_ENOUGH',
]);

/** The SDK as builder and signer, with a time that is passed in and a nonce that cannot be guessed. */
class SigningPay extends Pay {
  readonly #clock: Clock;

  constructor(values: WechatValues, clock: Clock) {
    super({
      appid: values.WECHAT_APP_ID,
      mchid: values.WECHAT_MCH_ID,
      serial_no: values.WECHAT_MCH_SERIAL_NO,
      // The SDK only wants to derive the serial number from it, which it has been given.
      publicKey: Buffer.from('unused'),
      // A key object signs three times as fast as PEM text, which would be parsed each time.
      privateKey: values.WECHAT_MCH_PRIVATE_KEY as unknown as Buffer,
      userAgent: 'tongfu',
    });
    this.#clock = clock;
  }

  protected override buildAuthorization(
    method: string,
    url: string,
    params?: Record<string, unknown>,
  ): string {
    const nonce = randomBytes(16).toString('hex');
    const timestamp = Math.floor(this.#clock.now().getTime() / 1000).toString();
    const { pathname, search } = new URL(url);
    const signature = this.getSignature(method, nonce, timestamp, pathname + search, params);
    return this.getAuthorization(nonce, timestamp, signature);
  }
}

/** Sends calls through the SDK and tells apart: done, refused, busy, unknown. */
export class WechatClient {
  readonly #pay: Pay;
  readonly #context: ChannelContext;
  readonly #values: WechatValues;

  constructor(values: WechatValues, keys: VerificationKeys, context: ChannelContext) {
    this.#context = context;
    this.#values = values;
    this.#pay = new SigningPay(values, context.clock);
    this.#pay.createHttp(new WechatTransport(values, keys, context));
  }

  /** @throws ProviderUnavailable or OutcomeUnknown where nothing can be concluded */
  async call(effect: Effect, send: (pay: Pay) => Promise<WechatOutput>): Promise<WechatAnswer> {
    let output: WechatOutput;
    try {
      output = await send(this.#pay);
    } catch (error) {
      throw errorOfTransport(error, effect);
    }
    if (output.status >= 200 && output.status < 300) return { isDone: true, data: output.data };
    return { isDone: false, code: this.#refusalOf(output, effect) };
  }

  /**
   * The path of a downloaded file, or null when its address is no longer good.
   * @throws ProviderUnavailable, or StatementRefused when the file is too large
   */
  async download(send: (pay: Pay) => Promise<WechatOutput>): Promise<string | null> {
    let output: WechatOutput;
    try {
      output = await send(this.#pay);
    } catch (error) {
      throw errorOfDownload(error);
    }
    if (typeof output.data === 'string') return output.data;
    if (output.status >= 400 && output.status < 500 && output.status !== 429) return null;
    throw ProviderUnavailable({ details: { reason: `HTTP_${output.status}` } });
  }

  /** The error for a refusal that the caller has no other use for. */
  rejected(code: string) {
    if (ALARMING.has(code)) this.#context.warn('WeChat Pay refused a request', { channel_code: code });
    // With money on the account again, the same refund number may be sent once more.
    return ProviderRejected({
      details: { channel_code: code, ...(code === 'NOT_ENOUGH' && { retryable: true }) },
    });
  }

  /** What a page in the WeChat app calls `getBrandWCPayRequest` with. @param prepayPackage 'prepay_id=…' */
  signInvocation(prepayPackage: string): Readonly<Record<string, string>> {
    const appId = this.#values.WECHAT_APP_ID;
    const timeStamp = Math.floor(this.#context.clock.now().getTime() / 1000).toString();
    const nonceStr = randomBytes(16).toString('hex');
    const text = [appId, timeStamp, nonceStr, prepayPackage, ''].join('\n');
    const paySign = sign('sha256', Buffer.from(text), this.#values.WECHAT_MCH_PRIVATE_KEY).toString('base64');
    return { appId, timeStamp, nonceStr, package: prepayPackage, signType: 'RSA', paySign };
  }

  /** Reads verified content; what does not fit what was asked proves nothing. */
  readContent<T>(effect: Effect, reader: () => T): T {
    try {
      return reader();
    } catch (error) {
      if (!(error instanceof UnfitContent)) throw error;
      this.#context.warn('An answer of WeChat Pay does not fit what was asked', { reason: error.reason });
      throw unclearAnswer(effect, { reason: 'UNFIT_CONTENT' }, error);
    }
  }

  #refusalOf(output: WechatOutput, effect: Effect): string {
    const code = codeOf(output.error);
    if (code === 'SIGN_ERROR') {
      this.#context.warn('WeChat Pay refused our signature: check the clock and the key', {
        channel_code: code,
      });
      throw ProviderUnavailable({ details: { reason: code } });
    }
    const broken = output.status >= 500 ? new TransportError(`HTTP_${output.status}`, true) : undefined;
    if (output.status === 429 || BUSY.has(code))
      throw busyAnswer(effect, { reason: code || 'HTTP_429' }, broken);
    // Only a 4xx with a code is a decision of WeChat Pay; a bare one may come from anything in between.
    const isDecision = output.status >= 400 && output.status < 500 && code !== '';
    if (!isDecision) throw unclearAnswer(effect, { reason: `HTTP_${output.status}` });
    return code;
  }
}

function codeOf(text: string | undefined): string {
  try {
    const { code } = JSON.parse(text ?? '') as { code?: unknown };
    return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : '';
  } catch {
    return '';
  }
}
