import type { Quote } from './quote';

/** The same shape in JSON: an amount is a text of digits, because a JSON number is not exact at any size. */
export type Frozen<T> = T extends bigint
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** A quote as it is kept with an order item. */
export type FrozenQuote = Frozen<Quote>;

/** Turns a quote into plain JSON data. */
export function freezeQuote(quote: Quote): FrozenQuote {
  const toText = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
  return JSON.parse(JSON.stringify(quote, toText)) as FrozenQuote;
}

/** Turns kept data back into the quote. Every amount, and nothing else, has a name that ends in "Fen". */
export function thawQuote(frozen: FrozenQuote): Quote {
  const toFen = (key: string, value: unknown) =>
    key.endsWith('Fen') && typeof value === 'string' ? BigInt(value) : value;
  return JSON.parse(JSON.stringify(frozen), toFen) as Quote;
}
