import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { loadConfig } from '../../../config/config';
import { systemClock } from '../../../kernel/clock';
import { newId } from '../../../kernel/ids';
import type { Provider } from '../../../providers/provider';
import { createProviders } from '../providers';
import { eachConcurrently, runTask } from '../task';
import type { CallsResult, CallsTask } from './calls';

const CHANNEL = 'wechat';
const LIFETIME_MS = 3_600_000;

/** Opens payments through the API and by the bare call of the channel, in turns, and takes the time. */
runTask(async (task: CallsTask): Promise<CallsResult[]> => {
  const config = loadConfig(process.env);
  const provider = createProviders(config).get(CHANNEL);
  if (!provider) throw new Error('the channel is not configured');
  const pool = new Pool(task.apiUrl, { connections: Math.max(...task.concurrencies) });
  const api = { pool, key: task.key };
  const ways = {
    'channel call alone': () => callChannel(provider, `${config.publicBaseUrl}/v1/notifications/${CHANNEL}`),
    product: () => callProduct(api),
  } as const satisfies Record<CallsResult['way'], () => Promise<void>>;
  const results: CallsResult[] = [];
  // Round 0 warms both sides up and does not count.
  for (let round = 0; round <= task.rounds; round++) {
    for (const concurrency of task.concurrencies) {
      for (const way of ['channel call alone', 'product'] as const) {
        const count = task.countPerLane * Math.min(concurrency, 4);
        const msPerCall = await timePerCall(ways[way], count, concurrency);
        if (round > 0) results.push({ way, concurrency, msPerCall });
      }
    }
  }
  await pool.close();
  return results;
});

async function timePerCall(call: () => Promise<void>, count: number, concurrency: number): Promise<number> {
  const startedAt = performance.now();
  await eachConcurrently(Array.from({ length: count }), concurrency, call);
  return (performance.now() - startedAt) / count;
}

async function callChannel(provider: Provider, notifyUrl: string): Promise<void> {
  const now = systemClock.now();
  const result = await provider.createOrder({
    outTradeNo: newId('pay', now),
    scene: 'qr',
    amountFen: 12_000n,
    description: 'bench',
    notifyUrl,
    returnUrl: notifyUrl,
    payer: { payerId: null, payerIp: null },
    expiresAt: new Date(now.getTime() + LIFETIME_MS),
  });
  if (result.kind !== 'created') throw new Error(`the channel answered ${result.kind}`);
}

interface Api {
  pool: Pool;
  key: string;
}

/** An order and its payment: two requests, the second of which makes the same call of the channel. */
async function callProduct(api: Api): Promise<void> {
  const order = await post(api, '/v1/orders', {
    external_ref: randomUUID(),
    items: [{ affair: 'passport' }],
  });
  await post(api, `/v1/orders/${String(order.id)}/payments`, { channel: CHANNEL, scene: 'qr' });
}

async function post({ pool, key }: Api, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  const response = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(body) });
  const text = await response.body.text();
  if (response.statusCode !== 201) throw new Error(`${path} got ${response.statusCode} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
