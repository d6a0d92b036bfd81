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
  staff: Pick<StaffService, 'findActive'>;
}

/** What the page of this request is drawn with. A language that was asked for once stays for the session. */
export function frameOf({ assets }: AnswerDeps, request: Request, person: Person | null): ConsoleFrame {
  return {
    language: languageFor(request, person),
    assets,
    address: addressOf(request),
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

/** Where a form was sent from, with its filter: the browser says so to pages of the same origin. */
export function formPageOf(request: Request, publicBaseUrl: string): string {
  const given = request.get('referer');
  const from = given !== undefined && URL.canParse(given) ? new URL(given) : null;
  const isOurs = from?.origin === new URL(publicBaseUrl).origin && from.pathname.startsWith('/console');
  return isOurs ? `${from.pathname}${from.search}` : addressOf(request);
}

/** The page of a form that failed is not sent again by changing the language: where it stands is where that leads. */
function addressOf(request: Request): string {
  const [path = '', query = ''] = request.originalUrl.replace(/^\/+/, '/').split('?');
  if (request.method === 'POST') return isPage(path) ? path : path.replace(/\/[^/]*$/, '');
  const kept = new URLSearchParams(query);
  kept.delete('lang');
  const text = kept.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A form of such a list is sent to where the list stands. */
const isPage = (path: string): boolean => /^\/console\/(claims|statements|bank-files|staff)$/.test(path);

/** Sends a page; nobody keeps it. */
export function sendPage(response: Response, html: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(html);
}
