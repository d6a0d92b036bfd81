import { randomBytes } from 'node:crypto';

/**
 * Rows as one JSON parameter for `json_to_recordset(${rowsParameter(rows)}::json) as row(id text, …)`: a set of any
 * size is one statement with one plan. Bigint and dates travel as text and get their type in the SQL. Gives a token
 * that stands for the JSON in one statement; the driver puts in what it stands for.
 */
export function rowsParameter(rows: readonly object[]): string {
  const token = `${TOKEN}${++count}`;
  waiting.set(token, rowsJson(rows));
  if (waiting.size > MAX_WAITING) waiting.delete(waiting.keys().next().value ?? '');
  return token;
}

/** Rows as JSON text. */
export function rowsJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/**
 * Prisma writes every parameter into a request of its own as JSON, has it read by its query compiler, and reads what
 * that gives as JSON again, before the driver sees it. Nothing but the token needs to go that way.
 */
const TOKEN = `rows:${randomBytes(16).toString('hex')}:`;
/** More than there are statements under way; what a statement that was never sent left behind goes first. */
const MAX_WAITING = 1_000;
const waiting = new Map<string, string>();
let count = 0;

/** The parameters of a statement, each token replaced by what it stands for. */
export function redeemTokens(values: readonly unknown[]): unknown[] {
  const redeemed = values.map((value) => (isToken(value) ? (waiting.get(value) ?? value) : value));
  for (const value of values) if (isToken(value)) waiting.delete(value);
  return redeemed;
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(TOKEN);
}

/** A business day as the Date that Prisma wants for a `date` column. */
export function dayToDb(businessDay: string): Date {
  return new Date(`${businessDay}T00:00:00Z`);
}

/** The business day that a `date` column holds. */
export function dayFromDb(date: Date): string {
  return date.toISOString().slice(0, 10);
}
