import type { Fen } from '../../kernel/money';

/** A file of the bank, as it was imported. */
export interface BankFile {
  id: string;
  mapping: string;
  name: string;
  sha256: string;
  rowCount: number;
  /** Rows that another file had brought. */
  knownCount: number;
  creditFen: Fen;
  debitFen: Fen;
  importedBy: string;
  importedAt: Date;
  /** Null: it counts. */
  takenBackAt: Date | null;
}
