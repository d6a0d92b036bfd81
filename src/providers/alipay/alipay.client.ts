import type { KeyObject } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { formatBeijingLocal } from '../../kernel/business-day';
import type { ChannelContext } from '../channel';
import { ProviderRejected, ProviderUnavailable } from '../provider.errors';
import {
  busyAnswer,
  type Effect,
  errorOfTransport,
  type HttpAnswer,
  HttpTransport,
  unclearAnswer,
} from '../transport';
import type { AlipayValues } from './alipay.config';
import { findRawNode, isRsa2Signature } from './alipay.verify';

/** The fields of a verified answer; everything in it comes as text or deeper structure. */
export type AlipayContent = Readonly<Record<string, unknown>>;

/** `code` is the verified refusal (the sub_code, such as 'ACQ.TRADE_NOT_EXIST'). */
export type AlipayAnswer = { isDone: true; content: AlipayContent } | { isDone: false; code: string };

export interface AlipayCall {
  /** Such as 'alipay.trade.query'. */
  method: string;
  effect: Effect;
  /** In snake_case, as it goes over the wire. */
  content: Readonly<Record<string, unknown>>;
  notifyUrl?: string;
  returnUrl?: string;
}

type Parsed = { isSigned: boolean; content: AlipayContent };

const DONE = '10000';
const BUSINESS_REFUSAL = '40004';
/** 20000: not known whether it was done; 40005: too many calls. */
const BUSY = new Set(['20000', '40005']);
const BUSY_REASONS = new Set(['ACQ.SYSTEM_ERROR', 'ACQ.CONCURRENT_OPERATION_ERROR', 'SYSTEM_ERROR']);

/** Refusals that no citizen can do anything about: a fault of ours or of the contract. */
const ALARMING = new Set([
  'ACQ.CONTEXT_INCONSISTENT',
  'ACQ.ACCESS_FORBIDDEN',
  'ACQ.INVALID_PARAMETER',
  'ACQ.DISCORDANT_REPEAT_REQUEST',
  'ACQ.SELLER_BALANCE_NOT_ENOUGH',
]);
const SIGNATURE_FAULT = /sign|timestamp/i;

/** Builds and signs with the SDK, sends by our transport, believes nothing but the signed text. */
export class AlipayClient {
  readonly #sdk: AlipaySdk;
  readonly #http: HttpTransport;
  readonly #gateway: URL;
  readonly #key: KeyObject;
  readonly #context: ChannelContext;

  constructor(values: AlipayValues, context: ChannelContext) {
    this.#gateway = values.ALIPAY_GATEWAY_URL;
    this.#key = values.ALIPAY_PUBLIC_KEY;
    this.#context = context;
    this.#http = new HttpTransport({
      allowedOrigins: [this.#gateway.origin],
      timeoutMs: values.ALIPAY_TIMEOUT_MS,
    });
    this.#sdk = new AlipaySdk({
      appId: values.ALIPAY_APP_ID,
      privateKey: 'replaced below',
      signType: 'RSA2',
    });
    // A key object signs three times as fast as PEM text, and does not depend on which PKCS the key came in.
    this.#sdk.config.privateKey = values.ALIPAY_PRIVATE_KEY as unknown as string;
  }

  /** @throws ProviderUnavailable, ProviderRejected or OutcomeUnknown where there is no verified answer */
  async call(call: AlipayCall): Promise<AlipayAnswer> {
    const answer = await this.#send(call);
    if (answer.status !== 200) throw this.#unclear(call, `HTTP_${answer.status}`);
    const parsed = this.#parse(call, answer.body.toString('utf8'));
    const { code, sub_code: reason } = textFields(parsed.content);
    if (parsed.isSigned && code === DONE) return { isDone: true, content: parsed.content };
    if (BUSY.has(code) || BUSY_REASONS.has(reason)) throw busyAnswer(call.effect, { reason: reason || code });
    if (parsed.isSigned && code === BUSINESS_REFUSAL && reason) return { isDone: false, code: reason };
    // Only errors of the gateway itself come unsigned; a business answer without a signature is not Alipay's.
    if (!parsed.isSigned && (code === DONE || code === BUSINESS_REFUSAL)) {
      throw this.#unclear(call, 'UNVERIFIED_SIGNATURE');
    }
    throw this.#gatewayError(call, parsed.isSigned, reason || code);
  }

  /** The signed address of a page of Alipay's, for the payer's browser. */
  pageAddress(call: Omit<AlipayCall, 'effect'>): string {
    return `${this.#gateway.origin}${this.#gateway.pathname}?${this.#signed(call).toString()}`;
  }

  /** The error for a refusal that the caller has no other use for. */
  rejected(code: string) {
    if (ALARMING.has(code)) this.#context.warn('Alipay refused a request', { channel_code: code });
    // With money on the account again, the same refund number may be sent once more.
    const isRetryable = code === 'ACQ.SELLER_BALANCE_NOT_ENOUGH';
    return ProviderRejected({ details: { channel_code: code, ...(isRetryable && { retryable: true }) } });
  }

  /** A verified answer that does not fit what was asked proves nothing. */
  unfit(effect: Effect) {
    this.#context.warn('An answer of Alipay does not fit what was asked', {});
    return unclearAnswer(effect, { reason: 'UNFIT_CONTENT' });
  }

  async #send(call: AlipayCall): Promise<HttpAnswer> {
    const { search, body } = this.#sign(call);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
      'user-agent': 'tongfu',
    };
    const url = `${this.#gateway.origin}${this.#gateway.pathname}?${search}`;
    try {
      return await this.#http.send({ method: 'POST', url, headers, body });
    } catch (error) {
      throw errorOfTransport(error, call.effect);
    }
  }

  /** Common parameters go into the query string, the business content into the form. */
  #sign(call: AlipayCall): { search: string; body: string } {
    const signed = this.#signed(call);
    const content = signed.get('biz_content') ?? '';
    signed.delete('biz_content');
    return { search: signed.toString(), body: new URLSearchParams({ biz_content: content }).toString() };
  }

  #signed(call: Omit<AlipayCall, 'effect'>): URLSearchParams {
    const parameters = {
      format: 'JSON',
      // The SDK would write the time of this machine's time zone; Alipay reads it as Beijing time.
      timestamp: formatBeijingLocal(this.#context.clock.now()),
      biz_content: call.content,
      ...(call.notifyUrl && { notify_url: call.notifyUrl }),
      ...(call.returnUrl && { return_url: call.returnUrl }),
    };
    return new URLSearchParams(
      this.#sdk.sdkExecute(call.method, parameters, { bizContentAutoSnakeCase: false }),
    );
  }

  #parse(call: AlipayCall, text: string): Parsed {
    const node =
      findRawNode(text, `${call.method.replaceAll('.', '_')}_response`) ??
      findRawNode(text, 'error_response');
    const content = parseObject(node);
    const outer = parseObject(text);
    if (!node || !content || !outer) throw this.#unclear(call, 'NOT_JSON');
    if (typeof outer.sign !== 'string' || outer.sign === '') return { isSigned: false, content };
    if (isRsa2Signature(node, outer.sign, this.#key)) return { isSigned: true, content };
    this.#context.warn('An answer of Alipay could not be verified', { method: call.method });
    throw this.#unclear(call, 'UNVERIFIED_SIGNATURE');
  }

  #gatewayError(call: AlipayCall, isSigned: boolean, reason: string) {
    const code = /^[\w.-]{1,64}$/.test(reason) ? reason : 'UNKNOWN';
    this.#context.warn('The Alipay gateway refused a request: check the clock, the keys and the app', {
      method: call.method,
      channel_code: code,
    });
    // Anybody in between could have written it, and a refund must not be taken for refused when it was not.
    if (!isSigned && call.effect === 'refunds') return this.#unclear(call, code);
    if (SIGNATURE_FAULT.test(code)) return ProviderUnavailable({ details: { reason: code } });
    return code === 'UNKNOWN'
      ? this.#unclear(call, code)
      : ProviderRejected({ details: { channel_code: code } });
  }

  #unclear(call: AlipayCall, reason: string) {
    return unclearAnswer(call.effect, { reason });
  }
}

function textFields(content: AlipayContent): { code: string; sub_code: string } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { code: text(content.code), sub_code: text(content.sub_code) };
}

function parseObject(text: string | null): AlipayContent | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as AlipayContent) : null;
  } catch {
    return null;
  }
}
