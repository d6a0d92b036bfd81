import type { BusinessDay } from '../../kernel/business-day';
import type { Posting } from '../../ledger/journal';

/** A movement of a file that another file told in the same words, under another number of the bank. */
export interface LookAlike {
  /** Of the file, from 1. */
  line: number;
  entryKey: string;
  /** Of the movement that was known before. */
  knownKey: string;
}

/** What an import has brought about. */
export interface ImportReach {
  /** The first day that it tells of, or that a settlement in it settles. */
  firstDay: BusinessDay;
  coversFrom: BusinessDay;
  coversTo: BusinessDay;
  /** A later file that told of rows of this one again, and so did not bring them. */
  toldAgainBy: string | null;
  /** What the credits of channels in it booked. */
  journals: { journalId: string; postings: Posting[] }[];
  /** Movements in it that two booked as what the bank took or gave. */
  bookedKeys: string[];
}
