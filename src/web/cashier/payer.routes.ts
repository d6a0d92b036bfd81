import { timingSafeEqual } from 'node:crypto';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { newCode } from '../../kernel/ids';
import type { OrderService } from '../../orders/order.service';
import type { PayerService } from '../../payments/payer.service';
import type { PaymentService } from '../../payments/payment.service';
import type { ProviderProfile } from '../../providers/provider';
import type { Assets } from '../shared/assets';
import { languageOf } from '../shared/language';
import { renderPage } from '../shared/layout.page';
import { addressOf } from './address';
import { openingNoteOf } from './notes';
import { PayerPage } from './payer.page';
import { textsIn } from './texts-in-language';

const STATE_COOKIE = 'tongfu_payer';
const STATE_LENGTH = 32;
const STATE_SECONDS = 600;

export interface PayerDeps {
  assets: Assets;
  orders: Pick<OrderService, 'getOrderByToken'>;
  payments: Pick<PaymentService, 'switchPaymentOf'>;
  payers: PayerService;
  /** All that are configured. */
  channels: readonly ProviderProfile[];
  publicBaseUrl: string;
}

/**
 * `GET /pay/{token}/payer`: leads a payer inside the channel's own app to the page of the channel that tells who he is,
 * and, when it has led him back, opens the payment for him. What comes back counts only in the browser that was sent.
 */
export function payerRouter(deps: PayerDeps): Router {
  const router = express.Router();
  router.get('/pay/:token/payer', async (request, response) => {
    response.set('Cache-Control', 'no-store').set('Referrer-Policy', 'no-referrer');
    await (hasState(request) ? openPayment(deps, request, response) : leadAway(deps, request, response));
  });
  return router;
}

async function leadAway(deps: PayerDeps, request: Request, response: Response): Promise<void> {
  const { cashierToken: token } = await deps.orders.getOrderByToken(String(request.params.token));
  const language = languageOf(request);
  const channel = channelOf(request);
  const state = newCode(STATE_LENGTH);
  const here = addressOf(token, { language, channel }, '/payer');
  const address = deps.payers.identificationAddress(channel, deps.publicBaseUrl + here, state);
  if (address === null) return response.redirect(303, addressOf(token, { language, channel }));
  response.cookie(STATE_COOKIE, state, {
    httpOnly: true,
    secure: deps.publicBaseUrl.startsWith('https:'),
    // The payer comes back by a link of another site.
    sameSite: 'lax',
    path: `/pay/${token}`,
    maxAge: STATE_SECONDS * 1000,
  });
  // A redirect would be part of the form that led here, which may go to this site only.
  response.set('Refresh', `0; url=${address}`);
  const frame = {
    language,
    assets: deps.assets,
    addressIn: (other: typeof language) => addressOf(token, { language: other, channel }, '/payer'),
  };
  const name = deps.channels.find((it) => it.code === channel);
  response
    .type('html')
    .send(renderPage(PayerPage({ frame, texts: textsIn(language), channel: name ?? null, address })));
}

async function openPayment(deps: PayerDeps, request: Request, response: Response): Promise<void> {
  const order = await deps.orders.getOrderByToken(String(request.params.token));
  const channel = channelOf(request);
  const scene = deps.channels.find((it) => it.code === channel)?.ownApp.scene ?? 'qr';
  response.clearCookie(STATE_COOKIE, { path: `/pay/${order.cashierToken}` });
  const note = await openingNoteOf(async () => {
    const payerId = await deps.payers.identifyPayer(channel, String(request.query.code));
    await deps.payments.switchPaymentOf(order, { channel, scene, payerId, payerIp: null });
  });
  response.redirect(303, addressOf(order.cashierToken, { language: languageOf(request), channel, note }));
}

/** Whether this browser was sent away from here: else a stranger's code could be slipped to a citizen. */
function hasState(request: Request): boolean {
  const kept = new RegExp(`(?:^|;\\s*)${STATE_COOKIE}=([0-9a-z]{${STATE_LENGTH}})(?:;|$)`).exec(
    request.get('cookie') ?? '',
  )?.[1];
  const given = request.query.state;
  return (
    kept !== undefined &&
    typeof given === 'string' &&
    given.length === kept.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(kept))
  );
}

function channelOf(request: Request): string {
  const { channel } = request.query;
  return typeof channel === 'string' && /^\w{1,32}$/.test(channel) ? channel : '';
}
