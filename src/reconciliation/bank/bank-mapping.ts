import type { BusinessDay } from '../../kernel/business-day';

/** By which names a bank's file calls its columns; either `amount` with its sign, or `credit` and `debit`. */
export interface BankColumns {
  date: string;
  amount: string | null;
  credit: string | null;
  debit: string | null;
  account: string | null;
  counterAccount: string | null;
  reference: string | null;
  balance: string | null;
  /** The bank's own number of the movement, where its files have one. */
  serial: string | null;
}

export const BANK_ENCODINGS = ['utf-8', 'gbk'] as const;
export const BANK_DATE_FORMATS = ['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYYMMDD'] as const;

/** How the files of one bank are read. Data: another bank needs no code. */
export interface BankMapping {
  name: string;
  encoding: (typeof BANK_ENCODINGS)[number];
  delimiter: string;
  /** Lines above the one with the names of the columns. */
  skipLines: number;
  dateFormat: (typeof BANK_DATE_FORMATS)[number];
  columns: BankColumns;
  /** The clearing account. A file that names another one is refused whole. */
  account: string;
  /** From which account each channel settles, and how many days after its business day. */
  channels: Readonly<Record<string, { counterAccount: string; settlesAfterDays: number }>>;
}

/** The columns that a file must have. */
export function namedColumns({ columns }: Pick<BankMapping, 'columns'>): string[] {
  return Object.values(columns).filter((name): name is string => name !== null);
}

/** Reads a day as the bank writes it; null where it is none of that form. */
export function readBankDay(text: string, format: BankMapping['dateFormat']): BusinessDay | null {
  const pattern = {
    'YYYY-MM-DD': /^(\d{4})-(\d\d)-(\d\d)/,
    'YYYY/MM/DD': /^(\d{4})\/(\d\d)\/(\d\d)/,
    YYYYMMDD: /^(\d{4})(\d\d)(\d\d)/,
  };
  const match = pattern[format].exec(text);
  return match ? match.slice(1, 4).join('-') : null;
}
