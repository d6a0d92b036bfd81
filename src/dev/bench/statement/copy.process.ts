import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { runTask } from '../task';
import { withClient } from '../workbench';
import type { CopyPass, CopyResult, CopyTask } from './passes';

/** A table, the columns of the bill that it takes, and what differs on either side, by our number. */
interface Yardstick {
  table: string;
  columns: readonly number[] | null;
  join: string;
}

const AMOUNTS = [12, 13, 16, 17, 22, 24, 25];
const COLUMN_COUNT = 27;
const COLUMNS = Array.from({ length: COLUMN_COUNT }, (_, i) => i);

const typeOf = (column: number): string =>
  column === 0 ? 'timestamp' : AMOUNTS.includes(column) ? 'numeric' : 'text';

const yardstick = (name: string, columns: readonly number[]): Yardstick => ({
  table: `create table ${name} (${columns.map((column) => `c${column} ${typeOf(column)}`).join()})`,
  columns: columns.length === COLUMN_COUNT ? null : columns,
  join: `select count(*) as count from ${name} c full join channel_transaction t on t.out_trade_no = c.c6
    where c.c24 * 100 is distinct from t.amount_fen or c.c5 is distinct from t.transaction_id`,
});

const WHOLE = yardstick('whole', COLUMNS);
/** Time, numbers, state, fee and amount. */
const NARROW = yardstick('narrow', [0, 5, 6, 9, 22, 24]);

/** The least that PostgreSQL has to do: take in the bill's rows as text, without an index, and join them with the books. */
runTask(async ({ databaseUrl, bill, file }: CopyTask): Promise<CopyResult> => {
  return withClient(databaseUrl, async (client) => {
    await client.query('set enable_mergejoin = off');
    const narrow = await take(client, NARROW, { bill, file });
    return { narrow, whole: await take(client, WHOLE, { bill, file }) };
  });
});

async function take(
  client: Client,
  { table, columns, join }: Yardstick,
  { bill, file }: Pick<CopyTask, 'bill' | 'file'>,
): Promise<CopyPass> {
  await writeRows(bill, file, columns);
  await client.query(table);
  const name = table.split(' ')[2] ?? '';
  const startedAt = performance.now();
  await pipeline(createReadStream(file), client.query(from(`copy ${name} from stdin`)));
  const copiedAt = performance.now();
  await client.query(`analyze ${name}`);
  const { rows } = await client.query<{ count: string }>(join);
  const endedAt = performance.now();
  rmSync(file);
  if (rows[0]?.count !== '0') throw new Error('the yardstick found differences');
  return { copySeconds: (copiedAt - startedAt) / 1000, seconds: (endedAt - startedAt) / 1000 };
}

/** The rows of the bill in PostgreSQL's text format. */
async function writeRows(bill: string, file: string, columns: readonly number[] | null): Promise<void> {
  const out = createWriteStream(file);
  for await (const line of createInterface({ input: createReadStream(bill).pipe(createGunzip()) })) {
    const values = line.slice(1).split(',`');
    // Header and summary have another number of values.
    if (values.length !== COLUMN_COUNT) continue;
    const row = columns ? columns.map((column) => values[column]) : values;
    if (!out.write(`${row.join('\t')}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}
