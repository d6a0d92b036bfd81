/** What the visitor is to do: look at pages at a steady pace, then pay and see how long the page takes to say so. */
export interface VisitsTask {
  apiUrl: string;
  channelUrl: string;
  key: string;
  perSecond: number;
  seconds: number;
  /** Payments that are watched, one after the other. */
  payments: number;
}

/** Milliseconds, one for each visit. */
export interface VisitsResult {
  cashier: number[];
  /** A page that needs nothing but itself: what the machine and the server cost anyway. */
  help: number[];
  /** From the wallet's "paid" to the page saying so. */
  shown: number[];
  /** The same, where the notification was lost. */
  shownWithout: number[];
}
