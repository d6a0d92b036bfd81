import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, waitUntilAnswers } from './child';
import type { Child } from './child';
import { keptConsoleSecret, keptLookupSecret, keptPayeeSecret, keptSealKey } from './kept-secrets';
import { freePort } from './ports';

export interface StackOptions {
  databaseUrl: string;
  redisUrl: string | null;
  /** Keys and books of the sandbox, and the logs. */
  dataDir: string;
  /** Preferred ports; others are taken where something listens there. */
  ports: { api: number; sandbox: number };
}

export type StackPart = 'sandbox' | 'api' | 'worker';

/** The whole product on this machine, each part a process of its own. */
export interface Stack {
  apiUrl: string;
  sandboxUrl: string;
  children: Record<StackPart, Child>;
  /** Starts a part again on the same port, after it was killed. */
  restart(part: StackPart): Promise<void>;
  /** Stops the parts in the order in which nothing is lost or reported in vain. */
  stop(): Promise<void>;
}

const ENTRIES: Readonly<Record<StackPart, string>> = {
  sandbox: 'src/sandbox/main.ts',
  api: 'src/main.ts',
  worker: 'workers/all.worker.ts',
};

/** Starts the sandbox, the API and a worker on a migrated database, and waits until they answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const plan = await planStack(options);
  const start = (part: StackPart): Child =>
    startChild({
      entry: ENTRIES[part],
      environment: { ...process.env, ...plan.environmentOf(part) },
      logFile: path.join(options.dataDir, 'logs', `${part}.log`),
    });
  const sandbox = start('sandbox');
  await waitUntilAnswers(plan.probes.sandbox, sandbox).catch(stopAndThrow([sandbox]));
  const children = { sandbox, api: start('api'), worker: start('worker') };
  await waitUntilAnswers(plan.probes.api, children.api).catch(stopAndThrow(Object.values(children)));
  return {
    apiUrl: plan.apiUrl,
    sandboxUrl: plan.sandboxUrl,
    children,
    async restart(part) {
      children[part] = start(part);
      if (part !== 'worker') await waitUntilAnswers(plan.probes[part], children[part]);
    },
    async stop() {
      for (const part of ['sandbox', 'api', 'worker'] as const) await children[part].stop();
    },
  };
}

/** Who listens where, and what each part is told. */
async function planStack({ dataDir, ports, databaseUrl, redisUrl }: StackOptions) {
  const sandboxPort = String(await freePort(ports.sandbox));
  const apiPort = String(await freePort(ports.api));
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const sandboxDir = path.join(dataDir, 'sandbox');
  const lookupSecret = keptLookupSecret(dataDir);
  const consoleSecret = keptConsoleSecret(dataDir);
  const payeeSecret = keptPayeeSecret(dataDir);
  const sealKeyFile = keptSealKey(dataDir);
  const environmentOf = (part: StackPart): Record<string, string> =>
    part === 'sandbox'
      ? { SANDBOX_HOST: '127.0.0.1', SANDBOX_PORT: sandboxPort, SANDBOX_DATA_DIR: sandboxDir }
      : {
          ...readGatewayEnv(sandboxDir),
          NODE_ENV: 'development',
          HOST: '127.0.0.1',
          PORT: apiPort,
          PUBLIC_BASE_URL: apiUrl,
          DATABASE_URL: databaseUrl,
          REDIS_URL: redisUrl ?? '',
          FINE_LOOKUP_SECRET: lookupSecret.reveal(),
          CONSOLE_SECRET: consoleSecret.reveal(),
          PAYEE_ACCOUNT_SECRET: payeeSecret.reveal(),
          DAY_SEAL_PRIVATE_KEY_FILE: sealKeyFile,
          STATEMENT_DIRECTORY: path.join(dataDir, 'statements'),
        };
  const probes = { sandbox: `${sandboxUrl}/sandbox/healthz`, api: `${apiUrl}/readyz` };
  return { apiUrl, sandboxUrl, probes, environmentOf };
}

function stopAndThrow(children: readonly Child[]): (error: unknown) => Promise<never> {
  return async (error) => {
    await Promise.all(children.map((child) => child.stop()));
    throw error;
  };
}

/** The variables that the sandbox wrote down for a gateway that talks to it. */
export function readGatewayEnv(sandboxDir: string): Record<string, string> {
  const text = readFileSync(path.join(sandboxDir, 'gateway.env'), 'utf8');
  const pairs = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(
    pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
