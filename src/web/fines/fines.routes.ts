import express from 'express';
import type { Request, Response, Router } from 'express';
import type { AffairService } from '../../affairs/affair.service';
import { readDecisionNo } from '../../fines/decision-no';
import { PLATE_TYPES, readFactor } from '../../fines/factor';
import type { Claim, LookupService } from '../../fines/lookup.service';
import { RouteNotFound } from '../../http/http.errors';
import { AppError } from '../../kernel/errors';
import { nameIn } from '../../kernel/language';
import { languageOf } from '../shared/language';
import type { Language } from '../shared/language';
import { renderPage } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { answerWithErrorPage, refuseCrossSite } from '../shared/page-errors';
import type { PageErrorDeps } from '../shared/page-errors';
import { FoundPage } from './found.page';
import { createLookupLimits } from './limits';
import type { LookupLimits } from './limits';
import { LookupPage } from './lookup.page';
import type { FinesNote, FinesTexts } from './texts';
import { english } from './texts-en';
import { chinese } from './texts-zh';

export interface FinesDeps extends PageErrorDeps {
  lookup: LookupService;
  affairs: Pick<AffairService, 'findNames'>;
  /** Where a violation without a decision is dealt with. */
  fineProcessingUrl: string | null;
}

interface Exchange {
  request: Request;
  response: Response;
}

interface FinesContext extends FinesDeps {
  limits: LookupLimits;
  /** Pages of the form that were drawn already. */
  drawn: Map<string, string>;
}

const TEXTS: Readonly<Record<Language, FinesTexts>> = { 'zh-CN': chinese, en: english };
const FORM_LIMIT = '4kb';
const WAIT_SECONDS = 15 * 60;
/** Notes that come with an address, after an order could not be made. */
const ORDER_NOTES: Readonly<Record<string, FinesNote>> = {
  LOOKUP_PROOF_INVALID: 'proof-old',
  FINE_ALREADY_PAID: 'paid-already',
};
const NOTES_IN_ADDRESSES: ReadonlySet<unknown> = new Set<FinesNote>([
  'proof-old',
  'paid-already',
  'cannot-order',
]);

/** Where citizens find a fine without an account. What they type is never in an address, and never shown again. */
export function finesRouter(deps: FinesDeps): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: FORM_LIMIT });
  const context = { ...deps, limits: createLookupLimits(), drawn: new Map<string, string>() };
  router.get('/fines', (request, response) => {
    const { note } = request.query;
    const known = NOTES_IN_ADDRESSES.has(note) ? (note as FinesNote) : undefined;
    showForm(context, { request, response: response.status(200) }, known);
  });
  router.post('/fines', refuseCrossSite, form, (request, response) => findFine(context, request, response));
  router.post('/fines/orders', refuseCrossSite, form, (request, response) =>
    orderFine(deps, request, response),
  );
  router.use('/fines', () => {
    throw RouteNotFound();
  });
  router.use('/fines', answerWithErrorPage(deps));
  return router;
}

async function findFine(context: FinesContext, request: Request, response: Response): Promise<void> {
  const claim = claimOf(request);
  if (typeof claim === 'string') return showForm(context, { request, response: response.status(422) }, claim);
  const one = {
    decisionNo: claim.decisionNo,
    address: request.ip ?? '',
    hasName: claim.name !== null,
  };
  const permit = await context.limits.ask(one);
  if (permit === 'wait') {
    return showForm(
      context,
      { request, response: response.status(429).set('Retry-After', String(WAIT_SECONDS)) },
      'wait',
    );
  }
  if (permit === 'name-needed')
    return showForm(context, { request, response: response.status(422) }, 'name-needed');
  const found = await unlessPaidElsewhere(context.lookup.findFine(claim));
  if (found === 'paid-already')
    return showForm(context, { request, response: response.status(422) }, 'paid-already');
  if (found === null) return showForm(context, { request, response: response.status(422) }, 'not-found');
  await context.limits.giveBack(one);
  const names = await context.affairs.findNames([{ affairCode: found.fine.affairCode, agencyCode: '' }]);
  const affair = names.affairs.get(found.fine.affairCode);
  const frame = frameOf(context, request);
  const page = FoundPage({
    frame,
    texts: TEXTS[frame.language],
    found,
    affair: affair ? nameIn(frame.language, affair) : found.fine.affairCode,
    processingUrl: context.fineProcessingUrl,
  });
  send(response, renderPage(page));
}

/** The register says so of a decision that was paid before anybody told of it here; only to who has the vehicle's papers. */
async function unlessPaidElsewhere<T>(finding: Promise<T>): Promise<T | 'paid-already'> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof AppError && ORDER_NOTES[error.code] === 'paid-already') return 'paid-already';
    throw error;
  }
}

/** Makes the order and leads to its cashier; pressed twice, to the same one. */
async function orderFine(deps: FinesDeps, request: Request, response: Response): Promise<void> {
  const lang = languageOf(request);
  try {
    const order = await deps.lookup.orderFine(
      fieldOf(request, 'proof'),
      fieldOf(request, 'pay') === 'next' ? 1 : null,
    );
    response.redirect(303, `/pay/${order.cashierToken}?lang=${lang}`);
  } catch (error) {
    const isRefusal = error instanceof AppError && ['rejected', 'conflict', 'forbidden'].includes(error.kind);
    if (!isRefusal) throw error;
    const note = ORDER_NOTES[error.code] ?? 'cannot-order';
    response.redirect(303, `/fines?lang=${lang}&note=${note}`);
  }
}

/** What was typed, or what is wrong with it before anything is looked up. */
function claimOf(request: Request): Claim | FinesNote {
  const number = readDecisionNo(fieldOf(request, 'number').trim());
  if ('problem' in number) return number.problem;
  const [licence, plate, engine] = ['licence', 'plate', 'engine'].map((name) => fieldOf(request, name));
  const factor = readFactor({ licence: licence ?? '', plate: plate ?? '', engine: engine ?? '' });
  if (factor === null) return 'factor-missing';
  const typed = fieldOf(request, 'plate_type');
  const plateType = PLATE_TYPES.find((type) => type === typed) ?? PLATE_TYPES[0];
  return { ...number, factor, plateType, name: fieldOf(request, 'name').trim() || null };
}

function fieldOf(request: Request, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

/**
 * The form with what came of the last try; where one was asked for the name once, it is asked for again. There are a
 * few such pages in all, so they are drawn once: who guesses by the thousand shall cost as little as he gets.
 */
function showForm(context: FinesContext, { request, response }: Exchange, note: FinesNote | undefined): void {
  const { drawn } = context;
  const frame = frameOf(context, request);
  const asksName = note === 'name-needed' || fieldOf(request, 'name') !== '';
  const key = `${frame.language} ${note ?? ''} ${asksName}`;
  const html =
    drawn.get(key) ?? renderPage(LookupPage({ frame, texts: TEXTS[frame.language], note, asksName }));
  drawn.set(key, html);
  send(response, html);
}

function frameOf({ assets }: FinesDeps, request: Request): Frame {
  return { language: languageOf(request), assets, addressIn: (other) => `/fines?lang=${other}` };
}

function send(response: Response, html: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(html);
}
