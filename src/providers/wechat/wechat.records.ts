import { refuseStatement } from '../statement-file';
import { splitRow, textOf } from '../statement-records';
import type { Columns, CsvForm, RowReader } from '../statement-records';

/** Every value begins with a backtick, so a comma inside a text does not split it. */
const BILL_FORM: CsvForm = { delimiter: ',`', quote: null };

/** What a kind of bill has between its header and its summary. */
export interface BillRows<T> {
  header: string;
  summaryHeader: string;
  columns: Columns;
  /** So many rows have been read. */
  count: number;
  /** @throws RangeError when a value cannot be read */
  readRow(values: string[]): T;
  /** @throws RangeError when a value cannot be read, StatementRefused when the rows do not add up to it */
  compareWith(summary: string[]): void;
}

/** Any bill: a header, rows, the header of the summary, the summary, and nothing after it. */
export function billReader<T>(rows: BillRows<T>): RowReader<T> {
  let part: 'start' | 'rows' | 'summary' | 'end' = 'start';
  return {
    charset: 'bytes',
    read(row) {
      if (part === 'rows' && row.startsWith('`'))
        return atRow(rows, () => rows.readRow(valuesOf(row, rows.columns)));
      if (part === 'end') throw refuseStatement('after-summary');
      if (part === 'start') {
        if (textOf(row, 'utf8') !== rows.header) throw refuseStatement('header');
        part = 'rows';
      } else if (part === 'rows') {
        if (textOf(row, 'utf8') !== rows.summaryHeader) atRow(rows, () => valuesOf(row));
        part = 'summary';
      } else {
        atRow(rows, () => rows.compareWith(valuesOf(row)));
        part = 'end';
      }
      return null;
    },
    end() {
      if (part !== 'end') throw refuseStatement('no-summary');
    },
  };
}

/** The first value has a backtick of its own: the others lose theirs to the delimiter. */
function valuesOf(row: string, columns?: Columns): string[] {
  if (!row.startsWith('`')) throw new RangeError('a row without backticks');
  return splitRow(row.slice(1), BILL_FORM, columns);
}

/** A value that cannot be read refuses the whole file. */
function atRow<R>({ count }: { count: number }, read: () => R): R {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refuseStatement('row', { row: count + 1, problem: textOf(error.message, 'utf8') }, error);
  }
}
