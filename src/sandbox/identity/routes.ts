import express, { type Request, type Response, type Router } from 'express';
import type { Provider } from 'oidc-provider';
import { escapeHtml, fieldOf } from '../html';
import { PERSONS } from './persons';
import { CLIENT, createIdentityProvider } from './provider';

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,"PingFang SC","Noto Sans SC",sans-serif;max-width:32rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.4rem}button{display:flex;justify-content:space-between;gap:1rem;width:100%;font:inherit;padding:.7rem 1rem;
margin:.5rem 0;border:1px solid #888;border-radius:.5rem;background:none;color:inherit;cursor:pointer}`;

/** The variables that point a console at this provider. */
export function identityEnvironment(url: string): Record<string, string> {
  return {
    OIDC_ISSUER: `${url}/identity`,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
  };
}

/** The city's identity provider: OpenID Connect, and a login page with a button for each person. */
export function identityRouter(): Router {
  const router = express.Router();
  let made: Promise<Provider> | null = null;
  // Only a request knows at which address this server is reached.
  const providerFor = (request: Request): Promise<Provider> =>
    (made ??= createIdentityProvider(`http://${request.get('host') ?? ''}/identity`));
  router.get('/login/:uid', (_request, response) => showPersons(response));
  router.post('/login/:uid', express.urlencoded({ extended: false }), async (request, response) => {
    const provider = await providerFor(request);
    const subject = fieldOf(request.body as Record<string, unknown>, 'person');
    await provider.interactionFinished(request, response, { login: { accountId: subject } });
  });
  router.use(async (request, response) => {
    const provider = await providerFor(request);
    // It is mounted, and takes its own part of the address from the whole one.
    await provider.callback()(request, response);
  });
  return router;
}

function showPersons(response: Response): void {
  const buttons = PERSONS.map(
    ({ subject, name, title }) =>
      `<button name="person" value="${escapeHtml(subject)}"><span>${escapeHtml(name)}</span><span>${escapeHtml(title)}</span></button>`,
  );
  response
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(`<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>统一身份认证（沙箱）</title><style>${STYLE}</style>
<main><h1>统一身份认证（沙箱） Identity sandbox</h1><p>您是谁？ Who are you?</p>
<form method="post">${buttons.join('')}</form></main></html>`);
}
