import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What somebody was told over HTTP. */
export interface Told {
  body: string;
  headers: Record<string, string>;
}

/** Listens on this machine; the first answer is an error. */
export async function listenOnce(): Promise<{ url: string; told: Told[]; close(): Promise<void> }> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => (body += String(text)));
    request.on('end', () => {
      told.push({ body, headers: request.headers as Record<string, string> });
      response.writeHead(told.length === 1 ? 500 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`,
    told,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
