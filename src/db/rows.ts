/**
 * Rows as one JSON parameter for `json_to_recordset(${rowsParameter(rows)}::json) as row(id text, …)`: a set of any
 * size is one statement with one plan. Bigint and dates travel as text and get their type in the SQL.
 */
export function rowsParameter(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** A business day as the Date that Prisma wants for a `date` column. */
export function dayToDb(businessDay: string): Date {
  return new Date(`${businessDay}T00:00:00Z`);
}

/** The business day that a `date` column holds. */
export function dayFromDb(date: Date): string {
  return date.toISOString().slice(0, 10);
}
