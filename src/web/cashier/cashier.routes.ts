import express from 'express';
import type { Request, Response, Router } from 'express';
import type { AffairService } from '../../affairs/affair.service';
import type { FineService } from '../../fines/fine.service';
import { plainAddress } from '../../kernel/address';
import type { Fen } from '../../kernel/money';
import type { Clock } from '../../kernel/clock';
import { RouteNotFound } from '../../http/http.errors';
import { isPaid, outstandingOf } from '../../orders/order';
import type { Order } from '../../orders/order';
import type { OrderService } from '../../orders/order.service';
import type { ReceiptService } from '../../receipts/receipt.service';
import type { PaymentService } from '../../payments/payment.service';
import type { RefundService } from '../../refunds/refund.service';
import type { PayerFacts, Scene } from '../../providers/provider';
import { createAllowance } from '../shared/allowance';
import type { Allowance } from '../shared/allowance';
import { languageOf } from '../shared/language';
import { renderPage } from '../shared/layout.page';
import { answerWithErrorPage, refuseCrossSite } from '../shared/page-errors';
import type { PageErrorDeps } from '../shared/page-errors';
import { addressOf } from './address';
import { NO_RETURNS } from '../../refunds/returns';
import { isHeld, isWaiting, restOf, viewOf } from './cashier';
import type { CashierView } from './cashier';
import { CashierPage } from './cashier.page';
import { ownScene } from './device';
import { streamEvents } from './events.routes';
import type { EventsDeps } from './events.routes';
import { checkingNoteOf, openingNoteOf } from './notes';
import { deadlineText } from './parts.page';
import { payerRouter } from './payer.routes';
import type { PayerDeps } from './payer.routes';
import { textsIn } from './texts-in-language';
import type { CashierNote } from './texts';

export interface CashierDeps extends PageErrorDeps, PayerDeps, EventsDeps {
  orders: Pick<OrderService, 'getOrderByToken'>;
  payments: Pick<PaymentService, 'switchPaymentOf' | 'listPayments' | 'checkPayments'>;
  receipts: Pick<ReceiptService, 'findTokens'>;
  refunds: Pick<RefundService, 'findReturns'>;
  affairs: Pick<AffairService, 'findNames'>;
  fines: Pick<FineService, 'findBalance'>;
  /** Whether a channel cannot be reached at the moment. */
  isAway(channel: string): boolean;
  /** Whether there is a page on which citizens find fines. */
  hasLookup: boolean;
  clock: Clock;
}

const FORM_LIMIT = '4kb';

const NOTES: ReadonlySet<unknown> = new Set<CashierNote>([
  'refused',
  'channel-away',
  'no-answer',
  'not-received',
  'not-asked',
  'asked-often',
]);

/** A citizen who is in doubt presses again and again; a script that does must not spend our calls to the channel. */
const CHECKS = { points: 5, seconds: 15 };

/** The pages on which a citizen pays an order. Whoever holds the link may see and pay it; nobody signs in. */
export function cashierRouter(deps: CashierDeps): Router {
  const router = express.Router();
  const checks = createAllowance(CHECKS);
  const form = express.urlencoded({ extended: false, limit: FORM_LIMIT });
  router.get('/pay/:token', (request, response) => showPage(deps, request, response));
  router.get('/pay/:token/status.json', (request, response) => tellStatus(deps, request, response));
  router.get('/pay/:token/events', (request, response) => streamEvents(deps, request, response));
  router.post('/pay/:token/payments', refuseCrossSite, form, (request, response) =>
    openPayment(deps, request, response),
  );
  router.post('/pay/:token/check', refuseCrossSite, (request, response) =>
    checkPayments({ ...deps, checks }, request, response),
  );
  router.use(payerRouter(deps));
  router.use('/pay', () => {
    throw RouteNotFound();
  });
  router.use('/pay', answerWithErrorPage(deps));
  return router;
}

async function showPage(deps: CashierDeps, request: Request, response: Response): Promise<void> {
  const language = languageOf(request);
  const view = await loadView(deps, request);
  const asked = channelAsked(request);
  const token = view.order.cashierToken;
  const page = CashierPage({
    frame: {
      language,
      assets: deps.assets,
      addressIn: (other) => addressOf(token, { language: other, channel: asked }),
    },
    view,
    texts: textsIn(language),
    names: await deps.affairs.findNames(view.order.items),
    channels: deps.channels,
    isAway: deps.isAway,
    userAgent: userAgentOf(request),
    note: noteAsked(request),
    asked,
    receiptToken: await receiptTokenOf(deps, view.order),
    restFen: await restFenOf(deps, view.order),
    publicAddress: `${deps.publicBaseUrl}/pay/${token}`,
    hasLookup: deps.hasLookup,
  });
  response.set('Cache-Control', 'no-store').type('html').send(renderPage(page));
}

/** What the script of the page asks for again and again. */
async function tellStatus(deps: CashierDeps, request: Request, response: Response): Promise<void> {
  const language = languageOf(request);
  const view = await loadView(deps, request);
  const texts = textsIn(language);
  response.set('Cache-Control', 'no-store').json({
    state: view.state,
    text: texts.standing[view.state],
    deadline: isWaiting(view.state) ? deadlineText({ language, view, texts }) : null,
  });
}

/** Opens the payment and shows its QR code. Pressed twice, the same one is shown. */
async function openPayment(deps: CashierDeps, request: Request, response: Response): Promise<void> {
  const order = await deps.orders.getOrderByToken(tokenOf(request));
  const channel = String((request.body as { channel?: unknown } | undefined)?.channel ?? '');
  const way = sceneOf(deps, channel, request);
  const language = languageOf(request);
  if (deps.channels.find((it) => it.code === channel)?.scenes[way.scene]?.needs.includes('payerId')) {
    const query = { language, channel };
    return response.redirect(303, addressOf(order.cashierToken, query, '/payer'));
  }
  const note = await openingNoteOf(() => deps.payments.switchPaymentOf(order, { channel, ...way, language }));
  const shown = note === undefined ? channel : channelAsked(request);
  response.redirect(303, addressOf(order.cashierToken, { language, channel: shown, note }));
}

/** "I have paid": the channel is asked here, and its answer decides. */
async function checkPayments(
  deps: CashierDeps & { checks: Allowance },
  request: Request,
  response: Response,
): Promise<void> {
  const order = await deps.orders.getOrderByToken(tokenOf(request));
  const failed = (await deps.checks.take(order.id))
    ? await checkingNoteOf(() => deps.payments.checkPayments(order.id))
    : 'asked-often';
  const { state } = await loadView(deps, request);
  const note = isWaiting(state) ? (failed ?? 'not-received') : undefined;
  const query = { language: languageOf(request), channel: channelAsked(request), note };
  response.redirect(303, addressOf(order.cashierToken, query));
}

/** A phone that has the page open cannot scan it: there the channel is opened by its address instead. */
function sceneOf(deps: CashierDeps, code: string, request: Request): { scene: Scene } & PayerFacts {
  const profile = deps.channels.find((channel) => channel.code === code);
  const isHere = (request.body as { way?: unknown } | undefined)?.way === 'here';
  const scene = isHere && profile ? (ownScene(profile, userAgentOf(request)) ?? 'qr') : 'qr';
  // Only where it is needed: an address is personal data.
  const payerIp = profile?.scenes[scene]?.needs.includes('payerIp')
    ? plainAddress(request.ip ?? '') || null
    : null;
  return { scene, payerId: null, payerIp };
}

const userAgentOf = (request: Request): string => request.get('user-agent') ?? '';

async function loadView(deps: CashierDeps, request: Request): Promise<CashierView> {
  const { order, payments } = await readOfOneMoment(deps, tokenOf(request));
  const terms = { channel: channelAsked(request), now: deps.clock.now() };
  // Money goes back only where some came.
  const isReturning = isPaid(order) || payments.some(isHeld);
  const returns = isReturning ? await deps.refunds.findReturns(order.id) : NO_RETURNS;
  return viewOf(order, payments, { ...terms, returns });
}

/**
 * An order and its payments. Money that came between the two reads is seen in the payments alone: who has just paid
 * would be asked to choose a channel. The order was written with them, so reading it again is enough.
 */
async function readOfOneMoment(deps: CashierDeps, token: string) {
  const order = await deps.orders.getOrderByToken(token);
  const payments = await deps.payments.listPayments(order.id);
  const isOlder = !isPaid(order) && payments.some(({ disposition }) => disposition === 'settled');
  return { order: isOlder ? await deps.orders.getOrderByToken(token) : order, payments };
}

/** What a late payment left open, as far as it is open still; mostly nothing, and then nothing is asked. */
async function restFenOf({ fines }: CashierDeps, order: Order): Promise<Fen> {
  if (order.status !== 'paid' || outstandingOf(order) === 0n) return 0n;
  let restFen = 0n;
  for (const item of order.items) {
    const balance = item.decisionNo === null ? null : await fines.findBalance(item.decisionNo);
    restFen += restOf(item, order, balance);
  }
  return restFen;
}

async function receiptTokenOf({ receipts }: CashierDeps, order: Order): Promise<string | undefined> {
  return isPaid(order) ? (await receipts.findTokens([order.id])).get(order.id) : undefined;
}

function tokenOf(request: Request): string {
  return String(request.params.token);
}

function channelAsked(request: Request): string | undefined {
  const { channel } = request.query;
  return typeof channel === 'string' && /^\w{1,32}$/.test(channel) ? channel : undefined;
}

function noteAsked(request: Request): CashierNote | undefined {
  const { note } = request.query;
  return NOTES.has(note) ? (note as CashierNote) : undefined;
}
