import { cpSync, readdirSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

describe('fees that were booked payment by payment', () => {
  test('are the beginning of the sum of their day, each counted once', async () => {
    const all = path.resolve(__dirname, '../../prisma/migrations');
    for (const name of readdirSync(all).filter((each) => each < '20261129020000_fee_booking')) {
      cpSync(path.join(all, name), path.join(folder, name), { recursive: true });
    }
    await migrate(database.url, { folder });
    await query(`INSERT INTO statement (id, channel, business_day, version, sha256, line_count, paid_fen, refunded_fen, fetched_at)
      SELECT 'stm_' || no, 'wechat', day::date, no, no::text, 2, 0, 0, now()
      FROM (VALUES (1, '2026-03-31'), (2, '2026-03-31'), (3, '2026-04-01')) s(no, day)`);
    // The second version of the day names both payments again, and the next day one of them.
    await query(`INSERT INTO statement_line (statement_id, line, kind, transaction_id, out_trade_no, amount_fen, fee_fen, status, occurred_at)
      SELECT 'stm_' || stm, line, kind, tx, 'pay', 1000, fee, 'succeeded', now()
      FROM (VALUES (1, 1, 'payment', 'A', 6), (2, 1, 'payment', 'A', 6), (2, 2, 'payment', 'B', 4), (3, 1, 'payment', 'B', 4),
        (3, 2, 'payment', 'C', 9), (3, 3, 'refund', 'R', -5)) l(stm, line, kind, tx, fee)`);
    await query(`INSERT INTO account (code, kind, name_zh, name_en)
      VALUES ('fee_expense:wechat', 'fee_expense', 'x', 'x'), ('clearing:wechat', 'clearing', 'x', 'x')`);
    await query(`INSERT INTO journal (id, kind, business_day, occurred_at, source, created_at)
      SELECT 'jrn_' || tx, 'fee', '2026-03-31', now(), 'wechat:fee:' || kind || ':' || tx, now()
      FROM (VALUES ('payment', 'A'), ('payment', 'B'), ('payment', 'C'), ('refund', 'R')) j(kind, tx)`);
    await query(`INSERT INTO posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
      SELECT 'jrn_' || tx, 1, 'fee_expense:wechat', 'clearing:wechat', fen, '2026-03-31'
      FROM (VALUES ('A', 6), ('B', 4), ('C', 9), ('R', 5)) p(tx, fen)`);

    await migrate(database.url);

    expect(
      await query(`SELECT channel, business_day::text AS day, no, fee_fen FROM fee_booking ORDER BY day`),
    ).toEqual([
      { channel: 'wechat', day: '2026-03-31', no: 0, fee_fen: '10' },
      { channel: 'wechat', day: '2026-04-01', no: 0, fee_fen: '9' },
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
