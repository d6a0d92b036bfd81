import path from 'node:path';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { Pool } from 'pg';
import { runScript } from './script';
import { packageRoot } from './package-root';
import { NO_FILTER, openEngine, readMigrations, scriptOf } from './schema-engine';

export interface MigrateOptions {
  log?: (line: string) => void;
  /** Default: `prisma/migrations` of this package. */
  folder?: string;
}

/** Any number that nothing else locks; Prisma's own engine uses another one. */
const LOCK_KEY = 7_416_202_611;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Brings the database up to date and returns the names of the migrations it applied, oldest first; [] when there was
 * nothing to do. Two at once do it once. A migration is applied whole or not at all, so a failed or killed run is
 * simply run again. Throws with the migration and the statement that failed.
 */
export async function migrate(connectionString: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = readMigrations(options.folder ?? path.join(packageRoot(), 'prisma', 'migrations'));
  const pool = new Pool({ connectionString, max: 4, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // An idle connection that breaks says so here; whoever needs it next gets the error.
  pool.on('error', () => undefined);
  try {
    const lock = await pool.connect();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
      return await applyAll(pool, migrations, options.log);
    } finally {
      // Closing the connection gives the lock back, whatever state it is in.
      lock.release(true);
    }
  } finally {
    await pool.end();
  }
}

async function applyAll(
  pool: Pool,
  migrations: MigrationList,
  log?: (line: string) => void,
): Promise<string[]> {
  // The engine wraps errors beyond recognition, so the first one is kept here.
  let failure: Error | null = null;
  const engine = await openEngine(pool, async (target, script) => {
    const name = nameOf(migrations, script);
    const client = await target.connect();
    try {
      await runScript(client, name ? withFinish(script) : script);
    } catch (error) {
      failure ??= new Error(`Migration ${name ?? 'bookkeeping'} failed: ${(error as Error).message}`, {
        cause: error,
      });
      throw error;
    } finally {
      client.release();
    }
  });
  try {
    await forgetUnfinished(pool, engine, migrations);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrations,
      filters: NO_FILTER,
    });
    for (const name of appliedMigrationNames) log?.(`Applied ${name}`);
    return appliedMigrationNames;
  } catch (error) {
    throw failure ?? error;
  } finally {
    engine.free();
  }
}

/**
 * The script and the note that it is done become one transaction (several statements in one simple query are), so
 * that after a crash the note always tells the truth.
 */
function withFinish(script: string): string {
  return `${script}\n;UPDATE "_prisma_migrations" SET "finished_at" = now()
    WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`;
}

/** Migrations begun by a run that failed or was killed: they left nothing behind and may be tried again. */
async function forgetUnfinished(pool: Pool, engine: SchemaEngine, migrations: MigrationList): Promise<void> {
  const { rows } = await pool.query<{ found: string | null }>(
    `SELECT to_regclass('_prisma_migrations') AS found`,
  );
  if (!rows[0]?.found) return;
  const unfinished = await pool.query<{ name: string }>(
    `SELECT DISTINCT "migration_name" AS name FROM "_prisma_migrations"
      WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`,
  );
  for (const { name } of unfinished.rows) {
    if (endsItsTransaction(scriptOf(migrations, name))) {
      throw new Error(
        `Migration ${name} stopped half-way and commits by itself: repair the database by hand, then mark the ` +
          'migration with "prisma migrate resolve"',
      );
    }
    await engine.markMigrationRolledBack({ migrationName: name });
  }
}

function endsItsTransaction(script: string): boolean {
  return /^\s*(commit|rollback|end)\s*;/im.test(script.replace(/\$\$[\s\S]*?\$\$/g, ''));
}

function nameOf(migrations: MigrationList, script: string): string | null {
  return (
    migrations.migrationDirectories.find(({ path: name }) => scriptOf(migrations, name) === script)?.path ??
    null
  );
}
