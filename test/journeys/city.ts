import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { createPortal, waitFor, type Json, type Portal } from '../../src/dev/portal';
import { startReceiver, type Receiver } from '../../src/dev/receiver';
import { startRedis } from '../../src/dev/redis';
import { createDemoKey, prepareDatabase } from '../../src/dev/services';
import { startStack, type Stack, type StackPart } from '../../src/dev/stack';
import { createTestDatabase } from '../support/database';

export type Carrier = 'Postgres' | 'Redis';

/** The whole product as processes of their own, and a portal service that uses it. */
export interface City {
  stack: Stack;
  databaseUrl: string;
  receiver: Receiver;
  key: string;
  portal: Portal;
  /** kill -9 of these parts at the same moment, then a new start. */
  killAndRestart(...parts: StackPart[]): Promise<void>;
  query<Row extends object>(statement: string): Promise<Row[]>;
  /** Waits until every notification that was kept has been acted on. */
  drained(): Promise<void>;
  /** Calls the sandbox's control API. */
  sandbox(route: string, body?: object): Promise<Json>;
  close(): Promise<void>;
}

/** The channels repeat notifications as on their ladders, 600 times faster. */
const TIME_SCALE = '600';

/** What the dead worker held is free after half a minute (see the tests of the queue); no test waits for that. */
const LET_LEASES_RUN_OUT = `update outbox set lease_until = now() - interval '1 second' where dispatched_at is not null`;

export async function startCity(carrier: Carrier): Promise<City> {
  process.env.SANDBOX_TIME_SCALE = TIME_SCALE;
  const database = await createTestDatabase();
  await prepareDatabase(database.url, null);
  const redis = carrier === 'Redis' ? await startRedis() : null;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tongfu-journey-'));
  const stack = await startStack({
    databaseUrl: database.url,
    redisUrl: redis?.url ?? null,
    dataDir,
    ports: { api: 0, sandbox: 0 },
  });
  const receiver = await startReceiver();
  const { key, webhookSecret } = await createDemoKey(database.url, receiver.url);
  receiver.trust(webhookSecret);
  const query = <Row extends object>(statement: string) => runQuery<Row>(database.url, statement);
  return {
    stack,
    databaseUrl: database.url,
    receiver,
    key,
    portal: createPortal(stack.apiUrl, key),
    query,
    async killAndRestart(...parts) {
      await Promise.all(parts.map((part) => stack.children[part].kill()));
      if (parts.includes('worker')) await query(LET_LEASES_RUN_OUT);
      await Promise.all(parts.map((part) => stack.restart(part)));
    },
    drained: () => waitUntilDrained(() => query('select id from inbox where processed_at is null')),
    sandbox: (route, body) => callSandbox(`${stack.sandboxUrl}/sandbox/${route}`, body),
    async close() {
      for (const part of [stack, { stop: receiver.close }, redis]) await part?.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function waitUntilDrained(waiting: () => Promise<object[]>): Promise<void> {
  await waitFor('the inbox to be empty', waiting, (rows) => rows.length === 0);
}

async function runQuery<Row>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement).finally(() => client.end());
  return rows as Row[];
}

async function callSandbox(url: string, body?: object): Promise<Json> {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as Json;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${String(json.message)}`);
  return json;
}
