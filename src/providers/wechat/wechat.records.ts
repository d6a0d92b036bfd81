import { refuseStatement } from '../statement-file';

/** The first value keeps its backtick: the others lost theirs to the delimiter. */
export function withoutBacktick([first = '', ...rest]: string[]): string[] {
  if (!first.startsWith('`')) throw new RangeError('a row without backticks');
  return [first.slice(1), ...rest];
}

/** Reads a row of a statement file; a value that cannot be read refuses the whole file. */
export function atRow<T>(row: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refuseStatement('row', { row, problem: error.message }, error);
  }
}
