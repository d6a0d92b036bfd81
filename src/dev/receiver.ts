import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A webhook as it arrived, with its signature checked. */
export interface ReceivedWebhook {
  id: string;
  type: string;
  orderId: string;
}

/** A portal service's end of the webhooks: it checks each and remembers it. */
export interface Receiver {
  url: string;
  received: readonly ReceivedWebhook[];
  /** The secret is known only after the service has been registered with this URL. */
  trust(secret: string): void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  let webhook: Webhook | null = null;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      try {
        const headers = request.headers as Record<string, string>;
        const event = webhook?.verify(Buffer.concat(chunks).toString('utf8'), headers) as {
          type: string;
          data: { order: { id: string } };
        };
        received.push({ id: String(headers['webhook-id']), type: event.type, orderId: event.data.order.id });
        response.writeHead(204).end();
      } catch {
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    trust: (secret) => (webhook = new Webhook(secret)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
