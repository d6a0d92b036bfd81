import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import type { Pool } from 'pg';

export const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/** Sends a whole script, with everything between its semicolons, to the database of the pool. */
export type RunScript = (pool: Pool, script: string) => Promise<void>;

type PgAdapter = Awaited<ReturnType<PrismaPg['connect']>>;

const ENGINE_PACKAGE = '@prisma/schema-engine-wasm';

/**
 * Prisma's own schema engine in its WebAssembly build: the native one is a download that many networks refuse.
 * It keeps the same files and the same table, so `prisma migrate deploy` can be used instead where it runs.
 */
async function loadEngine(): Promise<typeof SchemaEngine> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const file = path.join(path.dirname(require.resolve(ENGINE_PACKAGE)), 'schema_engine_bg.wasm');
  const imports = { './schema_engine_bg.js': withIdleTimers({ ...bindings }) };
  const { instance } = await WebAssembly.instantiate(readFileSync(file), imports);
  // The engine reports its own bugs through this global; without it the report itself would fail.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => process.emitWarning(text) },
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return bindings.SchemaEngine;
}

/** The engine never clears the time limit of its lock: a process that is done would wait it out. */
function withIdleTimers(bindings: object): WebAssembly.ModuleImports {
  const entries = Object.entries(bindings).map(([name, value]) =>
    name.startsWith('__wbg_setTimeout_')
      ? [name, (run: () => void, ms: number) => setTimeout(run, ms).unref()]
      : [name, value],
  );
  return Object.fromEntries(entries) as WebAssembly.ModuleImports;
}

let loading: Promise<typeof SchemaEngine> | null = null;

/** Opens the engine on the database of the pool. The caller frees the engine and ends the pool. */
export async function openEngine(pool: Pool, runScript: RunScript): Promise<SchemaEngine> {
  loading ??= loadEngine();
  const Engine = await loading;
  const factory = bindMigrationAwareSqlAdapterFactory(withWholeScripts(new PrismaPg(pool), runScript));
  return Engine.new({ datamodels: undefined }, () => undefined, factory);
}

/** The adapter cuts scripts at every semicolon, also inside `$$ … $$`: here they go over whole. */
function withWholeScripts(inner: PrismaPg, runScript: RunScript): SqlMigrationAwareDriverAdapterFactory {
  const whole = (adapter: PgAdapter): PgAdapter => {
    adapter.executeScript = (script) => runScript(adapter.underlyingDriver(), script);
    return adapter;
  };
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => whole(await inner.connect()),
    connectToShadowDb: async () => whole(await inner.connectToShadowDb()),
  };
}

/** Reads `migration.sql` of every folder in it, oldest first. */
export function readMigrations(folder: string): MigrationList {
  const lockfile = path.join(folder, 'migration_lock.toml');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir: folder,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** The SQL of one migration in the list. */
export function scriptOf(migrations: MigrationList, name: string): string {
  const content = migrations.migrationDirectories.find((directory) => directory.path === name)?.migrationFile
    .content;
  if (content?.tag !== 'ok') throw new Error(`There is no migration ${name}`);
  return content.value;
}
