import type { AppError } from '../kernel/errors';
import type { TellingOutcome, ToldFine } from './telling';

/** One row of a file of decisions. */
export interface ImportRow {
  /** The number of its line in the file, from 1. */
  row: number;
  /** 15 digits; null where the row has no number that can be read. */
  decisionNo: string | null;
  content: ToldFine | AppError;
}

/** What became of one row. */
export interface ImportResult {
  row: number;
  decisionNo: string | null;
  outcome: TellingOutcome;
}

/** How a file is written. */
export type ImportFormat = { kind: 'json_lines' } | { kind: 'csv'; charset: 'utf-8' | 'gb18030' };
