import express from 'express';
import type { Express, NextFunction, Request, Response, Router } from 'express';
import helmet from 'helmet';
import type { ServiceIdentity } from '../services/service';
import { ScopeMissing } from '../services/service.errors';
import type { Endpoint, Reply } from './endpoint';
import { JsonExpected, RouteNotFound } from './http.errors';
import { problemOfAny } from './problem';
import { validate } from './validate';

export interface AppOptions {
  endpoints: readonly Endpoint[];
  /** Routes that need the raw bytes or answer with pages; mounted before the JSON parser. */
  routers: readonly Router[];
  authenticate(authorization: string | undefined): Promise<ServiceIdentity>;
  /** Turns what a library threw into an error of ours where it means one (a database that is away). */
  translateError(error: unknown): unknown;
  /** For what nobody expected; never shown to the caller. */
  reportBug(error: unknown, request: { method: string; path: string }): void;
}

const BODY_LIMIT = '64kb';
const NOBODY: ServiceIdentity = { id: '', name: '', scopes: [] };

/** The whole HTTP surface as one Express app; it listens nowhere by itself. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY } }));
  for (const router of options.routers) app.use(router);
  app.use(express.json({ limit: BODY_LIMIT, type: 'application/json' }));
  for (const endpoint of options.endpoints) mount(app, endpoint, options);
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

function mount(app: Express, endpoint: Endpoint, options: AppOptions): void {
  const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
  app[endpoint.method](path, async (request, response) => {
    const service = endpoint.scope === null ? NOBODY : await options.authenticate(request.get('authorization'));
    if (endpoint.scope !== null && !service.scopes.includes(endpoint.scope)) {
      throw ScopeMissing({ details: { scope: endpoint.scope } });
    }
    write(response, await endpoint.handle({ ...inputOf(endpoint, request), service } as never));
  });
}

/** The handlers' types follow from the schemas (`defineEndpoint`), which Express cannot know. */
function inputOf(endpoint: Endpoint, request: Request): Record<string, unknown> {
  return {
    params: request.params,
    headers: request.headers,
    query: endpoint.query ? validate(endpoint.query, request.query, 'query') : undefined,
    body: endpoint.body ? validate(endpoint.body, jsonBodyOf(request), 'body') : undefined,
  };
}

function jsonBodyOf(request: Request): unknown {
  if (request.is('application/json') === false || request.body === undefined) throw JsonExpected();
  return request.body;
}

/** Writes an answer; a HEAD or an empty body sends none. */
export function write(response: Response, answer: Reply): void {
  response.status(answer.status).set({ 'Cache-Control': 'no-store', ...answer.headers });
  if (answer.body === null) response.end();
  else if ('json' in answer.body) response.json(answer.body.json);
  else response.type(answer.body.contentType).send(answer.body.text);
}

function errorHandler(options: AppOptions) {
  return (thrown: unknown, request: Request, response: Response, next: NextFunction): void => {
    const error = options.translateError(thrown);
    const answer = problemOfAny(error);
    if (answer.status === 500) options.reportBug(error, { method: request.method, path: request.path });
    if (response.headersSent) next(thrown);
    else write(response, answer);
  };
}

