import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from, to } from 'pg-copy-streams';

/** A value of a row that is copied. */
export type CopyValue = string | number | bigint | Date | null;

/**
 * Streams rows into a table: all of them or, where the source throws, none. Memory stays flat however many they are.
 * @param statement `copy table (columns) from stdin`
 * @param batches the rows, their values in the order of the columns
 */
export type CopyRows = (statement: string, batches: AsyncIterable<readonly CopyValue[][]>) => Promise<void>;

const CONNECT_TIMEOUT_MS = 3_000;

/** Copies on a connection of its own, which ends with the copy. */
export function createCopyRows(databaseUrl: string): CopyRows {
  return async (statement, batches) => {
    const client = await connect(databaseUrl);
    try {
      await pipeline(Readable.from(textOf(batches), { highWaterMark: 1 }), client.query(from(statement)));
    } finally {
      await client.end().catch(() => undefined);
    }
  };
}

/** PostgreSQL's text format. */
async function* textOf(batches: AsyncIterable<readonly CopyValue[][]>): AsyncIterable<string> {
  for await (const rows of batches) {
    // Added up rather than joined: a million rows of arrays of texts would cost seconds.
    let text = '';
    for (const row of rows) {
      let separator = '';
      for (const value of row) {
        text += separator + fieldOf(value);
        separator = '\t';
      }
      text += '\n';
    }
    yield text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SPECIAL = /[\\\t\n\r]/;
const EACH_SPECIAL = new RegExp(SPECIAL, 'g');

function fieldOf(value: CopyValue): string {
  if (value === null) return '\\N';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value);
  // Hardly a value has one; looking is quicker than replacing nothing.
  if (!SPECIAL.test(value)) return value;
  return value.replace(EACH_SPECIAL, (character) => ESCAPES[character] ?? character);
}

/** Streams what a statement selects, line by line in PostgreSQL's text format without the line feed. */
export type CopyLines = (statement: string) => AsyncIterable<readonly string[]>;

/**
 * Reads on a connection of its own, which ends with the last line. What has no parameters must be safe as it stands.
 * @returns for `copy (select …) to stdout`, the lines in portions as they come
 */
export function createCopyLines(databaseUrl: string): CopyLines {
  return async function* (statement) {
    const client = await connect(databaseUrl);
    try {
      let rest = '';
      for await (const chunk of client.query(to(statement)).setEncoding('utf8')) {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        yield lines;
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  };
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  await client.connect();
  // A connection that breaks is told of by the stream as well; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
}
