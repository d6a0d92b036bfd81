import { PrismaPg } from '@prisma/adapter-pg';
import { AppError, defineError } from '../kernel/errors';
import { Prisma, PrismaClient } from './generated/client';

/** What a store works on: the client itself or a transaction of it. */
export type DbClient = Prisma.TransactionClient;

export { Prisma };

export interface DatabaseOptions {
  url: string;
  /** Connections at the most. */
  poolSize: number;
}

/** How long a request waits for a free connection before it is told that the database is busy. */
const CONNECT_TIMEOUT_MS = 3_000;
const TRANSACTION_TIMEOUT_MS = 30_000;

/** Opens the pool lazily: the process starts without a database and recovers when it comes. */
export function createClient(options: DatabaseOptions): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: options.url,
      max: options.poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
    }),
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
}

const DatabaseUnavailable = defineError(
  'unavailable',
  'DATABASE_UNAVAILABLE',
  'The service cannot reach its database. Nothing was changed. Try again in a moment.',
);

/** Connection lost, refused, timed out, shutting down, recovering, read-only standby, too many connections. */
const UNAVAILABLE_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
const UNAVAILABLE_SQLSTATES = /^(08|53|57P|25006)/;
const UNAVAILABLE_CAUSES =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|timeout exceeded when trying to connect|Connection terminated|Can't reach database server|Server has closed the connection|terminating connection|the database system is/;

/** Tells a database that is away from a bug in a statement. */
function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: string; meta?: { code?: string; driverAdapterError?: unknown } };
  if (code && UNAVAILABLE_CODES.has(code)) return true;
  if (meta?.code && UNAVAILABLE_SQLSTATES.test(meta.code)) return true;
  if (UNAVAILABLE_CAUSES.test(error.message)) return true;
  return isDatabaseUnavailable(meta?.driverAdapterError ?? error.cause);
}

/** The known error behind a failed statement, or null where it is a bug of ours. */
export function databaseErrorOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  return isDatabaseUnavailable(error) ? DatabaseUnavailable({ cause: error }) : null;
}

/** Two transactions met: the loser may simply run again. */
export function isSerializationConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: string; meta?: { code?: string } };
  return code === 'P2034' || meta?.code === '40001' || meta?.code === '40P01';
}
