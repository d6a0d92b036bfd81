import type { FrozenQuote } from './frozen-quote';

/** A quote as it was kept with the line of an order. */
export interface KeptQuote {
  orderId: string;
  line: number;
  quote: FrozenQuote;
}
