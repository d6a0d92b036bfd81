import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { copyText } from './copy-text';
import type { CopyValue } from './copy-text';

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

async function* textOf(batches: AsyncIterable<readonly CopyValue[][]>): AsyncIterable<string> {
  for await (const rows of batches) yield copyText(rows);
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
