import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/db/migrate';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database';
import { pushSchema, readCatalog } from '../support/schema-catalog';

const SCHEMA_FILE = path.resolve(__dirname, '../../prisma/schema.prisma');

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'tongfu-migrations-'));
});

afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

describe('bringing a database up to date', () => {
  test('every migration of the project is applied once, and a second run has nothing to do', async () => {
    const first = await migrate(database.url);
    const second = await migrate(database.url);

    expect(first.length).toBeGreaterThan(0);
    expect(second).toEqual([]);
    expect(await query('SELECT migration_name FROM _prisma_migrations ORDER BY started_at')).toEqual(
      first.map((migration_name) => ({ migration_name })),
    );
  });

  test('migrations are applied in the order of their names and reported as they are', async () => {
    write('2_second', 'ALTER TABLE a ADD COLUMN n int;');
    write('1_first', 'CREATE TABLE a (id int);');
    const lines: string[] = [];

    expect(await migrate(database.url, { folder, log: (line) => lines.push(line) })).toEqual([
      '1_first',
      '2_second',
    ]);
    expect(lines).toEqual(['Applied 1_first', 'Applied 2_second']);
  });

  test('a migration that is added later is applied alone', async () => {
    write('1_first', 'CREATE TABLE a (id int);');
    await migrate(database.url, { folder });
    write('2_second', 'CREATE TABLE b (id int);');

    expect(await migrate(database.url, { folder })).toEqual(['2_second']);
  });

  test('two that start at the same moment apply everything once', async () => {
    write('1_first', 'CREATE TABLE a (id int); SELECT pg_sleep(0.2); INSERT INTO a VALUES (1);');

    const results = await Promise.all([1, 2, 3].map(() => migrate(database.url, { folder })));

    expect(results.flat()).toEqual(['1_first']);
    expect(await query('SELECT id FROM a')).toEqual([{ id: 1 }]);
  });

  test('the body of a function may hold semicolons and quotes', async () => {
    write(
      '1_first',
      `CREATE FUNCTION answer() RETURNS text LANGUAGE plpgsql AS $body$
       DECLARE said text; BEGIN said := 'a;b'; RETURN said; END; $body$;
       -- a comment; with a semicolon`,
    );

    await migrate(database.url, { folder });

    expect(await query('SELECT answer()')).toEqual([{ answer: 'a;b' }]);
  });
});

describe('a migration that fails', () => {
  test('is named together with its statement, wherever the error comes from', async () => {
    write(
      '1_first',
      "CREATE TABLE a (id int NOT NULL, note text DEFAULT 'x;y');\nCREATE INDEX ON a (missing);",
    );
    await expect(migrate(database.url, { folder })).rejects.toThrow(
      /Migration 1_first failed: column "missing" does not exist[\s\S]*in: CREATE INDEX ON a \(missing\);/,
    );

    write(
      '1_first',
      "CREATE TABLE a (id int NOT NULL, note text DEFAULT 'x;y');\nINSERT INTO a VALUES (NULL);",
    );
    await expect(migrate(database.url, { folder })).rejects.toThrow(
      /Migration 1_first failed: null value in column "id"[\s\S]*in: INSERT INTO a VALUES \(NULL\);/,
    );
  });

  test('leaves nothing behind and is simply tried again once it is mended', async () => {
    write('1_first', 'CREATE TABLE a (id int); SELECT 1/0;');
    await expect(migrate(database.url, { folder })).rejects.toThrow('division by zero');
    expect(await query(`SELECT to_regclass('a') AS found`)).toEqual([{ found: null }]);

    write('1_first', 'CREATE TABLE a (id int);');
    expect(await migrate(database.url, { folder })).toEqual(['1_first']);
    expect(await migrate(database.url, { folder })).toEqual([]);
  });

  test('does not undo the ones before it', async () => {
    write('1_first', 'CREATE TABLE a (id int);');
    write('2_second', 'SELECT 1/0;');
    await expect(migrate(database.url, { folder })).rejects.toThrow('Migration 2_second failed');

    write('2_second', 'CREATE TABLE b (id int);');
    expect(await migrate(database.url, { folder })).toEqual(['2_second']);
  });

  test('because the database went away in the middle is simply run again', async () => {
    write('1_first', 'CREATE TABLE a (id int); SELECT pg_sleep(60);');
    const cut = expect(migrate(database.url, { folder })).rejects.toThrow('Migration 1_first failed');
    const sleeping = `FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;
    while ((await query(`SELECT pg_terminate_backend(pid) ${sleeping}`)).length === 0) continue;
    await cut;

    write('1_first', 'CREATE TABLE a (id int);');
    expect(await migrate(database.url, { folder })).toEqual(['1_first']);
  });

  test('cannot be told apart from one that was killed, and is then not guessed about if it commits by itself', async () => {
    write('1_first', 'CREATE TABLE a (id int);\nCOMMIT;\nSELECT 1/0;');
    await expect(migrate(database.url, { folder })).rejects.toThrow('division by zero');

    await expect(migrate(database.url, { folder })).rejects.toThrow('repair the database by hand');
  });
});

describe('fines that were kept before quotes', () => {
  test('are decisions that were handed over on the day of their service, with the same amounts', async () => {
    const all = path.resolve(__dirname, '../../prisma/migrations');
    cpSync(path.join(all, '20261124000000_foundation'), path.join(folder, '20261124000000_foundation'), {
      recursive: true,
    });
    await migrate(database.url, { folder });
    await query(`INSERT INTO fine VALUES
      ('310115190000123', '4', 'traffic-fine', 20000, 'A', '2026-11-16', now()),
      ('310115190000125', NULL, 'traffic-fine', 200000, 'B', '2026-10-09', now())`);

    await migrate(database.url);

    expect(
      await query(`SELECT decision_no, amount_fen, document_type, service_method, service_on::text,
        updated_at = created_at AS is_untouched FROM fine ORDER BY decision_no`),
    ).toEqual([
      {
        decision_no: '310115190000123',
        amount_fen: '20000',
        document_type: 'simple_decision',
        service_method: 'handed_over',
        service_on: '2026-11-16',
        is_untouched: true,
      },
      expect.objectContaining({ document_type: 'general_decision', service_on: '2026-10-09' }),
    ]);
  });
});

describe('the migrations and the schema', () => {
  test('describe the same tables, columns, keys and indexes', async () => {
    const migrated = await createTestDatabase();
    try {
      await pushSchema(database.url, SCHEMA_FILE);
      const [byMigrations, bySchema] = [await readCatalog(migrated.url), await readCatalog(database.url)];

      expect(bySchema.length).toBeGreaterThan(10);
      expect({
        missingInMigrations: bySchema.filter((line) => !byMigrations.includes(line)),
        missingInSchema: byMigrations.filter((line) => !bySchema.includes(line)),
      }).toEqual({ missingInMigrations: [], missingInSchema: [] });
    } finally {
      await migrated.drop();
    }
  });
});
