import { lookup as lookUp } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Agent } from 'undici';
import { type AddressClass, addressClassOf } from '../kernel/address';
import type { DeliveryFailure, WebhookMessage, WebhookSender } from './delivery';
import { allowedWebhookUrl, isListed, type WebhookRules } from './webhook-url';

export interface SenderOptions extends WebhookRules {
  /** For the whole exchange, from the look-up of the host on. Default: 10 s. */
  timeoutMs?: number;
  /** Default: the resolver of the system. */
  resolveHost?: (hostname: string) => Promise<LookupAddress[]>;
}

const TIMEOUT_MS = 10_000;
/** More of an answer is not read, and none of it is kept. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Sends over HTTP(S) to where the rules allow it: addresses are checked as they are connected to; no redirects. */
export function createWebhookSender(options: SenderOptions): WebhookSender {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const agent = new Agent({ connect: { lookup: checkedLookup(options), timeout: timeoutMs } });
  return {
    async send(message) {
      const url = allowedWebhookUrl(message.url, options);
      if (typeof url === 'string') return { failure: url };
      const address = url.hostname.replace(/^\[|\]$/g, '');
      // An address in the URL is connected to without a look-up.
      if (isIP(address) && !isAllowed(address, url.hostname, options)) return { failure: 'address-refused' };
      const request = { ...sign(message), signal: AbortSignal.timeout(timeoutMs) };
      try {
        return { status: await post(agent, url, request) };
      } catch (error) {
        return { failure: failureOf(error) };
      }
    },
    close: () => agent.close(),
  };
}

/** The answer is its status: what comes behind it is read only so that the connection can be used again. */
async function post(agent: Agent, url: URL, request: SignedRequest): Promise<number> {
  const { statusCode, body } = await agent.request({
    ...request,
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'POST',
  });
  await body.dump({ limit: MAX_ANSWER_BYTES, signal: request.signal }).catch(() => undefined);
  return statusCode;
}

interface SignedRequest {
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
}

/** By the Standard Webhooks specification: the signature covers the id, the time and the bytes. */
function sign({ id, body, secret, sentAt }: WebhookMessage): Pick<SignedRequest, 'headers' | 'body'> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'tongfu-webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, body),
  };
  return { headers, body };
}

class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * Resolves a host and hands out its addresses only when all of them are allowed. The connection is made to just
 * these, so that a second answer of the name server cannot lead it elsewhere.
 */
function checkedLookup(options: SenderOptions): LookupFunction {
  const resolveHost = options.resolveHost ?? ((hostname: string) => lookUp(hostname, { all: true }));
  return (hostname, { all }, callback) => {
    resolveHost(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const isRefused = addresses.some(({ address }) => !isAllowed(address, hostname, options));
        if (!first || isRefused) callback(new AddressRefused(), '');
        else if (all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function isAllowed(address: string, hostname: string, rules: WebhookRules): boolean {
  const allowed: Record<AddressClass, boolean> = {
    public: true,
    private: rules.allowInsecureWebhooks || isListed(hostname, rules),
    loopback: rules.allowInsecureWebhooks,
    special: false,
  };
  return allowed[addressClassOf(address)];
}

const FAILURES: Readonly<Record<string, DeliveryFailure>> = {
  AddressRefused: 'address-refused',
  TimeoutError: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'host-not-found',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
};

function failureOf(error: unknown): DeliveryFailure {
  const { name = '', code } = error as { name?: string; code?: unknown };
  if (typeof code === 'string' && /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code)) return 'certificate-refused';
  return FAILURES[name] ?? FAILURES[String(code)] ?? 'connection-lost';
}
