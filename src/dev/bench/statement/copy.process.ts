import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { middayOf, paymentOf } from '../books';
import { runTask } from '../task';
import { withClient } from '../workbench';
import type { CopyResult, CopyTask } from './passes';

const TABLE = `create table copied (line int, transaction_id text, out_trade_no text, amount_fen bigint, fee_fen bigint,
  occurred_at timestamptz)`;

/** What differs on either side, by our number. */
const FULL_JOIN = `select count(*) as count from copied c
  full join channel_transaction t on t.out_trade_no = c.out_trade_no
  where c.amount_fen is distinct from t.amount_fen or c.transaction_id is distinct from t.transaction_id`;

/** The least that PostgreSQL has to do: take in the same rows as text, without an index, and join them with the books. */
runTask(async ({ databaseUrl, rowCount, businessDay, file }: CopyTask): Promise<CopyResult> => {
  await writeRows(file, rowCount, middayOf(businessDay).toISOString());
  return withClient(databaseUrl, async (client) => {
    await client.query(TABLE);
    await client.query('set enable_mergejoin = off');
    const startedAt = performance.now();
    await pipeline(createReadStream(file), client.query(from('copy copied from stdin')));
    const copiedAt = performance.now();
    await client.query('analyze copied');
    const { rows } = await client.query<{ count: string }>(FULL_JOIN);
    const endedAt = performance.now();
    rmSync(file);
    if (rows[0]?.count !== '0') throw new Error('the yardstick found differences');
    return { copySeconds: (copiedAt - startedAt) / 1000, seconds: (endedAt - startedAt) / 1000 };
  });
});

async function writeRows(file: string, rowCount: number, at: string): Promise<void> {
  const out = createWriteStream(file);
  for (let no = 1; no <= rowCount; no++) {
    const { outTradeNo, transactionId, amountFen } = paymentOf(no);
    const row = `${no}\t${transactionId}\t${outTradeNo}\t${amountFen}\t60\t${at}\n`;
    if (!out.write(row)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}
