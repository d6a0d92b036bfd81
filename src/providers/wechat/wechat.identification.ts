import { z } from 'zod';
import type { Secret } from '../../kernel/secret';
import type { ChannelContext } from '../channel';
import { ProviderRejected, ProviderUnavailable } from '../provider.errors';
import type { PayerIdentification } from '../provider';
import { errorOfTransport, HttpTransport } from '../transport';
import type { WechatValues } from './wechat.config';

/** Silent: the payer is asked nothing, and nothing but his id is told. */
const SCOPE = 'snsapi_base';
/** The code is wrong, too old or was used before: the payer has to be led there once more. */
const STALE_CODES: ReadonlySet<number> = new Set([40029, 40163, 42003]);
/** Somebody must mend the configuration: the secret, the appid, or the addresses from which it may be used. */
const ALARMING_CODES: ReadonlySet<number> = new Set([40001, 40013, 40125, 40164]);

// Refused or not, the answer is a 200.
const answerSchema = z.union([
  z.object({ openid: z.string().regex(/^[\w-]{1,128}$/) }),
  z.object({ errcode: z.int() }),
]);

/**
 * Who holds the phone, by the web authorization of an official account (网页授权). Null without its secret: then a
 * payer in the WeChat app gets the QR code.
 */
export function wechatIdentification(
  values: WechatValues,
  context: ChannelContext,
): PayerIdentification | null {
  const secret = values.WECHAT_APP_SECRET;
  if (!secret) return null;
  const transport = new HttpTransport({
    allowedOrigins: [values.WECHAT_OAUTH_BASE_URL],
    timeoutMs: values.WECHAT_TIMEOUT_MS,
  });
  return {
    addressOf: (returnUrl, state) => addressOf(values, returnUrl, state),
    async readPayerId(code) {
      const answer = await transport
        .send({ method: 'GET', url: tokenUrl(values, secret, code), headers: { accept: 'application/json' } })
        .catch((error: unknown) => {
          throw errorOfTransport(error, 'reads');
        });
      return readAnswer(answer.body, context);
    },
  };
}

/** WeChat wants the fragment, and is said to mind the order of the parameters. */
function addressOf(values: WechatValues, returnUrl: string, state: string): string {
  const url = new URL(values.WECHAT_OAUTH_AUTHORIZE_URL);
  url.searchParams.set('appid', values.WECHAT_APP_ID);
  url.searchParams.set('redirect_uri', returnUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('scope', SCOPE);
  url.searchParams.set('state', state);
  url.hash = 'wechat_redirect';
  return url.href;
}

function tokenUrl(values: WechatValues, secret: Secret, code: string): string {
  const url = new URL('/sns/oauth2/access_token', values.WECHAT_OAUTH_BASE_URL);
  url.searchParams.set('appid', values.WECHAT_APP_ID);
  url.searchParams.set('secret', secret.reveal());
  url.searchParams.set('code', code);
  url.searchParams.set('grant_type', 'authorization_code');
  return url.href;
}

/** @throws ProviderRejected for a stale code; ProviderUnavailable where nothing was learnt */
function readAnswer(body: Buffer, context: ChannelContext): string {
  const answer = answerSchema.safeParse(parsed(body));
  if (!answer.success) throw ProviderUnavailable({ details: { reason: 'UNFIT_CONTENT' } });
  if ('openid' in answer.data) return answer.data.openid;
  const code = answer.data.errcode;
  if (STALE_CODES.has(code)) throw ProviderRejected({ details: { channel_code: String(code) } });
  if (ALARMING_CODES.has(code)) {
    context.warn('WeChat refused to tell who pays: check the secret of the account', { channel_code: code });
  }
  throw ProviderUnavailable({ details: { reason: String(code) } });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
