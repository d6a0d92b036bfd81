import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { AppError } from '../kernel/errors';
import type { ErrorDetails } from '../kernel/errors';
import { OutcomeUnknown, ProviderRejected, ProviderUnavailable } from './provider.errors';

const gunzipAsync = promisify(gunzip);

/** The largest answer of an API call; statement files go to disk instead. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_CONNECTIONS = 128;
/** A statement may take long, but not for ever. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
/** A download from which nothing more comes for so long has stopped. */
const STALL_TIMEOUT_MS = 30_000;

/** The numbers that both channels accept; checked before one becomes a part of a URL. */
const ID = /^[0-9A-Za-z_]{6,32}$/;

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case. A header that came more than once is left out: it cannot be trusted. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

export interface TransportOptions {
  /** Where requests may go, e.g. 'https://api.mch.weixin.qq.com'. Anything else is refused unsent. */
  allowedOrigins: readonly string[];
  /** For the whole exchange, from the first byte to the last. */
  timeoutMs: number;
}

/** There is no answer that could be used. `wasSent` false proves that the server never saw the request. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  constructor(
    readonly code: string,
    readonly wasSent: boolean,
    cause?: unknown,
  ) {
    super(`no usable answer (${code})`, { cause });
  }
}

/** HTTP to one channel: kept-alive connections, one total timeout, no redirects, bounded answers. */
export class HttpTransport {
  readonly #agent: Agent;
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
    // Giving up on connecting early leaves no doubt that nothing was sent.
    const connect = { timeout: Math.ceil(options.timeoutMs * 0.4) };
    this.#agent = new Agent({ connections: MAX_CONNECTIONS, connect });
  }

  /** @throws TransportError */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    return this.#exchange(request, this.#options.timeoutMs, async ({ statusCode, headers, body }) => {
      const single = singleHeaders(headers);
      const raw = await readBounded(body, MAX_ANSWER_BYTES);
      const isGzip = single['content-encoding'] === 'gzip' && raw.length > 0;
      const plain = isGzip ? await gunzipAsync(raw, { maxOutputLength: MAX_ANSWER_BYTES }) : raw;
      return { status: statusCode, headers: single, body: plain };
    });
  }

  /**
   * Writes the body of a 200 to a file, byte for byte; any other answer leaves no file and gives its status.
   * @throws TransportError also when the file grows over `maxBytes`
   */
  async download(request: HttpRequest, file: { path: string; maxBytes: number }): Promise<number> {
    return this.#exchange(request, DOWNLOAD_TIMEOUT_MS, async ({ statusCode, body }) => {
      if (statusCode !== 200) await readBounded(body, MAX_ANSWER_BYTES);
      else await writeFile(limitBytes(file.maxBytes)(body), file.path);
      return statusCode;
    });
  }

  async #exchange<T>(
    request: HttpRequest,
    timeoutMs: number,
    read: (answer: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<T> {
    const url = new URL(request.url);
    if (!this.#options.allowedOrigins.includes(url.origin))
      throw new TransportError('HOST_NOT_ALLOWED', false);
    try {
      const answer = await this.#agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        headersTimeout: this.#options.timeoutMs,
        bodyTimeout: STALL_TIMEOUT_MS,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await read(answer);
    } catch (error) {
      throw toTransportError(error);
    }
  }
}

/** What a call may do at the channel: decides what an answer that proves nothing means. */
export type Effect = 'reads' | 'opens' | 'closes' | 'refunds';

/** Nothing can be concluded: no answer, or none that can be trusted. */
export function unclearAnswer(effect: Effect, details: ErrorDetails, cause?: unknown): AppError {
  return effect === 'reads' ? ProviderUnavailable({ details, cause }) : OutcomeUnknown({ details, cause });
}

/** The channel is busy. It may have taken a refund all the same; nothing else moves money. */
export function busyAnswer(effect: Effect, details: ErrorDetails, cause?: unknown): AppError {
  return effect === 'refunds' ? OutcomeUnknown({ details, cause }) : ProviderUnavailable({ details, cause });
}

/** An answer came, and it was ours to refuse: a server that answers can be reached. */
const ANSWERED = /^(UNVERIFIED_\w+|NOT_JSON|ANSWER_TOO_LARGE|HOST_NOT_ALLOWED|UPLOAD_NOT_SUPPORTED)$/;

/** Whether an error of the port means that the channel cannot be reached: no answer, or that of a broken server. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (/^HTTP_5\d\d$/.test(String(error.details.reason))) return true;
  return error.cause instanceof TransportError && !ANSWERED.test(error.cause.code);
}

/** Turns what the transport threw into the error of the port; anything else is a bug and passes. */
export function errorOfTransport(error: unknown, effect: Effect): unknown {
  if (!(error instanceof TransportError)) return error;
  const details = { reason: error.code };
  return error.wasSent
    ? unclearAnswer(effect, details, error)
    : ProviderUnavailable({ details, cause: error });
}

/** @throws ProviderRejected when a number of ours could change the meaning of a URL or is too long for a channel */
export function requireSafeId(name: string, id: string): void {
  if (!ID.test(id)) throw ProviderRejected({ details: { channel_code: 'UNSAFE_ID', field: name } });
}

/** Plain HTTP is for a server on this machine only. */
export function isSecureUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function singleHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const single = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(single);
}

async function readBounded(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitBytes(maxBytes)(body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function limitBytes(maxBytes: number): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* limited(source) {
    let length = 0;
    for await (const chunk of source) {
      length += chunk.length;
      if (length > maxBytes) throw new TransportError('ANSWER_TOO_LARGE', true);
      yield chunk;
    }
  };
}

/** Half a file is worse than none: it goes away when the rest does not come. */
async function writeFile(content: AsyncIterable<Buffer>, path: string): Promise<void> {
  try {
    await pipeline(content, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Everything that can go wrong before the first byte of a request leaves; all else may have been sent. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function toTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const { name, code } = error as { name?: string; code?: unknown };
  const text = typeof code === 'string' ? code : name === 'TimeoutError' ? 'TIMEOUT' : 'NO_ANSWER';
  return new TransportError(text, !UNSENT.has(text), error);
}
