import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drainServer } from '../../../src/http/drain';

test('a server that stops answers what it has begun, and is not held up by the connection that its caller keeps', async () => {
  let answer: (text: string) => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    server.once('request', (_, response: ServerResponse) => {
      answer = (text) => response.end(text);
      resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answered = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await begun;
  const drained = drainServer(server);
  answer('done');
  expect(await (await answered).text()).toBe('done');
  await drained;
  expect(server.listening).toBe(false);
});

const server = createServer({ keepAliveTimeout: 60_000 });
afterAll(() => server.closeAllConnections());
