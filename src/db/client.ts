import { PrismaPg } from '@prisma/adapter-pg';
import { Client } from 'pg';
import type { QueryConfig } from 'pg';
import { AppError, defineError } from '../kernel/errors';
import { Prisma, PrismaClient } from './generated/client';
import { redeemTokens } from './rows';

/** What a store works on: the client itself or a transaction of it. */
export type DbClient = Prisma.TransactionClient;

export { Prisma };

export interface DatabaseOptions {
  url: string;
  /** Connections at the most. */
  poolSize: number;
  /** How long one statement may take before its connection counts as dead; as long as a transaction, unless said. */
  answerTimeoutMs?: number;
}

/** How long a request waits for a free connection before it is told that the database is busy. */
const CONNECT_TIMEOUT_MS = 3_000;
const TRANSACTION_TIMEOUT_MS = 30_000;

/** A connection that puts the rows of a statement in the place of their tokens. */
class RowsClient extends Client {
  // The driver's ten forms of the call are one to us.
  override query = ((config: QueryConfig | string, ...others: never[]) => {
    if (typeof config === 'string' || config.values === undefined) return super.query(config, ...others);
    return super.query({ ...config, values: redeemTokens(config.values) }, ...others);
  }) as Client['query'];
}

/** Opens the pool lazily: the process starts without a database and recovers when it comes. */
export function createClient(options: DatabaseOptions): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: options.url,
      Client: RowsClient,
      max: options.poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      // A server that vanished without a word would otherwise be waited for until the kernel gives up.
      query_timeout: options.answerTimeoutMs ?? TRANSACTION_TIMEOUT_MS,
    }),
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
}

const DatabaseUnavailable = defineError(
  'unavailable',
  'DATABASE_UNAVAILABLE',
  // A commit whose reply was lost has happened: nothing may be said about what was changed.
  'The service cannot reach its database. Try again in a moment, with the same Idempotency-Key where there is one.',
);

/**
 * Prisma's codes: not let in, not reachable, timed out, not there, denied, connection closed, pool exhausted, no
 * transaction in time.
 */
const UNAVAILABLE_CODES = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1017',
  'P2024',
  'P2028',
]);
/**
 * Connection exceptions, out of resources, shutting down or starting, on a standby that only reads; and what a server
 * says that lets nobody into this database: not yet restored, closed for maintenance, password being changed. Also
 * what took longer than the server allows (query_canceled, lock_not_available, idle_in_transaction_session_timeout).
 */
const UNAVAILABLE_SQLSTATES = /^(08|53|57P|25006|28|3D000|55000|57014|55P03|25P03)/;
/** What the driver says without a code when the connection breaks at a bad moment. */
const UNAVAILABLE_MESSAGES =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|timeout exceeded when trying to connect|Query read timeout|Connection terminated|is not queryable|Can't reach database server|Server has closed the connection/;

/** What the driver calls it when the connection broke between the statements of a transaction. */
const UNAVAILABLE_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

/** What the driver and the server said. */
interface DriverCause {
  originalCode?: string;
  kind?: string;
}

interface PrismaError {
  name?: string;
  code?: string;
  meta?: { driverAdapterError?: { cause?: DriverCause } };
  cause?: DriverCause;
}

/** Prisma wraps the driver's error; that of a transaction's own beginning or end comes as it is. */
function causeOf(error: unknown): DriverCause | undefined {
  const { name, meta, cause } = error as PrismaError;
  return name === 'DriverAdapterError' ? cause : meta?.driverAdapterError?.cause;
}

/** Tells a database that is away from a bug in a statement. */
function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as PrismaError;
  const cause = causeOf(error);
  if (UNAVAILABLE_CODES.has(code) || UNAVAILABLE_KINDS.has(cause?.kind ?? '')) return true;
  return UNAVAILABLE_SQLSTATES.test(cause?.originalCode ?? code) || UNAVAILABLE_MESSAGES.test(error.message);
}

/**
 * The known error behind a failed statement, or null where it is a bug of ours. Transactions that met again and again
 * are none: the database is busy.
 */
export function databaseErrorOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const isPassing = isDatabaseUnavailable(error) || isTransactionConflict(error);
  return isPassing ? DatabaseUnavailable({ cause: error }) : null;
}

/** Two transactions met (deadlock, serialization): the loser may simply run again. */
export function isTransactionConflict(error: unknown): boolean {
  const sqlState = causeOf(error ?? {})?.originalCode;
  return (error as PrismaError | null)?.code === 'P2034' || sqlState === '40P01' || sqlState === '40001';
}
