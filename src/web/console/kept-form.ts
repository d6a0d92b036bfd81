import type { Request } from 'express';
import { openSealed, seal } from '../../kernel/sealing';
import type { Secret } from '../../kernel/secret';
import type { SentForm } from './form-data';

/** What was typed into a form that could not be carried out before its sender showed again who they are. */
export interface KeptForm {
  /** Where it was sent to. */
  action: string;
  fields: Readonly<Record<string, string>>;
}

/** As it lies in the session: for one person, and the page that it stands on; times are of the gateway's clock. */
export interface SealedForm {
  memberId: string;
  /** The path of the page. */
  page: string;
  keptAt: number;
  /** Texts of payers and numbers of accounts are among it. */
  sealed: string;
}

declare module 'express-session' {
  interface SessionData {
    kept: SealedForm;
  }
}

/** Long enough to log in, too short for a forgotten form to surprise anybody. */
const KEPT_MS = 30 * 60_000;

interface Keeping {
  secret: Secret;
  memberId: string;
  now: Date;
}

const purposeOf = (memberId: string): string => `form of ${memberId}`;
const pathOf = (address: string): string => address.split('?')[0] ?? '';

/** Keeps it with the session, where anything was filled in; a file that came with it is not. */
export function keepForm(
  request: Request,
  { fields, page }: Pick<SentForm, 'fields'> & { page: string },
  { secret, memberId, now }: Keeping,
): void {
  if (Object.values(fields).every((text) => text === '')) return;
  const form: KeptForm = { action: pathOf(request.originalUrl), fields };
  request.session.kept = {
    ...{ memberId, page: pathOf(page), keptAt: now.getTime() },
    sealed: seal(JSON.stringify(form), secret, purposeOf(memberId)).toString('base64'),
  };
}

/** What is kept for this person and this page, once; null: nothing. */
export function takeForm(request: Request, { secret, memberId, now }: Keeping): KeptForm | null {
  const { kept } = request.session;
  if (kept?.memberId !== memberId || kept.page !== pathOf(request.originalUrl)) return null;
  delete request.session.kept;
  if (now.getTime() - kept.keptAt > KEPT_MS) return null;
  const text = openSealed(Buffer.from(kept.sealed, 'base64'), secret, purposeOf(memberId));
  return JSON.parse(text) as KeptForm;
}
