import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAdmission } from '../../../src/http/admission';
import { createGate } from '../../../src/http/gate';
import { problemOfAny } from '../../../src/http/problem';
import { write } from '../../../src/http/reply';
import { urgencyOf } from '../../../src/http/urgency';

/** A server whose answers wait until they are let out. */
async function openServer(options: { connections: number; isLate?: boolean }) {
  const held: (() => void)[] = [];
  const app = express();
  app.use(createAdmission({ connections: options.connections, isLate: () => options.isLate ?? false }));
  app.use((_request, response) => void held.push(() => response.end('done')));
  app.use(((error, _request, response, _next) =>
    write(response, problemOfAny(error))) as express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    held,
    ask: (method: string, path: string) => fetch(`http://127.0.0.1:${port}${path}`, { method }),
    close: () => void (server.closeAllConnections(), server.close()),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('when more is asked than can be answered', () => {
  test('lists and reports are refused with a time to come again, and what is about money is answered', async () => {
    const server = await openServer({ connections: 4 });
    // Two places, and eight who wait.
    const lists = Array.from({ length: 10 }, () => server.ask('GET', '/v1/orders'));
    await until(() => server.held.length === 2);
    const refused = await server.ask('GET', '/v1/reports/payments');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'OVERLOADED' });
    const money = ['/v1/payments/pay_1', '/v1/orders/ord_1', '/pay/token', '/healthz'].map((path) =>
      server.ask('GET', path),
    );
    money.push(server.ask('POST', '/v1/notifications/wechat'));
    money.push(server.ask('POST', '/v1/orders'));
    await until(() => server.held.length === 8);
    for (const letOut of server.held.splice(2)) letOut();
    expect((await Promise.all(money)).map(({ status }) => status)).toEqual(money.map(() => 200));
    const answered = Promise.all(lists);
    const letOut = setInterval(() => server.held.splice(0).forEach((answer) => answer()), 5);
    expect((await answered).every(({ status }) => status === 200)).toBe(true);
    clearInterval(letOut);
    server.close();
  });

  test('files that take long keep nobody from the lists', async () => {
    const server = await openServer({ connections: 2 });
    const files = [1, 2, 3].map(() => server.ask('GET', '/v1/reports/payments.csv'));
    await until(() => server.held.length === 3);
    const list = server.ask('GET', '/v1/orders');
    await until(() => server.held.length === 4);
    for (const letOut of server.held) letOut();
    expect((await Promise.all([...files, list])).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    server.close();
  });

  test('a process that runs behind begins nothing that can wait', async () => {
    const server = await openServer({ connections: 4, isLate: true });
    expect((await server.ask('GET', '/console/orders')).status).toBe(503);
    expect((await server.ask('GET', '/v1/reports/payments.csv')).status).toBe(503);
    const status = server.ask('GET', '/v1/payments/pay_1');
    await until(() => server.held.length === 1);
    server.held[0]?.();
    expect((await status).status).toBe(200);
    server.close();
  });
});

test('who gives up waiting leaves the queue, and a place is given back once', async () => {
  const enter = createGate({ places: 1, queue: 2, waitMs: 20 });
  const first = await enter();
  expect(await enter()).toBeNull();
  const second = enter();
  first?.();
  first?.();
  expect(await second).not.toBeNull();
  expect(await enter()).toBeNull();
});

test.each([
  ['POST', '/v1/notifications/alipay', 'money'],
  ['GET', '/v1/refunds/ref_1', 'money'],
  ['HEAD', '/v1/orders/ord_1', 'money'],
  ['POST', '/pay/token/check', 'money'],
  ['POST', '/v1/orders/ord_1/refunds', 'work'],
  ['PUT', '/v1/fines/310115190000123', 'work'],
  ['GET', '/v1/orders', 'rest'],
  ['POST', '/v1/fines/imports', 'files'],
  ['GET', '/v1/reports/payments.xlsx', 'files'],
  ['GET', '/console/reports/orders/file', 'files'],
  ['POST', '/console/statements', 'files'],
  ['POST', '/v1/exports', 'work'],
  ['GET', '/v1/reports/payments', 'rest'],
  ['GET', '/consoles', 'rest'],
  ['POST', '/console/refunds/ref_1/approve', 'rest'],
  ['POST', '/v1/refunds/ref_1/approve', 'work'],
] as const)('%s %s: %s', (method, path, urgency) => expect(urgencyOf(method, path)).toBe(urgency));
