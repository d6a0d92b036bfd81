import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ChannelContext } from '../channel';
import { type HttpAnswer, HttpTransport, TransportError } from '../transport';
import { REAL_ORIGIN, type WechatValues } from './wechat.config';
import { findSignatureProblem, type VerificationKeys } from './wechat.verify';

/** The only answers that WeChat Pay does not sign. */
export const STATEMENT_FILE_PATH = '/v3/billdownload/file';
const MAX_DOWNLOAD_BYTES = 512 * 1024 * 1024;

/** What the SDK passes on: a verified 2xx has `data`, everything else the text of the refusal as `error`. */
export interface WechatOutput {
  status: number;
  data?: unknown;
  error?: string;
}

/**
 * What the SDK sends through instead of its own client, which checks nothing. Only verified answers come back
 * from here; an answer that is missing or cannot be trusted is thrown as a TransportError.
 */
export class WechatTransport {
  readonly #http: HttpTransport;
  readonly #origin: string;
  readonly #publicKeyId: string;
  readonly #keys: VerificationKeys;
  readonly #context: ChannelContext;

  constructor(values: WechatValues, keys: VerificationKeys, context: ChannelContext) {
    this.#origin = values.WECHAT_API_BASE_URL;
    this.#http = new HttpTransport({ allowedOrigins: [this.#origin], timeoutMs: values.WECHAT_TIMEOUT_MS });
    this.#publicKeyId = values.WECHAT_PUBLIC_KEY_ID;
    this.#keys = keys;
    this.#context = context;
  }

  async post(
    url: string,
    params: Record<string, unknown>,
    headers: Record<string, string>,
  ): Promise<WechatOutput> {
    // Byte for byte what the SDK has signed.
    const body = JSON.stringify(params);
    return this.#read(await this.#http.send({ ...this.#target('POST', url, headers), body }));
  }

  async get(url: string, headers: Record<string, string>): Promise<WechatOutput> {
    if (new URL(url).pathname === STATEMENT_FILE_PATH) return this.#download(url, headers);
    return this.#read(await this.#http.send(this.#target('GET', url, headers)));
  }

  /** Part of what the SDK demands; nothing here uploads. */
  upload(): Promise<WechatOutput> {
    return Promise.reject(new TransportError('UPLOAD_NOT_SUPPORTED', false));
  }

  async #download(url: string, headers: Record<string, string>): Promise<WechatOutput> {
    const path = join(this.#context.downloadDirectory, `wechat-${randomBytes(12).toString('hex')}.csv.gz`);
    const request = this.#target('GET', url, { ...headers, 'Accept-Encoding': 'identity', Accept: '*/*' });
    const status = await this.#http.download(request, { path, maxBytes: MAX_DOWNLOAD_BYTES });
    return status === 200 ? { status, data: path } : { status, error: '' };
  }

  #target<M extends 'GET' | 'POST'>(method: M, url: string, headers: Record<string, string>) {
    const { origin, pathname, search } = new URL(url);
    if (origin !== REAL_ORIGIN) throw new TransportError('HOST_NOT_ALLOWED', false);
    // Without it, the answer may be signed with a platform certificate that this merchant never had.
    const asked = { ...headers, 'Wechatpay-Serial': this.#publicKeyId };
    return { method, url: this.#origin + pathname + search, headers: asked };
  }

  #read(answer: HttpAnswer): WechatOutput {
    const isSuccess = answer.status >= 200 && answer.status < 300;
    if (!isSuccess) return { status: answer.status, error: answer.body.toString('utf8') };
    const problem = findSignatureProblem(answer, this.#keys, this.#context.clock.now());
    if (problem) {
      this.#context.warn('An answer of WeChat Pay could not be verified', { reason: problem });
      throw new TransportError(`UNVERIFIED_${problem.toUpperCase()}`, true);
    }
    return { status: answer.status, data: parse(answer) };
  }
}

function parse(answer: HttpAnswer): unknown {
  if (answer.body.length === 0) return null;
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch (error) {
    throw new TransportError('NOT_JSON', true, error);
  }
}
