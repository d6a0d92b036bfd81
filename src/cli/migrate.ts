import { loadDatabaseUrl } from '../config/config';
import { readEnvironment } from '../config/environment';
import { migrate } from '../db/migrate';
import { migrateQueue } from '../queue/queue';

/** `npm run migrate`: brings the database of DATABASE_URL up to date. */
async function main(): Promise<void> {
  const url = loadDatabaseUrl(readEnvironment());
  const log = (line: string) => console.log(line);
  const names = await migrate(url, { log });
  await migrateQueue(url);
  if (names.length === 0) console.log('The database is up to date');
}

function reasonOf(error: unknown): string {
  const { code, message, errors } = error as Error & { code?: string; errors?: unknown[] };
  // A host name with several addresses fails with one error per address and no message of its own.
  if (errors?.length) return reasonOf(errors[0]);
  const unreachable = code && /^(E[A-Z]+|08\d{3}|57P0\d|28\w{3}|3D000)$/.test(code);
  return unreachable || /timeout exceeded/.test(message)
    ? `The database cannot be reached: ${message}`
    : message;
}

main().catch((error: unknown) => {
  console.error(reasonOf(error));
  process.exitCode = 1;
});
