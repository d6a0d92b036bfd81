import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook as it came, with what was answered. */
export interface ReceivedWebhook {
  id: string;
  body: string;
  isSigned: boolean;
  isAccepted: boolean;
}

/** The portal's end of the webhooks: it keeps every try, byte for byte. */
export interface RecordingReceiver {
  url: string;
  received: readonly ReceivedWebhook[];
  trust(secret: string): void;
  /** How it fails from now on; null: not at all. */
  setTrouble(trouble: Trouble | null): void;
  close(): Promise<void>;
}

export type Trouble = 'error' | 'reset' | 'accepted-without-answer';

/** Listens on a free port of 127.0.0.1. */
export async function startRecordingReceiver(): Promise<RecordingReceiver> {
  const received: ReceivedWebhook[] = [];
  let secret = '';
  let trouble: Trouble | null = null;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const id = String(request.headers['webhook-id']);
      received.push({ id, body, isSigned: isSigned(request, body, secret), isAccepted: trouble === null });
      answer(response, trouble);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    trust: (given) => void (secret = given),
    setTrouble: (next) => void (trouble = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, trouble: Trouble | null): void {
  if (trouble === null) response.writeHead(204).end();
  else if (trouble === 'error') response.writeHead(500).end();
  else response.destroy();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** By hand (Standard Webhooks), so that a mistake of the library that signs cannot cancel itself out. */
function isSigned({ headers }: IncomingMessage, body: string, secret: string): boolean {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  const given = String(headers['webhook-signature']);
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
