import express from 'express';
import type { Request, Response, Router } from 'express';
import { RouteNotFound } from '../../http/http.errors';
import { nameIn } from '../../kernel/language';
import type { ProviderProfile } from '../../providers/provider';
import { readClaim } from '../../receipts/receipt';
import type { Receipt } from '../../receipts/receipt';
import type { ReceiptService } from '../../receipts/receipt.service';
import { languageOf } from '../shared/language';
import type { Language } from '../shared/language';
import { renderPage } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { answerWithErrorPage, refuseCrossSite } from '../shared/page-errors';
import type { PageErrorDeps } from '../shared/page-errors';
import { createVerifyLimits } from './limits';
import type { VerifyLimits } from './limits';
import { drawReceipts } from './receipt-pdf';
import { ReceiptPage } from './receipt.page';
import { VerifiedPage, VerifyPage } from './verify.page';

export interface ReceiptPagesDeps extends PageErrorDeps {
  receipts: Pick<ReceiptService, 'getReceipts' | 'verifyReceipt' | 'verifyByToken'>;
  /** All that are configured. */
  channels: readonly ProviderProfile[];
  /** Where the QR codes lead. */
  publicBaseUrl: string;
}

const FORM_LIMIT = '4kb';
const PAGES = ['/receipts', '/verify'];

/** The pages of receipts: whoever holds the link may see them, and anyone may have one verified. */
export function receiptsRouter(deps: ReceiptPagesDeps): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: FORM_LIMIT });
  router.get('/receipts/:token.pdf', (request, response) => sendPdf(deps, request, response));
  router.get('/receipts/:token', (request, response) => showReceipts(deps, request, response));
  router.get('/verify', (request, response) => {
    send(response, renderPage(VerifyPage({ frame: frameOf(deps, request, '/verify') })));
  });
  const limits = createVerifyLimits();
  router.post('/verify', refuseCrossSite, form, (request, response) =>
    verifyTyped({ ...deps, limits }, request, response),
  );
  router.get('/verify/:token', (request, response) => verifyScanned(deps, request, response));
  router.use(PAGES, () => {
    throw RouteNotFound();
  });
  router.use(PAGES, answerWithErrorPage(deps));
  return router;
}

async function showReceipts(deps: ReceiptPagesDeps, request: Request, response: Response): Promise<void> {
  const set = await deps.receipts.getReceipts(tokenOf(request));
  const frame = frameOf(deps, request, `/receipts/${set.token}`);
  const channelNameOf = channelNames(deps, frame.language);
  send(response, renderPage(ReceiptPage({ frame, set, publicBaseUrl: deps.publicBaseUrl, channelNameOf })));
}

/** As a file: the policy that keeps scripts out of our pages would also keep out a browser's reader of PDFs. */
async function sendPdf(deps: ReceiptPagesDeps, request: Request, response: Response): Promise<void> {
  const { receipts, orderId } = await deps.receipts.getReceipts(tokenOf(request));
  const language = languageOf(request);
  const pdf = await drawReceipts(receipts, {
    language,
    publicBaseUrl: deps.publicBaseUrl,
    channelNameOf: channelNames(deps, language),
  });
  response.set({
    'Cache-Control': 'no-store',
    'Content-Disposition': `attachment; filename="receipts-${orderId}.pdf"`,
  });
  response.type('pdf').send(pdf);
}

/** The numbers come in the body, and so in no log and no history. */
async function verifyTyped(
  deps: ReceiptPagesDeps & { limits: VerifyLimits },
  request: Request,
  response: Response,
): Promise<void> {
  const typed = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof typed[name] === 'string' ? typed[name] : '');
  const one = { code: text('code'), number: text('number'), address: request.ip ?? '' };
  // Another language asks again: the answer to a form has no address of its own.
  const frame = frameOf(deps, request, '/verify');
  if (!(await deps.limits.ask(one))) {
    return send(
      response.status(429).set('Retry-After', '900'),
      renderPage(VerifyPage({ frame, isTooOften: true })),
    );
  }
  const claim = readClaim({ code: one.code, no: one.number, checkCode: text('check_code') });
  const found = await deps.receipts.verifyReceipt(claim);
  if (found) await deps.limits.giveBack(one);
  send(response, renderPage(VerifiedPage({ frame, found })));
}

async function verifyScanned(deps: ReceiptPagesDeps, request: Request, response: Response): Promise<void> {
  const found = await deps.receipts.verifyByToken(tokenOf(request));
  const path = found ? `/verify/${(found.red ?? found.receipt).verifyToken}` : '/verify';
  send(response, renderPage(VerifiedPage({ frame: frameOf(deps, request, path), found })));
}

function channelNames({ channels }: ReceiptPagesDeps, language: Language): (receipt: Receipt) => string {
  return ({ channel }) => {
    const profile = channels.find(({ code }) => code === channel);
    return profile ? nameIn(language, profile) : channel;
  };
}

function frameOf({ assets }: ReceiptPagesDeps, request: Request, path: string): Frame {
  return { language: languageOf(request), assets, addressIn: (other) => `${path}?lang=${other}` };
}

function send(response: Response, page: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(page);
}

function tokenOf(request: Request): string {
  return String(request.params.token);
}
