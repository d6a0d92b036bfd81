import type { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { decode, getDecoder } from 'iconv-lite';
import { AppError } from '../kernel/errors';
import { asRefusal, openGzip, refuseStatement } from './statement-file';

export type Charset = 'utf8' | 'gb18030';

export interface CsvForm {
  /** `bytes` leaves each byte a character, for rows of which only figures and codes are read: that is far quicker. */
  charset: Charset | 'bytes';
  delimiter: string;
  /** null where the file quotes nothing. */
  quote: string | null;
}

/** Makes lines of the records of one file, which it is given in their order. */
export interface RecordReader<T> {
  /** @returns null for a record that only frames the rows */
  read(record: string[]): T | null;
  /** After the last record. @throws StatementRefused when the file says too little */
  end(): void | Promise<void>;
}

const MAX_ROW_LENGTH = 64 * 1024;

/** The lines of a file in portions: a million of them must not be a million awaits. @throws what the reader throws */
export async function* readLines<T>(
  content: Readable,
  form: CsvForm,
  reader: RecordReader<T>,
): AsyncGenerator<readonly T[]> {
  for await (const records of csvRecords(content, form)) {
    const lines: T[] = [];
    for (const record of records) {
      const line = reader.read(record);
      if (line !== null) lines.push(line);
    }
    yield lines;
  }
  await reader.end();
}

/** Of a file in UTF-8 that may be gzipped, without the mark of the byte order; empty where it is damaged. */
export async function firstLine(path: string): Promise<string> {
  try {
    for await (const [first] of csvRecords(await openGzip(path), LINES)) if (first) return first[0] ?? '';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return '';
}

const LINES: CsvForm = { charset: 'utf8', delimiter: '\n', quote: null };

/**
 * The records of a file in portions; the file is never in memory as a whole. A row that has no quote in it needs no
 * parser, and one for every row would take ten times as long.
 * @throws StatementRefused when the stream breaks or a row is too long
 */
async function* csvRecords(content: Readable, form: CsvForm): AsyncGenerator<string[][]> {
  try {
    for await (const rows of rowsOf(content, form.charset)) {
      const records: string[][] = [];
      for (const row of rows) if (row !== '' && row !== '\r') records.push(splitRow(completeRow(row), form));
      yield records;
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    content.destroy();
  }
}
/** What a text of bytes says. */
export function textOf(bytes: string, charset: Charset): string {
  return decode(Buffer.from(bytes, 'latin1'), charset);
}

const ROUNDED = /^\d(\.\d+)?E\+\d+$/i;

/** The number of a trade or an order. @throws RangeError where there is none, or a spreadsheet made "4.2E+27" of it */
export function requireNumber(text: string): string {
  if (text === '' || text === '0') throw new RangeError('a number is missing');
  if (ROUNDED.test(text)) throw new RangeError(`a spreadsheet has rounded a number: ${text.slice(0, 40)}`);
  return text;
}

const BYTES = { write: (chunk: Buffer) => chunk.toString('latin1'), end: () => undefined };
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The complete rows of each chunk, without the mark of the byte order. */
async function* rowsOf(content: Readable, charset: CsvForm['charset']): AsyncGenerator<string[]> {
  const decoder = charset === 'bytes' ? BYTES : getDecoder(charset, { stripBOM: false });
  let [rest, isFirst] = ['', true];
  for await (const chunk of content as AsyncIterable<Buffer>) {
    const isMarked = isFirst && chunk.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    isFirst = false;
    const rows = (rest + decoder.write(isMarked ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk)).split(
      '\n',
    );
    rest = rows.pop() ?? '';
    if (rest.length > MAX_ROW_LENGTH) throw refuseStatement('row-too-long');
    yield rows;
  }
  yield (rest + (decoder.end() ?? '')).split('\n');
}

function completeRow(row: string): string {
  if (row.length > MAX_ROW_LENGTH) throw refuseStatement('row-too-long');
  return row.endsWith('\r') ? row.slice(0, -1) : row;
}

function splitRow(row: string, { delimiter, quote }: CsvForm): string[] {
  if (quote === null || !row.includes(quote)) return row.split(delimiter);
  const options = { delimiter, quote, relax_quotes: true, relax_column_count: true };
  return parse(row, options)[0] ?? [];
}
