import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { loadDatabaseUrl } from '../config/config';
import { failProcess, readEnvironment } from '../config/environment';
import { databaseErrorOf } from '../db/client';
import { createDatabase, type Database } from '../db/database';

const CONNECTIONS = 2;

/** How a command ends: the work is done, it could not be done (or found something wrong), it was called wrongly. */
export const EXIT = { done: 0, failed: 1, misused: 2 } as const;

/** The command cannot do what it was asked to, for a reason that its caller can understand. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A command line program that throws instead of ending the process. */
export function createProgram(name: string, description: string): Command {
  return new Command(name).description(description).exitOverride().showHelpAfterError('(see --help)');
}

/** Runs a program, by default with the arguments of the process, and sets its exit code; what went wrong goes to stderr. */
export async function runProgram(
  program: Command,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) failProcess(reasonOf(error));
    process.exitCode = exitCodeOf(error);
  }
}

/** What a file that somebody names says. @throws CommandError when it cannot be read, or is not what `read` expects */
export async function readNamedFile<T>(file: string, read: (text: string) => T): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new CommandError(`There is no file ${file} that can be read. Nothing was changed.`);
  }
  try {
    return read(text);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `${file}: ${error instanceof Error ? error.message : String(error)} Nothing was changed.`,
    );
  }
}

/** Opens the database of DATABASE_URL for one piece of work. */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = createDatabase({ url: loadDatabaseUrl(readEnvironment()), poolSize: CONNECTIONS });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof CommanderError)) return EXIT.failed;
  return error.exitCode === 0 ? EXIT.done : EXIT.misused;
}

/** Prisma's codes: no such table, no such column. */
const NOT_MIGRATED = new Set(['P2021', 'P2022']);

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (databaseErrorOf(error)?.code === 'DATABASE_UNAVAILABLE') {
    return 'The database cannot be reached. Is it running, and does DATABASE_URL name it?';
  }
  const { code, meta } = error as { code?: string; meta?: { code?: string } };
  if (NOT_MIGRATED.has(code ?? '') || meta?.code === '42P01') {
    return 'The database has not the tables of this version. Run: npm run migrate';
  }
  // Prisma prints the place in the source first and what is wrong in the last line.
  const isPrismas = error.name.startsWith('Prisma');
  return (isPrismas && error.message.trim().split('\n').at(-1)) || error.message;
}
