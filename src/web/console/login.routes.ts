import express from 'express';
import type { Request, Response, Router } from 'express';
import { AppError } from '../../kernel/errors';
import type { IdentityService } from '../../staff/identity.service';
import { ConfirmedByAnother } from '../../staff/staff.errors';
import type { StaffService } from '../../staff/staff.service';
import { createAllowance } from '../shared/allowance';
import { renderPage } from '../shared/layout.page';
import { networkOf } from '../shared/network';
import { frameOf, sendPage } from './answer';
import type { AnswerDeps } from './answer';
import { ConfirmPage, LoggedOutPage, LoginPage } from './login.page';
import { problemWords } from './problems';
import { beginSession, endSession, personOf, readBack, saveSession } from './session';
import type { Person } from './session';

export interface LoginDeps extends AnswerDeps {
  staff: StaffService;
  /** Null: break-glass accounts alone come in. */
  identity: IdentityService | null;
}

/** Failed tries by password: for an account, and for where they come from. */
const TRIES = { ofAccount: { points: 5, seconds: 900 }, ofNetwork: { points: 20, seconds: 900 } };

/** Coming in, confirming, and going. */
export function loginRouter(deps: LoginDeps): Router {
  const router = express.Router();
  const limits = { account: createAllowance(TRIES.ofAccount), network: createAllowance(TRIES.ofNetwork) };
  router.get('/login', (request, response) => showLogin(deps, { request, response }));
  router.get('/login/identity', (request, response) => goToProvider(deps, request, response));
  router.get('/callback', (request, response) => comeBack(deps, request, response));
  router.post('/login/local', async (request, response) => {
    const { name, password, code, back } = textsOf(request, 'name', 'password', 'code', 'back');
    // Counted with where it comes from, so that no stranger locks an account that is needed in an emergency.
    const network = networkOf(request.ip ?? '');
    const account = `${network} ${name}`;
    const isAllowed = (await limits.account.take(account)) && (await limits.network.take(network));
    if (!isAllowed)
      return showLogin(deps, { request, response: response.status(429).set('Retry-After', '900') }, WAIT);
    const member = await refusalOf(() => deps.staff.enterByPassword({ name, password, code, from: network }));
    if (member instanceof AppError)
      return showLogin(deps, { request, response: response.status(401) }, member);
    await limits.account.giveBack(account);
    await limits.network.giveBack(network);
    await begin(deps, request, { memberId: member.id, idToken: null });
    response.redirect(303, readBack(back));
  });
  router.get('/confirm', (request, response) => showConfirm(deps, { request, response }));
  router.post('/confirm', async (request, response) => {
    const person = await personOf(deps, request);
    if (!person) return response.redirect(303, '/console/login');
    const { code, back } = textsOf(request, 'code', 'back');
    if (!(await limits.account.take(person.member.id)))
      return showConfirm(deps, { request, response: response.status(429).set('Retry-After', '900') }, WAIT);
    const refusal = await refusalOf(() => deps.staff.confirmByCode(person.member, code));
    if (refusal instanceof AppError)
      return showConfirm(deps, { request, response: response.status(401) }, refusal);
    await limits.account.giveBack(person.member.id);
    person.session.confirmedAt = deps.clock.now().getTime();
    await saveSession(request);
    response.redirect(303, readBack(back));
  });
  router.post('/logout', (request, response) => leave(deps, request, response));
  return router;
}

interface Exchange {
  request: Request;
  response: Response;
}

const WAIT = new AppError('rejected', 'LOGIN_WAIT', { message: 'Too many tries.' });

async function begin(
  { clock }: LoginDeps,
  request: Request,
  who: { memberId: string; idToken: string | null },
): Promise<void> {
  const at = clock.now().getTime();
  await beginSession(request, { ...who, startedAt: at, seenAt: at, confirmedAt: at });
}

/** What was refused to a person who shall see why; anything else is thrown on. */
async function refusalOf<T>(work: () => Promise<T>): Promise<T | AppError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && ['unauthenticated', 'forbidden', 'unavailable'].includes(error.kind))
      return error;
    throw error;
  }
}

async function goToProvider(deps: LoginDeps, request: Request, response: Response): Promise<void> {
  if (!deps.identity) return response.redirect(303, '/console/login');
  const isStepUp = request.query.confirm === '1' && request.session.staff !== undefined;
  const begun = await deps.identity.begin(isStepUp);
  request.session.pending = { ...begun.pending, back: readBack(request.query.back) };
  await saveSession(request);
  response.redirect(303, begun.url);
}

async function comeBack(deps: LoginDeps, request: Request, response: Response): Promise<void> {
  const { pending } = request.session;
  if (!deps.identity || !pending) return response.redirect(303, '/console/login');
  delete request.session.pending;
  const { identity, staff } = deps;
  const entered = await refusalOf(async () => {
    const came = await identity.finish(new URL(request.originalUrl, deps.publicBaseUrl), pending);
    return { ...came, member: await staff.enterByIdentity(came.identity) };
  });
  if (entered instanceof AppError) {
    await staff.noteRefusal({ code: entered.code, from: networkOf(request.ip ?? '') });
    const status = entered.kind === 'unavailable' ? 503 : entered.kind === 'forbidden' ? 403 : 401;
    return showLogin(deps, { request, response: response.status(status) }, entered);
  }
  const person = pending.isStepUp ? await personOf(deps, request) : null;
  if (person && person.member.id !== entered.member.id) {
    await endSession(request);
    return showLogin(deps, { request, response: response.status(401) }, ConfirmedByAnother());
  }
  if (person) {
    await confirmed(deps, person, entered.idToken);
    await saveSession(request);
  } else await begin(deps, request, { memberId: entered.member.id, idToken: entered.idToken });
  response.redirect(303, pending.back);
}

async function confirmed({ staff, clock }: LoginDeps, person: Person, idToken: string): Promise<void> {
  Object.assign(person.session, { confirmedAt: clock.now().getTime(), idToken });
  await staff.note(person.actor, 'staff.confirmed');
}

async function leave(deps: LoginDeps, request: Request, response: Response): Promise<void> {
  const person = await personOf(deps, request);
  if (!person) return response.redirect(303, '/console/login');
  await deps.staff.note(person.actor, 'staff.logged_out');
  const { idToken } = person.session;
  // A provider that is away must not keep anybody in.
  const ended = idToken === null ? null : await refusalOf(async () => deps.identity?.endUrl(idToken) ?? null);
  const frame = frameOf(deps, request, null);
  await endSession(request);
  const endUrl = typeof ended === 'string' ? ended : null;
  sendPage(response, renderPage(LoggedOutPage({ frame, endUrl })));
}

function showLogin(deps: LoginDeps, { request, response }: Exchange, problem?: AppError): void {
  const { frame, back, identityUrl } = entranceOf(deps, request);
  const said = problem ? problemWords(problem, response.statusCode, frame.language) : null;
  const { session } = request as Partial<Pick<Request, 'session'>>;
  const isFormKept = session?.kept !== undefined;
  const page = LoginPage({ frame, identityUrl: identityUrl(''), back, problem: said, isFormKept });
  sendPage(response, renderPage(page));
}

async function showConfirm(
  deps: LoginDeps,
  { request, response }: Exchange,
  problem?: AppError,
): Promise<void> {
  const person = await personOf(deps, request);
  if (!person) return response.redirect(303, '/console/login');
  const { back, identityUrl } = entranceOf(deps, request);
  const frame = frameOf(deps, request, person);
  const said = problem ? problemWords(problem, response.statusCode, frame.language) : null;
  const url = person.member.isLocal ? null : identityUrl('&confirm=1');
  sendPage(response, renderPage(ConfirmPage({ frame, identityUrl: url, back, problem: said })));
}

/** A link with the host that the provider sends people back to: a cookie of another name of it would be lost. */
function entranceOf(deps: LoginDeps, request: Request) {
  const back = readBack(request.query.back ?? textsOf(request, 'back').back);
  const address = `${deps.publicBaseUrl}/console/login/identity?back=${encodeURIComponent(back)}`;
  const identityUrl = (more: string): string | null => (deps.identity ? address + more : null);
  return { frame: frameOf(deps, request, null), back, identityUrl };
}

function textsOf<Name extends string>(request: Request, ...names: Name[]): Record<Name, string> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const read = names.map((name) => [name, typeof body[name] === 'string' ? body[name] : '']);
  return Object.fromEntries(read) as Record<Name, string>;
}
