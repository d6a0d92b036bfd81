import { waitUntilAnswers } from '../child';
import { freePort } from '../ports';
import { createDemoKey } from '../services';
import type { Workbench } from './workbench';

/** A gateway with the sandbox behind it, each in its own process. */
export interface RunningGateway {
  apiUrl: string;
  channelUrl: string;
  /** Of a service that creates orders. */
  key: string;
  /** For a process that is to speak with the channels as the gateway does. */
  environment: NodeJS.ProcessEnv;
}

/** @param entries what runs beside the API: a worker, or nothing */
export async function withGateway<R>(
  bench: Workbench,
  entries: readonly string[],
  work: (gateway: RunningGateway) => Promise<R>,
): Promise<R> {
  const databaseUrl = await bench.createDatabase();
  const { key } = await createDemoKey(databaseUrl, null);
  const [channelPort, port] = [await freePort(), await freePort()];
  const [channelUrl, apiUrl] = [`http://127.0.0.1:${channelPort}`, `http://127.0.0.1:${port}`];
  const environment = bench.environmentOf({ databaseUrl, redisUrl: null, port, channelUrl });
  const sandbox = bench.startProcess('src/sandbox/main.ts', {
    SANDBOX_HOST: '127.0.0.1',
    SANDBOX_PORT: String(channelPort),
    SANDBOX_DATA_DIR: bench.sandboxDir,
  });
  const api = bench.startProcess('src/main.ts', environment);
  const others = entries.map((entry) => bench.startProcess(entry, environment));
  try {
    await waitUntilAnswers(`${channelUrl}/sandbox/healthz`, sandbox);
    await waitUntilAnswers(`${apiUrl}/readyz`, api);
    return await work({ apiUrl, channelUrl, key, environment });
  } finally {
    for (const one of [...others, api, sandbox]) await one.stop();
    await bench.dropDatabase(databaseUrl);
  }
}
