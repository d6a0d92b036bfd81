import type { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { decode, getDecoder } from 'iconv-lite';
import { AppError } from '../kernel/errors';
import { asRefusal, openGzip, refuseStatement } from './statement-file';

export type Charset = 'utf8' | 'gb18030';

/** For each column whether it is read. */
export type Columns = readonly boolean[];

/** @param read the columns that are read, from 0 */
export const columnsOf = (count: number, read: readonly number[]): Columns =>
  Array.from({ length: count }, (_, column) => read.includes(column));

export interface CsvForm {
  /** Of one character or two. */
  delimiter: string;
  /** null where the file quotes nothing. */
  quote: string | null;
}

/** Makes lines of the rows of one file, which it is given in their order. */
export interface RowReader<T> {
  /** `bytes` leaves each byte a character, for rows of which only figures and codes are read: that is far quicker. */
  charset: Charset | 'bytes';
  /** @returns null for a row that only frames the others */
  read(row: string): T | null;
  /** After the last row. @throws StatementRefused when the file says too little */
  end(): void | Promise<void>;
}

const MAX_ROW_LENGTH = 64 * 1024;

/**
 * The lines of a file in portions, since a million of them must not be a million awaits; the file is never in memory as a
 * whole. @throws what the reader throws, StatementRefused when the stream breaks or a row is too long
 */
export async function* readLines<T>(content: Readable, reader: RowReader<T>): AsyncGenerator<readonly T[]> {
  try {
    for await (const rows of rowsOf(content, reader.charset)) {
      const lines: T[] = [];
      for (const row of rows) {
        const line = row === '' || row === '\r' ? null : reader.read(completeRow(row));
        if (line !== null) lines.push(line);
      }
      yield lines;
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    content.destroy();
  }
  await reader.end();
}

/** Of a file in UTF-8 that may be gzipped, without the mark of the byte order; empty where it is damaged. */
export async function firstLine(path: string): Promise<string> {
  try {
    for await (const [first] of readLines(await openGzip(path), AS_IT_STANDS)) if (first) return first;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return '';
}

const AS_IT_STANDS: RowReader<string> = { charset: 'utf8', read: (row) => row, end: () => undefined };

/** What a text of bytes says. */
export function textOf(bytes: string, charset: Charset): string {
  return decode(Buffer.from(bytes, 'latin1'), charset);
}

const ROUNDED = /^\d(\.\d+)?E\+\d+$/i;

/** The number of a trade or an order. @throws RangeError where there is none, or a spreadsheet made "4.2E+27" of it */
export function requireNumber(text: string): string {
  if (text === '' || text === '0') throw new RangeError('a number is missing');
  if (ROUNDED.test(text)) throw new RangeError(`a spreadsheet has rounded a number: ${text.slice(0, 40)}`);
  return requireText(text);
}

/** @throws RangeError on a zero byte, which PostgreSQL keeps in no text */
export function requireText(text: string): string {
  if (text.includes('\0')) throw new RangeError('a zero byte');
  return text;
}

const BYTES = { write: (chunk: Buffer) => chunk.toString('latin1'), end: () => undefined };
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The complete rows of each chunk, without the mark of the byte order. */
async function* rowsOf(content: Readable, charset: Charset | 'bytes'): AsyncGenerator<string[]> {
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

/**
 * The values of a row. One that has no quote in it needs no parser, which would take ten times as long.
 * @param wanted which columns are read; the others are left empty, since half the time of a row is making its texts
 */
export function splitRow(row: string, { delimiter, quote }: CsvForm, wanted?: Columns): string[] {
  if (quote !== null && row.includes(quote)) {
    const options = { delimiter, quote, relax_quotes: true, relax_column_count: true };
    return parse(row, options)[0] ?? [];
  }
  return wanted ? pickValues(row, delimiter, wanted) : row.split(delimiter);
}

/** Looked for by its last character, which the engine does far quicker than by two. */
function pickValues(row: string, delimiter: string, wanted: Columns): string[] {
  const [last, lead, first] = [delimiter.slice(-1), delimiter.length - 1, delimiter.charCodeAt(0)];
  const values = new Array<string>(wanted.length);
  let [column, from] = [0, 0];
  for (let at = row.indexOf(last); at !== -1; at = row.indexOf(last, at + 1)) {
    if (row.charCodeAt(at - lead) !== first) continue;
    values[column] = wanted[column] ? row.slice(from, at - lead) : '';
    column++;
    from = at + 1;
  }
  values[column] = row.slice(from);
  values.length = column + 1;
  return values;
}
