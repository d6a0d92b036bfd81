import type { BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';

/** What the books have for a movement at the bank: its number there, or of a settlement the day. */
export const ENTRY_USES = [
  'settlement',
  'refund',
  'remittance',
  'fee_invoice',
  'bank_charge',
  'bank_interest',
] as const;

export type EntryUse = (typeof ENTRY_USES)[number];

/** A movement of the clearing account as the bank tells of it, with what it was taken for. */
export interface BankEntryRow {
  /** The file that brought it first, and its line there: where a list goes on. */
  id: string;
  key: string;
  fileId: string;
  fileName: string;
  line: number;
  bookedOn: BusinessDay;
  direction: 'credit' | 'debit';
  amountFen: Fen;
  /** Its last digits alone where it may be a citizen's. */
  counterAccount: string | null;
  reference: string | null;
  balanceFen: Fen | null;
  /** Null: nothing in the books explains it. */
  use: EntryUse | null;
  /** Of a refund, a batch or a booking the id, of an invoice its number, of a settlement the business day. */
  useId: string | null;
  channel: string | null;
  /** Of what was booked by persons: what the books have for it as well, so that it is booked twice. */
  otherUse: Exclude<EntryUse, 'settlement'> | null;
  otherUseId: string | null;
  /** What a person said that it is; null: nobody has. */
  note: string | null;
  notedBy: string | null;
  notedAt: Date | null;
}

export interface BankEntryFilter {
  /** The days on which the bank booked; null: any. */
  from: BusinessDay | null;
  to: BusinessDay | null;
  fileId: string | null;
  /** By the books or by a person. Null: both. */
  isExplained: boolean | null;
  before: string | null;
  limit: number;
}
