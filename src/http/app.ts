import { isUtf8 } from 'node:buffer';
import express from 'express';
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import type { ServiceIdentity } from '../services/service';
import { authorize } from './authorize';
import type { Authorizer } from './authorize';
import { limitBodyTime } from './body-time';
import { expressPathOf } from './endpoint';
import type { Endpoint } from './endpoint';
import { JsonExpected, RouteNotFound } from './http.errors';
import { refuseOtherMethods } from './methods';
import { problemLanguageOf, problemOfAny } from './problem';
import { write } from './reply';
import { logRequests } from './request-log';
import type { AnsweredRequest } from './request-log';
import { validate } from './validate';

export interface AppOptions extends Authorizer {
  endpoints: readonly Endpoint[];
  /** Routes that need the raw bytes or answer with pages; mounted before the JSON parser. */
  routers: readonly Router[];
  /** Answers a reader with a page where there is nothing; what it leaves is answered as by the API. */
  nothingHere?: Router;
  /** Lets a request in, or throws; all are let in, unless said. */
  admit?: RequestHandler;
  /** Proxies in front of us, whose word for the caller's address is taken; none, unless said. */
  trustedProxies?: readonly string[];
  /** Turns what a library threw into an error of ours where it means one (a database that is away). */
  translateError(error: unknown): unknown;
  logRequest(request: AnsweredRequest): void;
  /** For what nobody expected; never shown to the caller. */
  reportBug(error: unknown, request: { method: string; path: string }): void;
}

const BODY_LIMIT = '64kb';
const BODY_TIME_MS = 15_000;
const NOBODY: ServiceIdentity = { id: '', name: '', scopes: [], agencyCode: null, returnOrigins: [] };

/** The whole HTTP surface as one Express app; it listens nowhere by itself. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', [...(options.trustedProxies ?? [])]);
  app.use(logRequests((request) => options.logRequest(request)));
  if (options.admit) app.use(options.admit);
  app.use(limitBodyTime(BODY_TIME_MS));
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY } }));
  for (const router of options.routers) app.use(router);
  app.use(express.json({ limit: BODY_LIMIT, type: 'application/json', verify: refuseOtherEncodings }));
  for (const endpoint of options.endpoints) mount(app, endpoint, options);
  refuseOtherMethods(app, options.endpoints);
  if (options.nothingHere) app.use(options.nothingHere);
  app.use(() => {
    throw RouteNotFound();
  });
  app.use(errorHandler(options));
  return app;
}

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Names in GBK would be kept as rows of question marks. */
function refuseOtherEncodings(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw Object.assign(new Error('not UTF-8'), { status: 400 });
}

function mount(app: Express, endpoint: Endpoint, options: AppOptions): void {
  app[endpoint.method](expressPathOf(endpoint.path), async (request, response) => {
    const { scope, path } = endpoint;
    const service = scope === null ? NOBODY : await authorize(options, request, { scope, path });
    write(response, await endpoint.handle({ ...inputOf(endpoint, request), service } as never));
  });
}

/** The handlers' types follow from the schemas (`defineEndpoint`), which Express cannot know. */
function inputOf(endpoint: Endpoint, request: Request): Record<string, unknown> {
  const querySchema = endpoint.query ?? (endpoint.scope === null ? null : NOTHING);
  return {
    params: paramsOf(request),
    headers: request.headers,
    query: querySchema && validate(querySchema, request.query, 'query'),
    body: endpoint.body ? validate(endpoint.body, jsonBodyOf(request), 'body') : refuseBody(request),
  };
}

/** What an endpoint does not know, it must not silently leave undone. */
const NOTHING = z.strictObject({});

function refuseBody(request: Request): void {
  if (request.method !== 'GET' && request.body !== undefined) validate(NOTHING, request.body, 'body');
}

/** No id of ours has a NUL, and PostgreSQL cannot look for one. */
function paramsOf(request: Request): Record<string, string> {
  const params = Object.entries(request.params);
  return Object.fromEntries(params.map(([name, value]) => [name, String(value).replaceAll('\0', '\uFFFD')]));
}

function jsonBodyOf(request: Request): unknown {
  if (request.is('application/json') === false || request.body === undefined) throw JsonExpected();
  return request.body;
}

function errorHandler(options: AppOptions) {
  return (thrown: unknown, request: Request, response: Response, next: NextFunction): void => {
    const error = options.translateError(thrown);
    const answer = problemOfAny(error, problemLanguageOf(request));
    if (answer.status === 500) options.reportBug(error, { method: request.method, path: request.path });
    if (response.headersSent) next(thrown);
    else write(response, answer);
  };
}
