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
  ports: Ports;
}

export type StackPart = 'sandbox' | 'api' | 'worker';
type ListeningPart = Exclude<StackPart, 'worker'>;
type Ports = Readonly<Record<ListeningPart, number>>;
type Urls = Record<ListeningPart, string>;

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

const PROBES: Readonly<Record<ListeningPart, string>> = { sandbox: '/sandbox/healthz', api: '/readyz' };
/** What stands in the log of a part once it listens: an answer alone may be somebody else's, who took the port. */
const SAYINGS: Readonly<Record<ListeningPart, string>> = { sandbox: '/sandbox\n', api: '"listening"' };

/** Starts the sandbox, the API and a worker on a migrated database, and waits until they answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { environmentOf, urls } = planStack(options);
  const start = (part: StackPart): Child =>
    startChild({
      entry: ENTRIES[part],
      environment: { ...process.env, ...environmentOf(part) },
      logFile: path.join(options.dataDir, 'logs', `${part}.log`),
    });
  const startListening = (part: ListeningPart) =>
    startOnFreePort(part, { wanted: options.ports, urls, start });
  const sandbox = await startListening('sandbox');
  const api = await startListening('api').catch(stopAndThrow([sandbox]));
  const children = { sandbox, api, worker: start('worker') };
  return {
    apiUrl: urls.api,
    sandboxUrl: urls.sandbox,
    children,
    async restart(part) {
      children[part] = start(part);
      if (part !== 'worker') await waitUntilAnswers(`${urls[part]}${PROBES[part]}`, children[part]);
    },
    async stop() {
      for (const part of ['sandbox', 'api', 'worker'] as const) await children[part].stop();
    },
  };
}

const TRIES = 3;

/** Somebody else may take the port between the look and the start; then it is another one. */
async function startOnFreePort(
  part: ListeningPart,
  { wanted, urls, start }: { wanted: Ports; urls: Urls; start(part: StackPart): Child },
): Promise<Child> {
  for (let tries = 1; ; tries++) {
    urls[part] = `http://127.0.0.1:${await freePort(tries === 1 ? wanted[part] : 0)}`;
    const child = start(part);
    try {
      await waitUntilAnswers(`${urls[part]}${PROBES[part]}`, child, SAYINGS[part]);
      return child;
    } catch (error) {
      await child.stop();
      if (tries === TRIES || !child.lastLines().includes('EADDRINUSE')) throw error;
    }
  }
}

/** What each part is told; who listens where is known once it listens. */
function planStack({ dataDir, databaseUrl, redisUrl }: StackOptions) {
  const urls: Urls = { api: '', sandbox: '' };
  const sandboxDir = path.join(dataDir, 'sandbox');
  const lookupSecret = keptLookupSecret(dataDir);
  const consoleSecret = keptConsoleSecret(dataDir);
  const payeeSecret = keptPayeeSecret(dataDir);
  const sealKeyFile = keptSealKey(dataDir);
  const environmentOf = (part: StackPart): Record<string, string> =>
    part === 'sandbox'
      ? {
          SANDBOX_HOST: '127.0.0.1',
          SANDBOX_PORT: new URL(urls.sandbox).port,
          SANDBOX_DATA_DIR: sandboxDir,
        }
      : {
          ...readGatewayEnv(sandboxDir),
          NODE_ENV: 'development',
          // What it says when it listens is waited for.
          LOG_LEVEL: 'info',
          HOST: '127.0.0.1',
          PORT: new URL(urls.api).port,
          PUBLIC_BASE_URL: urls.api,
          DATABASE_URL: databaseUrl,
          REDIS_URL: redisUrl ?? '',
          FINE_LOOKUP_SECRET: lookupSecret.reveal(),
          CONSOLE_SECRET: consoleSecret.reveal(),
          PAYEE_ACCOUNT_SECRET: payeeSecret.reveal(),
          DAY_SEAL_PRIVATE_KEY_FILE: sealKeyFile,
          STATEMENT_DIRECTORY: path.join(dataDir, 'statements'),
        };
  return { urls, environmentOf };
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
