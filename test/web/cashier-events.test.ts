import type { Server } from 'node:http';
import { drainServer } from '../../src/http/drain';
import { CashierWorld, type Ordered } from './cashier-world';

const world = new CashierWorld();
beforeAll(() => world.open());
afterAll(() => world.gateway.close());

const hangUp: AbortController[] = [];
afterEach(() => {
  for (const line of hangUp.splice(0)) line.abort();
});

/** Opens the stream as a browser does. */
async function listen(order: Ordered, url = world.gateway.url) {
  const line = new AbortController();
  hangUp.push(line);
  const answer = await fetch(`${url}${order.page}/events`, { signal: line.signal });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  return { status: answer.status, isStream, text: () => answer.text(), line };
}

test('who has the page open is told within a second that the order was paid, and the stream ends', async () => {
  const order = await world.order();
  await world.payInWallet(order, 'wechat');
  const stream = await listen(order);
  expect(stream).toMatchObject({ status: 200, isStream: true });
  await world.sayPaid(order).expect(303);
  const paidAt = Date.now();
  const text = await stream.text();
  expect(Date.now() - paidAt).toBeLessThan(1_000);
  expect(text.match(/event: change/g)).toHaveLength(1);
  expect(text).toMatch(/^retry: \d+\n\n/);
});

test('an order that is over has no stream: the browser does not come again', async () => {
  const order = await world.order();
  await world.close(order);
  expect((await listen(order)).status).toBe(204);
});

test('a link that there is not has none either', async () => {
  expect((await listen({ id: '', page: '/pay/nothing' })).status).toBe(404);
});

test('one link holds four connections and no more; one that is hung up makes room', async () => {
  const order = await world.order();
  const streams = await Promise.all([1, 2, 3, 4].map(() => listen(order)));
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await listen(order)).status).toBe(204);
  expect((await listen(await world.order())).status).toBe(200);
  streams[0]?.line.abort();
  let again = 204;
  while (again === 204) again = (await listen(order)).status;
  expect(again).toBe(200);
});

test('the page names its stream, and works without', async () => {
  const order = await world.order();
  const { text } = await world.read(`${order.page}?lang=en`);
  expect(text).toContain(`data-events="${order.page}/events?lang=en"`);
  await world.read(`${order.page}/status.json`).expect(200);
});

test('a server that stops is not held up by open pages', async () => {
  const order = await world.order();
  const server: Server = await new Promise((resolve) => {
    const started = world.gateway.app.listen(0, '127.0.0.1', () => resolve(started));
  });
  const { port } = server.address() as { port: number };
  const stream = await listen(order, `http://127.0.0.1:${port}`);
  expect(stream.status).toBe(200);
  const stoppedAt = Date.now();
  world.gateway.endStreams();
  await drainServer(server);
  expect(Date.now() - stoppedAt).toBeLessThan(1_000);
  expect(await stream.text()).not.toContain('change');
  expect((await listen(order)).status).toBe(204);
});
