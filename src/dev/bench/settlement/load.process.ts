import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Pool } from 'undici';
import { systemClock } from '../../../kernel/clock';
import { loadOrCreateKeys } from '../../../sandbox/keys';
import { percentile } from '../figures';
import { eachConcurrently, runTask } from '../task';
import type { LoadResult, LoadTask } from './load';
import { signMessage } from './messages';
import type { SignedMessage } from './messages';

const POLL_MS = 10;
const SETTLE_LIMIT_MS = 180_000;

/** Signs all messages first, then sends them over connections that are kept, and waits for the last journal. */
runTask(async (task: LoadTask): Promise<LoadResult> => {
  const at = systemClock.now();
  const keys = await loadOrCreateKeys(task.keysDir, at);
  const total = task.warmUpCount + task.count;
  const messages = Array.from({ length: total }, (_, i) => signMessage(keys, i + 1, at));
  const { origin, pathname } = new URL(task.url);
  const pool = new Pool(origin, { connections: task.concurrency });
  const database = task.databaseUrl === null ? null : new Client({ connectionString: task.databaseUrl });
  await database?.connect();
  const send = senderTo(pool, pathname);
  const sendAll = async (some: readonly SignedMessage[], settledCount: number): Promise<number[]> => {
    const latencies: number[] = [];
    await eachConcurrently(some, task.concurrency, async (message) => {
      latencies.push(await send(message));
    });
    if (database) await waitUntilSettled(database, settledCount);
    return latencies;
  };
  await sendAll(messages.slice(0, task.warmUpCount), task.warmUpCount);
  const startedAt = performance.now();
  const latencies = await sendAll(messages.slice(task.warmUpCount), total);
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  await database?.end();
  return {
    perSecond: task.count / seconds,
    acknowledgedMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
  };
});

/** Sends one message; the answer is how many milliseconds it took. @throws Error when it was not accepted */
function senderTo(pool: Pool, path: string): (message: SignedMessage) => Promise<number> {
  return async ({ headers, body }) => {
    const sentAt = performance.now();
    const response = await pool.request({ method: 'POST', path, headers, body });
    const text = await response.body.text();
    if (response.statusCode !== 204) throw new Error(`a notification got ${response.statusCode} ${text}`);
    return performance.now() - sentAt;
  };
}

async function waitUntilSettled(database: Client, count: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < SETTLE_LIMIT_MS; waitedMs += POLL_MS) {
    const { rows } = await database.query<{ count: string }>(
      `select count(*) from journal where kind = 'collection'`,
    );
    if (Number(rows[0]?.count) >= count) return;
    await sleep(POLL_MS);
  }
  throw new Error(`fewer than ${count} payments were settled`);
}
