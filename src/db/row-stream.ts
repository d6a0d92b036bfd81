import { Client } from 'pg';

/** A query with numbered parameters, as `Prisma.sql` makes it (`text`, `values`). */
export interface StreamedQuery {
  text: string;
  values: readonly unknown[];
}

/** A row as the server writes it: every value as text, in the order of the columns. */
export type TextRow = readonly (string | null)[];

/**
 * Reads a query of any size batch by batch, in one snapshot, on a connection of its own: no more than one batch is in
 * memory, and none is fetched before the one before it was taken. Whoever leaves the loop ends the query.
 * @param signal ends it too, also while the server is still at work on the first row
 */
export type StreamRows = (query: StreamedQuery, signal?: AbortSignal) => AsyncGenerator<TextRow[]>;

const BATCH_SIZE = 1_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** All rows are wanted, so the plan that is fastest for the first of them is not what counts. */
const BEGIN = `begin transaction isolation level repeatable read read only;
  set local cursor_tuple_fraction = 1; set local timezone = 'Asia/Shanghai'`;

/** Streams from the database given. */
export function createStreamRows(databaseUrl: string): StreamRows {
  return async function* (query, signal) {
    signal?.throwIfAborted();
    const client = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    await client.connect();
    // A connection that breaks is told of by the query as well; without a listener it would end the process.
    client.on('error', () => undefined);
    const cancel = (): void => void cancelQuery(databaseUrl, client);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await client.query(BEGIN);
      await client.query(`declare rows no scroll cursor for ${query.text}`, [...query.values]);
      for (;;) {
        signal?.throwIfAborted();
        const { rows } = await client.query<(string | null)[]>({
          text: `fetch ${BATCH_SIZE} from rows`,
          rowMode: 'array',
          types: { getTypeParser: () => AS_TEXT },
        });
        if (rows.length > 0) yield rows;
        if (rows.length < BATCH_SIZE) return;
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      await client.end().catch(() => undefined);
    }
  };
}

const AS_TEXT = (value: unknown): unknown => value;

/** A server that sorts a million rows does not notice that its client has gone. */
async function cancelQuery(
  databaseUrl: string,
  { processID }: Client & { processID?: number },
): Promise<void> {
  const other = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  other.on('error', () => undefined);
  try {
    await other.connect();
    await other.query('select pg_cancel_backend($1)', [processID ?? 0]);
  } catch {
    // The connection that is closed in any case ends it a little later.
  } finally {
    await other.end().catch(() => undefined);
  }
}
