import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import type { SandboxContext } from '../context';
import { wechatAppSecretOf } from '../keys';

/** The one payer who holds the sandbox's WeChat app. */
const OPENID = 'oSandboxPayer000000000000001';
const CODE_TTL_MS = 5 * 60_000;

interface IssuedCode {
  expiresAt: number;
  isUsed: boolean;
}

/** The web authorization of an official account: a page that sends the payer back, and who he is for a code. */
export function wechatIdentityRouter(context: SandboxContext): Router {
  const codes = new Map<string, IssuedCode>();
  const router = express.Router({ caseSensitive: true, strict: true });
  router.get('/connect/oauth2/authorize', (request, response) => {
    const code = randomBytes(16).toString('hex');
    codes.set(code, { expiresAt: context.clock.now().getTime() + CODE_TTL_MS, isUsed: false });
    sendBack(context, { request, response, code });
  });
  router.get('/sns/oauth2/access_token', (request, response) => {
    // The real one answers 200 whatever it has to say, and calls its JSON text.
    response.type('text/plain').send(JSON.stringify(tokenAnswer(context, codes, request)));
  });
  return router;
}

function sendBack(
  { keys }: SandboxContext,
  { request, response, code }: { request: Request; response: Response; code: string },
): void {
  const { appid, redirect_uri, response_type, scope, state } = request.query;
  const isFit =
    appid === keys.identity.wechatAppId &&
    response_type === 'code' &&
    scope === 'snsapi_base' &&
    typeof redirect_uri === 'string' &&
    URL.canParse(redirect_uri) &&
    typeof state === 'string' &&
    /^[0-9A-Za-z]{0,128}$/.test(state);
  if (!isFit) {
    response.status(400).type('text/plain').send('10003 redirect_uri域名与后台配置不一致');
    return;
  }
  const target = new URL(redirect_uri);
  target.searchParams.set('code', code);
  target.searchParams.set('state', state);
  response.redirect(302, target.href);
}

function tokenAnswer(
  { keys, clock }: SandboxContext,
  codes: ReadonlyMap<string, IssuedCode>,
  { query }: Request,
): object {
  const { identity } = keys;
  if (query.appid !== identity.wechatAppId) return refusal(40013, 'invalid appid');
  if (query.secret !== wechatAppSecretOf(identity.wechatApiV3Key)) return refusal(40125, 'invalid appsecret');
  const code = codes.get(String(query.code));
  if (!code || code.expiresAt <= clock.now().getTime()) return refusal(40029, 'invalid code');
  if (code.isUsed) return refusal(40163, 'code been used');
  code.isUsed = true;
  return {
    access_token: randomBytes(24).toString('hex'),
    expires_in: 7200,
    refresh_token: randomBytes(24).toString('hex'),
    openid: OPENID,
    scope: 'snsapi_base',
  };
}

const refusal = (errcode: number, errmsg: string) => ({ errcode, errmsg });
