import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { allowSlowBody, limitBodyTime } from '../../../src/http/body-time';

const LIMIT_MS = 100;
let server: Server;
let port: number;

beforeAll(async () => {
  const app = express();
  app.use(limitBodyTime(LIMIT_MS));
  app.post('/slow', (request, response) => {
    allowSlowBody(request, 1_000);
    request.resume().once('end', () => response.end('read'));
  });
  app.use(express.text());
  app.post('/usual', (_, response) => void response.end('read'));
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function upload(path: string, forMs: number): Promise<number> {
  const call = httpRequest({ port, path, method: 'POST', headers: { 'content-type': 'text/plain' } });
  call.on('error', () => undefined);
  const answer = new Promise<IncomingMessage>((resolve) => call.once('response', resolve));
  call.write('a');
  await sleep(forMs);
  call.end('b');
  return (await answer).statusCode ?? 0;
}

describe('how long a body may take', () => {
  test('a body that comes byte by byte is not waited for', async () => {
    expect(await upload('/usual', 5 * LIMIT_MS)).toBe(408);
  });

  test('one that is there in time is read', async () => {
    expect(await upload('/usual', 0)).toBe(200);
  });

  test('a file may take longer', async () => {
    expect(await upload('/slow', 3 * LIMIT_MS)).toBe(200);
  });
});
