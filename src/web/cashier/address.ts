import type { Language } from '../shared/language';
import type { CashierNote } from './texts';

/** What stands behind the `?` of a cashier page. */
export interface CashierQuery {
  language: Language;
  channel?: string | undefined;
  note?: CashierNote | undefined;
}

/** The address of a page of an order, or of something below it ("/check"). */
export function addressOf(cashierToken: string, query: CashierQuery, below = ''): string {
  const parameters = new URLSearchParams({ lang: query.language });
  if (query.channel !== undefined) parameters.set('channel', query.channel);
  if (query.note !== undefined) parameters.set('note', query.note);
  return `/pay/${cashierToken}${below}?${parameters.toString()}`;
}
