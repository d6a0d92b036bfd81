import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { listen } from './listen';

/** A try to deliver a webhook, as it arrived. */
export interface Delivery {
  id: string;
  body: string;
  /** Whether the signature is that of the service's secret. */
  isGenuine: boolean;
  status: number;
}

/** A portal service's end of the webhooks, which remembers every try with its bytes. */
export interface RecordingPortal {
  url: string;
  deliveries: readonly Delivery[];
  /** The secret is known only after the service has been registered with this URL. */
  trust(secret: string): void;
  /** The next tries are answered with these statuses. */
  answerWith(...statuses: number[]): void;
  close(): void;
}

/** Listens on a free port of 127.0.0.1. */
export async function startPortal(): Promise<RecordingPortal> {
  const deliveries: Delivery[] = [];
  const statuses: number[] = [];
  let webhook: Webhook | null = null;
  const isGenuine = (body: string, headers: Record<string, string>): boolean => {
    // By the time of the town, which is not that of the machine: only the signature is looked at.
    const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
    return webhook?.sign(String(headers['webhook-id']), sentAt, body) === headers['webhook-signature'];
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = request.headers as Record<string, string>;
      const status = statuses.shift() ?? 204;
      deliveries.push({
        id: String(headers['webhook-id']),
        body,
        isGenuine: isGenuine(body, headers),
        status,
      });
      response.writeHead(status).end();
    });
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    deliveries,
    trust: (secret) => (webhook = new Webhook(secret)),
    answerWith: (...next) => void statuses.push(...next),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
