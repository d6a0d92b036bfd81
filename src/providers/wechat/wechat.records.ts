import { refuseStatement } from '../statement-file';
import { textOf } from '../statement-records';
import type { CsvForm, RecordReader } from '../statement-records';

/** Every value begins with a backtick, so a comma inside a text does not split it. */
export const BILL_FORM: CsvForm = { charset: 'bytes', delimiter: ',`', quote: null };

/** What a kind of bill has between its header and its summary. */
export interface BillRows<T> {
  header: string;
  summaryHeader: string;
  /** So many rows have been read. */
  count: number;
  /** @throws RangeError when a value cannot be read */
  readRow(values: string[]): T;
  /** @throws RangeError when a value cannot be read, StatementRefused when the rows do not add up to it */
  compareWith(summary: string[]): void;
}

/** Any bill: a header, rows, the header of the summary, the summary, and nothing after it. */
export function billReader<T>(rows: BillRows<T>): RecordReader<T> {
  let part: 'start' | 'rows' | 'summary' | 'end' = 'start';
  return {
    read(record) {
      if (part === 'end') throw refuseStatement('after-summary');
      if (part === 'start') {
        if (lineOf(record) !== rows.header) throw refuseStatement('header');
        part = 'rows';
      } else if (part === 'summary') {
        atRow(rows, () => rows.compareWith(withoutBacktick(record)));
        part = 'end';
      } else if (hasBacktick(record) || lineOf(record) !== rows.summaryHeader) {
        return atRow(rows, () => rows.readRow(withoutBacktick(record)));
      } else part = 'summary';
      return null;
    },
    end() {
      if (part !== 'end') throw refuseStatement('no-summary');
    },
  };
}

const hasBacktick = (record: string[]): boolean => record[0]?.startsWith('`') ?? false;

const lineOf = (record: string[]): string => textOf(record.join(), 'utf8');

/** The first value keeps its backtick: the others lost theirs to the delimiter. */
function withoutBacktick(record: string[]): string[] {
  if (!hasBacktick(record)) throw new RangeError('a row without backticks');
  record[0] = record[0]?.slice(1) ?? '';
  return record;
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
