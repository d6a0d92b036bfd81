import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { onStopSignal, runProcess } from '../process';
import { PROJECT_ROOT } from './child';
import { keptLookupSecret } from './kept-secrets';
import { removePostgres, startPostgres } from './postgres';
import { startReceiver } from './receiver';
import { describeResult } from './report';
import { createDemoKey, prepareDatabase } from './services';
import { startStack } from './stack';
import type { Stack } from './stack';
import { playStory } from './story';
import { exampleFines, EXAMPLE_LICENCE_TAIL } from '../../prisma/seeding';

interface DemoOptions {
  once: boolean;
  reset: boolean;
  json: boolean;
}

const PORTS = { api: 3000, sandbox: 4080 };
const ANY_PORTS = { api: 0, sandbox: 0 };

/** `npm run demo`: the whole product on one machine that has nothing but Node. */
async function main(): Promise<void> {
  const options = new Command('demo')
    .description('Start everything: database, API, workers and the sandbox of both channels.')
    .option('--once', 'play the main job from order to reconciliation, print the result and stop', false)
    .option('--reset', 'throw away what earlier starts have kept', false)
    .option('--json', 'with --once: print the result as JSON', false)
    .parse()
    .opts<DemoOptions>();
  const dataDir = path.join(PROJECT_ROOT, '.tongfu', options.once ? `once-${process.pid}` : 'demo');
  if (options.reset || options.once) await removeData(dataDir);
  mkdirSync(dataDir, { recursive: true });
  await (options.once ? playOnce(dataDir, options.json) : runUntilStopped(dataDir));
}

async function removeData(dataDir: string): Promise<void> {
  await removePostgres(path.join(dataDir, 'postgres'));
  rmSync(dataDir, { recursive: true, force: true });
}

/** Starts what is needed, does the work, and leaves no process behind whatever happens. */
async function withStack(
  dataDir: string,
  ports: typeof PORTS,
  work: (stack: Stack, databaseUrl: string) => Promise<void>,
): Promise<void> {
  const redisUrl = process.env.REDIS_URL || null;
  const own = process.env.DATABASE_URL
    ? null
    : await startPostgres({ dataDir: path.join(dataDir, 'postgres'), durable: true });
  const databaseUrl = own?.url ?? String(process.env.DATABASE_URL);
  tell(own ? 'PostgreSQL runs (embedded)' : 'PostgreSQL of DATABASE_URL is used');
  try {
    await prepareDatabase(databaseUrl, keptLookupSecret(dataDir));
    tell(`Database migrated and seeded; the queue runs on ${redisUrl ? 'Redis' : 'PostgreSQL'}`);
    const stack = await startStack({ databaseUrl, redisUrl, dataDir, ports });
    tell('API, worker and sandbox run');
    try {
      await work(stack, databaseUrl);
    } catch (error) {
      for (const [part, child] of Object.entries(stack.children))
        tell(`The end of the log of ${part}:\n${child.lastLines()}`);
      throw error;
    } finally {
      await stack.stop();
    }
  } finally {
    await own?.stop();
  }
}

async function playOnce(dataDir: string, isJson: boolean): Promise<void> {
  try {
    await withStack(dataDir, ANY_PORTS, async (stack, databaseUrl) => {
      const receiver = await startReceiver();
      try {
        const { key, webhookSecret } = await createDemoKey(databaseUrl, receiver.url);
        receiver.trust(webhookSecret);
        const result = await playStory({ ...stack, key, receiver, tell });
        process.stdout.write(
          isJson ? `${JSON.stringify(result, null, 2)}\n` : `\n${describeResult(result)}\n`,
        );
      } finally {
        await receiver.close();
      }
    });
  } finally {
    await removeData(dataDir);
  }
}

async function runUntilStopped(dataDir: string): Promise<void> {
  await withStack(dataDir, PORTS, async ({ apiUrl, sandboxUrl }, databaseUrl) => {
    const key = await keptKey(path.join(dataDir, 'key'), databaseUrl);
    process.stdout.write(`
Tongfu 通付 is running. Ctrl-C stops it; the data is kept (--reset throws it away).

  API          ${apiUrl}/openapi.json
               Create an order with the key below, then open its cashier_url.
  Sandbox      ${sandboxUrl}/sandbox
               The payer's wallets: paste the text of a QR code there and pay it.
  Fines        ${apiUrl}/fines
               A citizen's way to a fine: decision ${exampleFines[0]?.decisionNo}, licence ending in ${EXAMPLE_LICENCE_TAIL}.
  Console      ${apiUrl}/console
               The finance staff: log in as whoever you choose on the page of the sandbox.
  Database     ${databaseUrl}
               The DATABASE_URL of other commands; CONSOLE_SECRET is in ${path.join(dataDir, 'console-secret')}.
  Key          ${key}
               A service with the scopes orders, finance and fines.
  Logs         ${path.join(dataDir, 'logs')}

  curl -s ${apiUrl}/v1/orders -H 'Authorization: Bearer ${key}' \\
    -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-order' \\
    -d '{"external_ref":"1","items":[{"affair":"passport"}]}'
`);
    await onStopSignal();
    tell('Stopping …');
  });
}

/** The key of the first start; a key can be read only once, so the demo keeps its own. */
async function keptKey(file: string, databaseUrl: string): Promise<string> {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { key } = await createDemoKey(databaseUrl, null);
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}

function tell(line: string): void {
  process.stderr.write(`· ${line}\n`);
}

runProcess(main);
