import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Stands for the merchant's callback address: keeps what comes, and answers as it is told. */
export class Inbox {
  readonly received: Received[] = [];
  answer: (message: Received) => { status: number; body: string } = () => ({ status: 200, body: 'success' });
  #generation = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        // What an earlier test set off may still be on its way.
        if (!req.url?.startsWith(`/${this.#generation}/`)) return res.writeHead(404).end();
        const message = {
          path: req.url ?? '',
          headers: req.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.received.push(message);
        const { status, body } = this.answer(message);
        return res.writeHead(status).end(body);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${this.#generation}/notify`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.clear();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Waits until so many messages have come. */
  async wait(count: number): Promise<Received[]> {
    await until(() => this.received.length >= count, `${count} notifications, ${this.received.length} came`);
    return this.received;
  }

  clear(): void {
    this.#generation += 1;
    this.received.length = 0;
    this.answer = () => ({ status: 200, body: 'success' });
  }
}
