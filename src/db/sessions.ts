import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { Store } from 'express-session';
import { Pool } from 'pg';

export interface SessionKeeping {
  store: Store;
  close(): Promise<void>;
}

const CONNECTIONS = 4;
const ANSWER_TIMEOUT_MS = 5_000;

/** Sessions in Postgres, where every process finds them. Connects when the first one is asked for. */
export function createSessionStore(url: string, reportError: (error: unknown) => void): SessionKeeping {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  pool.on('error', reportError);
  const PgStore = connectPgSimple(session);
  // What a session was last used at is ours to say; its row is not written for each page that is read.
  const store = new PgStore({ pool, tableName: 'staff_session', disableTouch: true, errorLog: reportError });
  return {
    store,
    close: async () => {
      store.close();
      await pool.end();
    },
  };
}
