import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What somebody was told over HTTP. */
export interface Told {
  body: string;
  headers: Record<string, string>;
}

export interface Listener {
  url: string;
  told: Told[];
  /** With which it answers. */
  answer: { status: number };
  close(): Promise<void>;
}

/** Listens on this machine; at first each answer is an error. */
export async function listen(): Promise<Listener> {
  const told: Told[] = [];
  const answer = { status: 500 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => (body += String(text)));
    request.on('end', () => {
      told.push({ body, headers: request.headers as Record<string, string> });
      response.writeHead(answer.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`,
    told,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
