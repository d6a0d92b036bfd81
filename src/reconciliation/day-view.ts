import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/** How many, and how much. */
export interface Total {
  count: number;
  amountFen: Fen;
}

/** What each of the four sources says of a channel's day. */
export interface DaySources {
  /** Our books; of that, what was booked when the day was closed already, which is in the seal of a later one. */
  ledger: { paid: Total; refunded: Total; bookedLater: { paid: Total; refunded: Total } };
  /** The channel's file in force; null where there is none. */
  statement: {
    id: string;
    version: number;
    sha256: string;
    paid: Total;
    refunded: Total;
    feeFen: Fen;
  } | null;
  /** What moved on the channel's account of the merchant, by its file in force; null where there is none. */
  funds: {
    version: number;
    sha256: string;
    paid: Total;
    refunded: Total;
    /** What was charged, less what was given back. */
    feeFen: Fen;
    /** What went to the bank. */
    payouts: Total;
    /** What else moved, in less out. */
    otherFen: Fen;
    closingFen: Fen | null;
  } | null;
  /** Credits of the bank for the day; null where the bank's file of its settlement is not there. */
  bank: (Total & { invoicedFen: Fen }) | null;
  /** Fines that were paid on the day: what the register has to know, knows, and refused. */
  register: { due: Total; confirmed: Total; refused: Total };
  openDifferences: number;
  /** Of those, the ones that nobody sees to. */
  unownedDifferences: number;
}

/** A channel's day as the four sources have it, side by side. */
export interface DayView extends DaySources {
  channel: string;
  businessDay: BusinessDay;
}
