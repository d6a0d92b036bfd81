import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express';
import session from 'express-session';
import type { Store } from 'express-session';
import { SYSTEM } from '../../audit/audit';
import { RouteNotFound } from '../../http/http.errors';
import { problemOfAny } from '../../http/problem';
import { AppError, defineError } from '../../kernel/errors';
import type { Secret } from '../../kernel/secret';
import { SESSION_LIMITS } from '../../staff/member';
import { renderPage } from '../shared/layout.page';
import type { PageErrorDeps } from '../shared/page-errors';
import { frameOf, sendPage } from './answer';
import { loginRouter } from './login.routes';
import type { LoginDeps } from './login.routes';
import { navFor } from './nav';
import { SYSTEM_WORDS } from './page';
import type { ConsoleAction, ConsoleFile, ConsolePage, ConsolePart, Visit, Words } from './page';
import { ProblemPage } from './problem.page';
import { problemFacts, problemWords } from './problems';
import { askToLogIn, confirmedFirst, keeping, NOBODY } from './gate';
import type { Exchange } from './gate';
import { takeForm } from './kept-form';
import { personOf } from './session';
import type { Person } from './session';
import { Shell } from './shell.page';
import { withTyped } from './typed.page';
import { NO_FORM, readForm, textsOf } from './form-data';
import type { SentForm } from './form-data';

export interface ConsoleDeps extends LoginDeps, PageErrorDeps {
  sessions: Store;
  secret: Secret;
  parts: readonly ConsolePart[];
  channelNames: ReadonlyMap<string, Words>;
  /** Lets a request in, or throws. */
  admit: RequestHandler;
}

const FORM_LIMIT = '16kb';

const CrossSiteRequest = defineError(
  'forbidden',
  'CROSS_SITE_REQUEST',
  'This form was sent from another site. Nothing was done.',
);

/** Everything under /console. */
export function consoleRouter(deps: ConsoleDeps): Router {
  const router = express.Router();
  router.use(tellOrigin, deps.admit);
  router.post('/{*path}', refuseForeign(deps.publicBaseUrl));
  router.use(sessionOf(deps), express.urlencoded({ extended: false, limit: FORM_LIMIT }));
  router.use(loginRouter(deps));
  for (const part of deps.parts) {
    for (const file of part.files ?? [])
      router.get(file.path, (request, response) => download(deps, file, { request, response }));
    for (const page of part.pages) mount(deps, router, page);
    for (const action of part.actions ?? [])
      router.post(action.path, (request, response) => act(deps, action, { request, response }));
  }
  router.use(() => {
    throw RouteNotFound();
  });
  router.use(answerProblem(deps));
  return express.Router().use('/console', router);
}

function sessionOf({ sessions, secret, publicBaseUrl }: ConsoleDeps): RequestHandler {
  return session({
    store: sessions,
    secret: secret.reveal(),
    name: 'tongfu_console',
    resave: false,
    saveUninitialized: false,
    cookie: {
      path: '/console',
      httpOnly: true,
      sameSite: 'lax',
      secure: publicBaseUrl.startsWith('https:'),
      // Outlives the login, so that what was typed when it ended is still found after the next one.
      maxAge: SESSION_LIMITS.absoluteMs + SESSION_LIMITS.idleMs,
    },
  });
}

/** A browser that is told to keep the address to itself would not say either where a form comes from. */
const tellOrigin: RequestHandler = (_request, response, next) => {
  response.set('Referrer-Policy', 'same-origin');
  next();
};

/** Takes forms of our own pages only: the browser says so, in one header or in the other. */
function refuseForeign(publicBaseUrl: string): RequestHandler {
  const { origin } = new URL(publicBaseUrl);
  return (request, _response, next) => {
    const site = request.get('sec-fetch-site');
    const isOurs = site === undefined ? request.get('origin') === origin : site === 'same-origin';
    if (!isOurs) throw CrossSiteRequest();
    next();
  };
}

function mount(deps: ConsoleDeps, router: Router, { path, show: showPage, answer }: ConsolePage): void {
  router.get(path, (request, response) => show(deps, { path, show: showPage }, { request, response }));
  if (answer)
    router.post(path, (request, response) => show(deps, { path, show: answer }, { request, response }));
}

async function show(deps: ConsoleDeps, page: ConsolePage, { request, response }: Exchange): Promise<void> {
  const known = request.session.staff?.memberId;
  const person = await personOf(deps, request);
  if (!person) return askToLogIn(deps, { request, response }, { memberId: known, upload: undefined });
  const frame = frameOf(deps, request, person);
  const first = navFor(person.actor)[0]?.items[0];
  // Not everybody has the first page; each has a first one of their own.
  if (page.path === '/' && first && first.path !== '') return response.redirect(303, `/console${first.path}`);
  const form = formOf(request);
  const visit = await visitOf(deps, request, { person, form });
  await confirmedFirst(deps, { request, response, person, form }, async () => {
    const { title, body } = await page.show(visit);
    const kept = request.method === 'GET' ? takeForm(request, keeping(deps, person.member.id)) : null;
    sendPage(response, renderPage(Shell({ frame, title, children: withTyped(kept, frame.language, body) })));
  });
}

async function act(deps: ConsoleDeps, action: ConsoleAction, { request, response }: Exchange): Promise<void> {
  const known = request.session.staff?.memberId;
  const person = await personOf(deps, request);
  const { upload } = action;
  if (!person) return askToLogIn(deps, { request, response }, { memberId: known, upload });
  const form = await readForm(request, person.actor, upload);
  await confirmedFirst(deps, { request, response, person, form }, async () => {
    const next = await action.run(await visitOf(deps, request, { person, form }));
    response.redirect(303, `/console${next}`);
  });
}

async function download(
  deps: ConsoleDeps,
  file: ConsoleFile,
  { request, response }: Exchange,
): Promise<void> {
  const person = await personOf(deps, request);
  if (!person) return askToLogIn(deps, { request, response }, NOBODY);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const visit = await visitOf(deps, request, { person, form: NO_FORM });
  response.locals.back = file.offeredAt?.(visit);
  const { name, contentType, content } = await file.open(visit, gone.signal);
  response.attachment(name).type(contentType);
  if (content instanceof Readable) await pipeline(content, response);
  else response.end(content);
}

const formOf = (request: Request): SentForm => ({ fields: textsOf(request.body), file: null });

async function visitOf(
  deps: ConsoleDeps,
  request: Request,
  { person, form }: { person: Person; form: SentForm },
): Promise<Visit> {
  const { language } = frameOf(deps, request, person);
  const names = new Map(await deps.staff.readNames()).set(SYSTEM.id, SYSTEM_WORDS[language]);
  return {
    actor: person.actor,
    language,
    now: deps.clock.now(),
    channelNames: deps.channelNames,
    nameOf: (id) => (id ? (names.get(id) ?? id) : '—'),
    params: textsOf(request.params),
    query: textsOf(request.query),
    ...form,
  };
}

/** What a body parser throws of a file, or of a form without one, that is too long. */
function parserProblem(error: unknown, request: Request): AppError | null {
  if ((error as { type?: string } | null)?.type !== 'entity.too.large') return null;
  const code = request.is('urlencoded') ? 'REASON_TOO_LONG' : 'BODY_TOO_LARGE';
  return new AppError('invalid', code, { message: 'Too large.' });
}

/** To the form that was sent; from an address that asks for too much to the same page as it is without; or to the start. */
function wayBack({ method }: Request, address: string): string {
  if (method === 'POST') return address;
  const [path = '/console', query] = address.split('?');
  return query === undefined ? '/console' : path;
}

/** An answer that is owed is given, also where the log cannot be written. */
async function noteForbidden(
  { staff, reportBug }: ConsoleDeps,
  { actor }: Person,
  { request, code }: { request: Request; code: string },
): Promise<void> {
  const { method, baseUrl, path } = request;
  await staff
    .noteForbidden(actor, { call: `${method} ${baseUrl}${path}`, code })
    .catch((error: unknown) => reportBug(error, { method, path: request.route?.path ?? '' }));
}

function answerProblem(deps: ConsoleDeps): ErrorRequestHandler {
  return async (thrown: unknown, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const error = deps.translateError(thrown);
    const { status, headers } = problemOfAny(error);
    if (status === 500) deps.reportBug(error, { method: request.method, path: request.route?.path ?? '' });
    const isKept = (request as Partial<Pick<Request, 'session'>>).session !== undefined;
    const person = isKept ? await personOf(deps, request).catch(() => null) : null;
    const frame = frameOf(deps, request, person);
    const known = error instanceof AppError ? error : parserProblem(error, request);
    if (person && known?.kind === 'forbidden')
      await noteForbidden(deps, person, { request, code: known.code });
    const message = problemWords(known, status, frame.language);
    const facts = problemFacts(known?.details ?? {}, {
      language: frame.language,
      channelNames: deps.channelNames,
    });
    response.status(status).set(headers ?? {});
    const back = (response.locals.back as string | undefined) ?? wayBack(request, frame.address);
    sendPage(response, renderPage(ProblemPage({ frame, status, message, facts, back })));
  };
}
