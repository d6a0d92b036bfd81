import type { Request, Response } from 'express';
import type { Clock } from '../../kernel/clock';
import type { StaffService } from '../../staff/staff.service';
import type { Assets } from '../shared/assets';
import { languageOf } from '../shared/language';
import type { Language } from '../shared/language';
import type { Person } from './session';
import type { ConsoleFrame } from './shell.page';

export interface AnswerDeps {
  assets: Assets;
  clock: Clock;
  publicBaseUrl: string;
  staff: Pick<StaffService, 'findActive'>;
}

/** What the page of this request is drawn with. A language that was asked for once stays for the session. */
export function frameOf(
  { assets, publicBaseUrl }: AnswerDeps,
  request: Request,
  person: Person | null,
): ConsoleFrame {
  return {
    language: languageFor(request, person),
    assets,
    address: addressOf(request, publicBaseUrl),
    person: person && { actor: person.actor, name: person.member.name, roles: person.member.roles },
  };
}

function languageFor(request: Request, person: Person | null): Language {
  const { session } = request as Partial<Pick<Request, 'session'>>;
  if (request.query.lang === undefined && session?.language) return session.language;
  const language = languageOf(request);
  if (request.query.lang !== undefined && person && session) session.language = language;
  return language;
}

/**
 * Where the page of this request stands, without its language. What answers a form stands where the form does, as the
 * browser says to pages of the same origin; one that keeps it to itself is led to what is above the address of the form.
 */
function addressOf(request: Request, publicBaseUrl: string): string {
  const own = new URL(request.originalUrl.replace(/^\/+/, '/'), publicBaseUrl);
  const at = request.method === 'POST' ? (senderOf(request, own.origin) ?? new URL('.', own)) : own;
  at.searchParams.delete('lang');
  return at.pathname.replace(/(.)\/$/, '$1') + at.search;
}

function senderOf(request: Request, origin: string): URL | null {
  const given = request.get('referer');
  const from = given !== undefined && URL.canParse(given) ? new URL(given) : null;
  return from?.origin === origin && from.pathname.startsWith('/console') ? from : null;
}

/** Sends a page; nobody keeps it. */
export function sendPage(response: Response, html: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(html);
}
