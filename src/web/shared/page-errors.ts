import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express';
import { RouteNotFound } from '../../http/http.errors';
import { defineError } from '../../kernel/errors';
import { problemOfAny } from '../../http/problem';
import type { Assets } from './assets';
import { ErrorPage } from './error.page';
import type { PageProblem } from './error.page';
import { languageOf } from './language';
import { renderPage } from './layout.page';

export interface PageErrorDeps {
  assets: Assets;
  translateError(error: unknown): unknown;
  /** For what nobody expected; never shown. */
  reportBug(error: unknown, request: { method: string; path: string }): void;
}

/** Sent by a page of another site. */
const CrossSiteRequest = defineError(
  'forbidden',
  'CROSS_SITE_REQUEST',
  'This form was sent from another site. Nothing was done.',
);

/**
 * Refuses forms that another site has sent. Browsers that say where a request comes from cannot be made to lie;
 * for the old ones that do not, the token in the address is what nobody else knows.
 */
export const refuseCrossSite: RequestHandler = (request, _response, next) => {
  const site = request.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw CrossSiteRequest();
  next();
};

/** Answers what was thrown with a page in the reader's language; JSON addresses are left to the API's handler. */
export function answerWithErrorPage(deps: PageErrorDeps): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent || request.path.endsWith('.json')) return next(thrown);
    const error = deps.translateError(thrown);
    const { status, headers } = problemOfAny(error);
    if (status === 500) deps.reportBug(error, { method: request.method, path: request.route?.path ?? '' });
    const frame = {
      language: languageOf(request),
      assets: deps.assets,
      addressIn: addressIn(request, status),
    };
    response.status(status).set({ 'Cache-Control': 'no-store', ...headers });
    response.type('html').send(renderPage(ErrorPage({ frame, problem: problemOf(status) })));
  };
}

/** A page for who comes with a browser to an address where nothing is; programs, and the paths of the API, get JSON. */
export function nothingHereRouter(deps: PageErrorDeps): Router {
  const router = express.Router();
  router.get(/^\/(?!v1(\/|$))/, (request, _response, next) => {
    if (request.accepts(['json', 'html']) === 'html') throw RouteNotFound();
    next();
  });
  router.use(answerWithErrorPage(deps));
  return router;
}

/** A form that failed is not sent again by changing the language: its page is where the switch leads. */
function addressIn(request: Request, status: number): (language: string) => string {
  const page = request.originalUrl.split('?')[0]?.replace(/^\/+/, '/') ?? '/';
  const target = request.method === 'POST' && status !== 404 ? page.replace(/\/[^/]*$/, '') : page;
  return (language) => `${target}?lang=${language}`;
}

function problemOf(status: number): PageProblem {
  if (status === 404) return 'not-found';
  if (status === 503) return 'away';
  return status === 500 ? 'broken' : 'refused';
}
