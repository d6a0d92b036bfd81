import { isDeepStrictEqual } from 'node:util';
import { freezeQuote, thawQuote } from './frozen-quote';
import type { KeptQuote } from './kept-quote';
import { replayQuote } from './quote';

/**
 * Makes a kept quote again from what it was made from, and names what differs from what was kept: nothing, unless the
 * arithmetic of this version or the row is another one than then.
 */
export function differingFields({ quote }: KeptQuote): string[] {
  const { input } = thawQuote(quote);
  const again: Readonly<Record<string, unknown>> = { ...freezeQuote(replayQuote(input)) };
  return Object.entries(quote)
    .filter(([name, value]) => !isDeepStrictEqual(value, again[name]))
    .map(([name]) => name);
}
