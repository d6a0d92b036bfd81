import { readFileSync } from 'node:fs';
import { Client, Pool } from 'pg';
import { NO_FILTER, openEngine } from '../../src/db/schema-engine';
import { runScript } from '../../src/db/script';

/** Everything that the schema language can say of a database, a line each. */
const CATALOG = `
  WITH tables AS (
    SELECT c.oid, c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations')
  SELECT format('table %I', relname) AS line FROM tables
  UNION ALL
  SELECT format('column %I.%I %s%s%s', t.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN ' not null' END, ' default ' || pg_get_expr(d.adbin, d.adrelid))
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  UNION ALL
  SELECT format('constraint %I on %I: %s', o.conname, t.relname, pg_get_constraintdef(o.oid))
    FROM tables t JOIN pg_constraint o ON o.conrelid = t.oid AND o.contype IN ('p', 'f')
  UNION ALL
  SELECT pg_get_indexdef(i.indexrelid)
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indpred IS NULL AND i.indexprs IS NULL
  UNION ALL
  SELECT format('enum %I: %s', y.typname, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder))
    FROM pg_type y JOIN pg_enum e ON e.enumtypid = y.oid WHERE y.typnamespace = 'public'::regnamespace GROUP BY y.typname
  ORDER BY 1`;

/** Lines for tables, columns, keys, plain indexes and enums; checks, triggers and partial indexes are left out. */
export async function readCatalog(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(CATALOG);
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}

/** Makes the tables of a Prisma schema in an empty database, without any migration. */
export async function pushSchema(url: string, schemaFile: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  const engine = await openEngine(pool, async (target, script) => void (await target.query(script)));
  const files = [{ path: 'schema.prisma', content: readFileSync(schemaFile, 'utf8') }];
  const client = await pool.connect();
  try {
    const to = { tag: 'schemaDatamodel' as const, files };
    const plan = { from: { tag: 'empty' as const }, to, script: true, exitCode: null, filters: NO_FILTER };
    const { stdout } = await engine.diff(plan);
    await runScript(client, stdout ?? '');
  } finally {
    client.release();
    engine.free();
    await pool.end();
  }
}
