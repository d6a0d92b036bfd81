import { parse } from 'csv-parse/sync';
import { AppError } from '../kernel/errors';
import { invalidFields } from '../kernel/invalid';
import { RowUnreadable } from './fine.errors';
import type { ImportFormat } from './import';

/** One line of a file, read into the form of a JSON object; what is in it is not looked at yet. */
export interface ImportLine {
  /** From 1. */
  row: number;
  value: unknown;
}

const LINE_FEED = 0x0a;
/** As much as a JSON request may have. */
const MAX_LINE_BYTES = 65_536;
const SAYS_NOTHING = /^[\s,]*$/;

/**
 * Reads a file line by line; it is never in memory as a whole. Lines that say nothing are passed over. The value of a
 * line that cannot be read is a RowUnreadable; the others are not harmed by it, since no field has a line break.
 * @throws REQUEST_INVALID where the columns of a CSV are not those of a decision
 */
export async function* importLines(
  content: AsyncIterable<Uint8Array>,
  format: ImportFormat,
): AsyncGenerator<ImportLine> {
  const decoder = new TextDecoder(format.kind === 'csv' ? format.charset : 'utf-8', { fatal: true });
  let columns: readonly string[] | null = null;
  let row = 0;
  for await (const bytes of linesOf(content)) {
    row += 1;
    const text = textOf(bytes, decoder);
    if (typeof text === 'string' && SAYS_NOTHING.test(text)) continue;
    if (format.kind === 'json_lines') yield { row, value: parsed(text, parseJson) };
    else if (columns) yield { row, value: parsed(text, csvParser(columns)) };
    else columns = columnsOf(text);
  }
}

/** Complete lines with what ends them but the line feed; null where one is too long. */
async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  let rest: Uint8Array = new Uint8Array();
  let isTooLong = false;
  for await (const chunk of content) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([rest, chunk.subarray(start, end)]);
      yield isTooLong || line.length > MAX_LINE_BYTES ? null : line;
      [start, rest, isTooLong] = [end + 1, new Uint8Array(), false];
    }
    rest = Buffer.concat([rest, chunk.subarray(start)]);
    if (rest.length > MAX_LINE_BYTES) [rest, isTooLong] = [new Uint8Array(), true];
  }
  if (isTooLong) yield null;
  else if (rest.length > 0) yield rest;
}

function textOf(bytes: Uint8Array | null, decoder: TextDecoder): string | AppError {
  if (bytes === null)
    return unreadable('It is longer than a decision can be.', { most_bytes: MAX_LINE_BYTES });
  try {
    return decoder.decode(bytes).replace(/\r$/, '');
  } catch {
    return unreadable(`It is not ${decoder.encoding === 'utf-8' ? 'UTF-8' : 'GB18030'}.`);
  }
}

function parsed(text: string | AppError, parseText: (text: string) => unknown): unknown {
  return text instanceof AppError ? text : parseText(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unreadable('It is not JSON.');
  }
}

/** What a column is called: the path of its field in the JSON of a decision, with dots. */
const COLUMN = new RegExp(
  [
    'decision_no|affair|document_type|amount|obligor\\.name|licence_tail|plate|engine_tail',
    'served\\.(method|on|sent_on|proven_arrival_on|published_on)|revision\\.(kind|on|to)',
    'suspensions\\.[0-9]\\.(cause|from|to)',
  ]
    .map((names) => `^(${names})$`)
    .join('|'),
);

function columnsOf(text: string | AppError): string[] {
  if (text instanceof AppError) throw text;
  const columns = fieldsOf(text)?.map((column) => column.trim());
  if (!columns) throw unreadable('The names of the columns have a quotation mark that is out of place.');
  const wrong = columns.filter((column, i) => !COLUMN.test(column) || columns.indexOf(column) !== i);
  const missing = columns.includes('decision_no') ? [] : ['decision_no'];
  if (wrong.length + missing.length === 0) return columns;
  throw invalidFields([
    ...wrong.map((column) => problem(column, 'There is no such column, or it is there twice.')),
    ...missing.map((column) => problem(column, 'This column is missing.')),
  ]);
}

function problem(column: string, message: string) {
  return { in: 'body', pointer: `/${column.replaceAll('.', '/')}`, message } as const;
}

const csvParser = (columns: readonly string[]) => (text: string) => {
  const fields = fieldsOf(text);
  if (!fields) return unreadable('A quotation mark is out of place. A field has no line break.');
  if (fields.length !== columns.length) {
    return unreadable('It has more or fewer fields than the file has columns.', {
      fields: fields.length,
      columns: columns.length,
    });
  }
  return decisionOf(new Map(columns.map((column, i) => [column, fields[i] ?? ''])));
};

/** Null where the quotation marks do not fit. Most rows have none, and need no parser. */
function fieldsOf(text: string): string[] | null {
  if (!text.includes('"')) return text.split(',');
  try {
    const rows: string[][] = parse(text);
    return rows[0] ?? null;
  } catch {
    return null;
  }
}

/** The JSON of a decision. An empty field says nothing; without any `served.…` it has not been served. */
function decisionOf(cells: ReadonlyMap<string, string>): object {
  const filled = [...cells].filter(([, text]) => text !== '');
  const under = (prefix: string): Record<string, unknown> | null => {
    const fields = filled.filter(([column]) => column.startsWith(`${prefix}.`));
    const entries = fields.map(([column, text]) => {
      const name = column.slice(prefix.length + 1);
      return [name, name === 'to' && prefix === 'revision' ? amountOf(text) : text];
    });
    return entries.length > 0 ? Object.fromEntries(entries) : null;
  };
  const plain = filled.filter(([column]) => !column.includes('.'));
  const suspensions = [...'0123456789'].flatMap((i) => {
    const facts = under(`suspensions.${i}`);
    return facts ? [{ to: null, ...facts }] : [];
  });
  return {
    ...Object.fromEntries(plain.map(([name, text]) => [name, name === 'amount' ? amountOf(text) : text])),
    obligor: under('obligor') ?? {},
    served: under('served'),
    suspensions,
    revision: under('revision'),
  };
}

/** A number where it is one: the text is refused by the schema, which has no texts there. */
function amountOf(text: string): unknown {
  return /^\d{1,16}$/.test(text) ? Number(text) : text;
}

/** Why stands in the text as it is, so that it can be said in Chinese; what differs from row to row in the details. */
function unreadable(why: string, details?: Readonly<Record<string, number>>): AppError {
  return RowUnreadable({ message: `This row cannot be read. ${why}`, ...(details && { details }) });
}
