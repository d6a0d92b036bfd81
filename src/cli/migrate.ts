import { migrate } from '../db/migrate';

/** `npm run migrate`: brings the database of DATABASE_URL up to date. */
async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set: it names the database to migrate');
  const log = (line: string) => console.log(line);
  // Each step brings one set of tables up to date and returns the names of what it applied.
  const steps: ((connectionString: string) => Promise<string[]>)[] = [(to) => migrate(to, { log })];
  let applied = 0;
  for (const step of steps) applied += (await step(url)).length;
  if (applied === 0) console.log('The database is up to date');
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
