import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { runTask } from '../task';
import type { VisitsResult, VisitsTask } from './visits';

const dispatcher = new Agent({ connections: 32, bodyTimeout: 90_000 });

interface Opened {
  /** The path of its page. */
  page: string;
  outTradeNo: string;
  code: string;
}

/** An open loop: a visitor comes when it is time, whether the one before has been answered or not. */
runTask(async (task: VisitsTask): Promise<VisitsResult> => {
  const { page } = await open(task);
  // What runs for the first time does not count.
  await visitSteadily(task, [page, '/help'], 3);
  const [cashier = [], help = []] = await visitSteadily(task, [page, '/help'], task.seconds);
  const shown: number[] = [];
  const shownWithout: number[] = [];
  for (let count = 0; count < task.payments; count++) shown.push(await payAndWatch(task));
  for (let count = 0; count < task.payments / 5; count++)
    shownWithout.push(await payAndWatch(task, { isLost: true }));
  return { cashier, help, shown, shownWithout };
});

/** The times of each path's visits; each path has this many visits a second, the paths taking turns. */
async function visitSteadily(
  { apiUrl, perSecond }: VisitsTask,
  paths: readonly string[],
  seconds: number,
): Promise<number[][]> {
  const startedAt = performance.now();
  const visits: Promise<number>[][] = paths.map(() => []);
  for (let count = 0; count < seconds * perSecond; count++) {
    for (const [place, path] of paths.entries()) {
      const at = startedAt + ((count + place / paths.length) * 1_000) / perSecond;
      await sleep(Math.max(0, at - performance.now()));
      visits[place]?.push(visit(apiUrl + path, at));
    }
  }
  return Promise.all(visits.map((times) => Promise.all(times)));
}

/** @param dueAt late starts count as waiting: somebody was there */
async function visit(url: string, dueAt: number): Promise<number> {
  const answer = await request(url, { dispatcher });
  await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${url} got ${answer.statusCode}`);
  return performance.now() - dueAt;
}

/** From the answer that the wallet gives its owner to the answer that says so on the page. */
async function payAndWatch(task: VisitsTask, { isLost } = { isLost: false }): Promise<number> {
  const opened = await open(task);
  if (isLost)
    await control(task, 'faults', {
      ...{ channel: 'wechat', target: 'notification', kind: 'lose', times: 50 },
      out_trade_no: opened.outTradeNo,
    });
  const events = await request(`${task.apiUrl}${opened.page}/events`, { dispatcher });
  const changed = untilChanged(events.body);
  await control(task, 'pay', { content: opened.code });
  const paidAt = performance.now();
  // The page asks what is new when it is told that something is, as its script does.
  await changed;
  const { body } = await request(`${task.apiUrl}${opened.page}/status.json`, { dispatcher });
  const { state } = (await body.json()) as { state: string };
  if (state !== 'paid') throw new Error(`the page says ${state}`);
  return performance.now() - paidAt;
}

async function untilChanged(body: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of body) if (chunk.toString().includes('event: change')) return;
}

async function open(task: VisitsTask): Promise<Opened> {
  const order = await post(task, '/v1/orders', {
    external_ref: randomUUID(),
    items: [{ affair: 'passport' }],
  });
  const payment = await post(task, `/v1/orders/${String(order.id)}/payments`, {
    channel: 'wechat',
    scene: 'qr',
  });
  const { content } = payment.action as { content: string };
  const page = new URL(String(order.cashier_url)).pathname;
  return { page, outTradeNo: String(payment.out_trade_no), code: content };
}

async function post(
  { apiUrl, key }: VisitsTask,
  path: string,
  body: object,
): Promise<Record<string, unknown>> {
  const authorization = `Bearer ${key}`;
  return send(apiUrl + path, { authorization, 'idempotency-key': randomUUID() }, body);
}

const control = ({ channelUrl }: VisitsTask, path: string, body: object) =>
  send(`${channelUrl}/sandbox/${path}`, {}, body);

async function send(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object,
): Promise<Record<string, unknown>> {
  const sent = { ...headers, 'content-type': 'application/json' };
  const answer = await request(url, {
    method: 'POST',
    headers: sent,
    body: JSON.stringify(body),
    dispatcher,
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${url} got ${answer.statusCode} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
