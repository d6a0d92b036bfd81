import { Pool } from 'pg';
import { AUDIT_ROOT, brokenAt } from '../../../src/audit/audit';
import type { ChainedEntry } from '../../../src/audit/audit';
import { createDatabase, type Database } from '../../../src/db/database';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let own: TestDatabase;
let database: Database;
let pool: Pool;

beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, poolSize: 8 });
  pool = new Pool({ connectionString: own.url, max: 1 });
  // It is closed before its connection is, which the end of the database may break.
  pool.on('error', () => undefined);
});

afterAll(async () => {
  await Promise.all([database.close(), pool.end()]);
  await own.drop();
});

const append = (subject: string) =>
  database.transact((stores) =>
    stores.audit.append({
      at: new Date('2026-11-25T02:00:00.123Z'),
      actorId: 'stf_1',
      actorName: '王芳',
      action: 'order.viewed',
      subject,
      details: { reason: '来电', b: '1', a: '2' },
    }),
  );

async function log(): Promise<ChainedEntry[]> {
  const { rows } = await pool.query<Omit<ChainedEntry, 'seq'> & { seq: string }>(
    `select seq, at, actor_id as "actorId", actor_name as "actorName", action, subject, details,
       previous_hash as "previousHash", hash from audit_entry order by seq`,
  );
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }));
}

describe('the audit log in the database', () => {
  test('entries that many append at once make one chain without a gap', async () => {
    const subjects = Array.from({ length: 40 }, (_, index) => `ord_${index}`);
    await Promise.all(subjects.map(append));
    const entries = await log();
    expect(entries.map(({ seq }) => seq)).toEqual(subjects.map((_, index) => BigInt(index + 1)));
    expect(entries.map(({ subject }) => subject).sort()).toEqual([...subjects].sort());
    expect(brokenAt(entries, AUDIT_ROOT)).toBeNull();
  });

  test.each([
    `update audit_entry set actor_name = '李强' where seq = 1`,
    `delete from audit_entry where seq = 1`,
    `truncate audit_entry`,
  ])('the database refuses: %s', async (statement) => {
    await append('ord_kept');
    const before = await log();
    await expect(pool.query(statement)).rejects.toThrow();
    expect(await log()).toEqual(before);
  });

  test('what was altered behind the back of the database is found', async () => {
    await append('ord_a');
    await append('ord_b');
    await pool.query(`alter table audit_entry disable trigger all`);
    await pool.query(`update audit_entry set subject = 'ord_other' where seq = 1`);
    await pool.query(`alter table audit_entry enable trigger all`);
    expect(brokenAt(await log(), AUDIT_ROOT)).toBe(1n);
  });
});
