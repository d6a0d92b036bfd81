import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { systemClock } from '../../../kernel/clock';
import { loadOrCreateKeys } from '../../../sandbox/keys';
import { signMessage } from '../settlement/messages';
import { eachConcurrently, runTask } from '../task';
import type { FloodResult, FloodTask } from './flood';

const ORDERS = 200;
const LANES = 32;
const PROBE_MS = 5_000;
const PATIENCE_MS = 10_000;
const LIST = '/v1/orders?limit=100';

/** Lists and what matters do not share connections, as they do not in life. */
const crowd = new Agent({ connections: 512, pipelining: 1 });
const others = new Agent({ connections: 64, pipelining: 1 });

interface Call {
  method: 'GET' | 'POST';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  dispatcher: Agent;
}

interface Answer {
  status: number;
  toldWhen: boolean;
  ms: number;
}

runTask(async (task: FloodTask): Promise<FloodResult> => {
  const status = await openPayment(task);
  await eachConcurrently(Array.from({ length: ORDERS }), LANES, () =>
    createOrder(task).then(() => undefined),
  );
  const list: Call = { method: 'GET', path: LIST, dispatcher: crowd };
  const capacity = await probe(task, list);
  const keys = await loadOrCreateKeys(task.keysDir, systemClock.now());
  let no = 0;
  const notification = (): Call => {
    const { headers, body } = signMessage(keys, ++no, systemClock.now());
    return { method: 'POST', path: '/v1/notifications/wechat', headers, body, dispatcher: others };
  };
  const [lists, statuses, notifications] = await Promise.all([
    steadily(task, capacity * task.times, () => list),
    steadily(task, task.perSecond, () => ({ method: 'GET', path: status, dispatcher: others })),
    steadily(task, task.perSecond, notification),
  ]);
  return {
    capacity,
    lists: countsOf(lists),
    toldWhen: lists.filter(({ status: code, toldWhen }) => code === 503 && toldWhen).length,
    statuses: countsOf(statuses),
    notifications: countsOf(notifications),
    waits: [...statuses, ...notifications].map(({ ms }) => ms),
  };
});

/** Served a second by as many askers as there are lanes, each asking again at once. */
async function probe(task: FloodTask, call: Call): Promise<number> {
  const endsAt = performance.now() + PROBE_MS;
  let served = 0;
  await eachConcurrently(Array.from({ length: LANES }), LANES, async () => {
    while (performance.now() < endsAt) if ((await ask(task, call)).status === 200) served++;
  });
  return served / (PROBE_MS / 1000);
}

/** An open loop: asked when it is time, whether the one before has been answered or not. */
async function steadily(task: FloodTask, perSecond: number, callOf: () => Call): Promise<Answer[]> {
  const startedAt = performance.now();
  const answers: Promise<Answer>[] = [];
  for (let count = 0; count < task.seconds * perSecond; count++) {
    await sleep(Math.max(0, startedAt + (count * 1_000) / perSecond - performance.now()));
    answers.push(ask(task, callOf()));
  }
  return Promise.all(answers);
}

async function ask({ apiUrl, key }: FloodTask, { path, headers, ...call }: Call): Promise<Answer> {
  const startedAt = performance.now();
  const told = { status: 0, toldWhen: false };
  try {
    const answer = await request(apiUrl + path, {
      ...call,
      headers: headers ?? { authorization: `Bearer ${key}` },
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    });
    await answer.body.dump();
    told.status = answer.statusCode;
    told.toldWhen = answer.headers['retry-after'] !== undefined;
  } catch {
    // No answer is what is counted here.
  }
  return { ...told, ms: performance.now() - startedAt };
}

function countsOf(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** @returns the path of the payment's status */
async function openPayment(task: FloodTask): Promise<string> {
  const order = await createOrder(task);
  const payment = await post(task, `/v1/orders/${order}/payments`, { channel: 'wechat', scene: 'qr' });
  return `/v1/payments/${payment}`;
}

function createOrder(task: FloodTask): Promise<string> {
  return post(task, '/v1/orders', { external_ref: randomUUID(), items: [{ affair: 'passport' }] });
}

/** @returns the id of what was made */
async function post({ apiUrl, key }: FloodTask, path: string, body: object): Promise<string> {
  const answer = await request(apiUrl + path, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path} got ${answer.statusCode} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}
