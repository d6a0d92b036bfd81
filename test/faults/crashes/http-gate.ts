import { createServer, request as call, type IncomingMessage, type RequestListener } from 'node:http';
import { listen } from './listen';

/** A server in front of another one: each call can be stopped before it arrives, and its answer after it is made. */
export interface HttpGate {
  url: string;
  cut(): void;
}

/** Asked before a call is passed on, and again before its answer is handed over; false cuts the connection. */
export type PassCall = (when: 'before' | 'after', call: string) => Promise<boolean> | boolean;

/** Listens on a free port of 127.0.0.1. @param target the other server's URL, without a path */
export async function startHttpGate(target: string, passes: PassCall): Promise<HttpGate> {
  const front = await startFront();
  front.serve((incoming, response) => {
    const end = (): void => void incoming.socket.destroy();
    const pass = async (): Promise<void> => {
      const body = await bytesOf(incoming);
      const name = callName(incoming, body);
      if (!(await passes('before', name))) return end();
      const answer = await forward(target, incoming, body);
      if (!(await passes('after', name))) return end();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    pass().catch(end);
  });
  return front;
}

/** Passes every call on as it is; where nobody answers, its connection ends. */
export function passTo(target: string): RequestListener {
  return (incoming, response) => {
    const end = (): void => void incoming.socket.destroy();
    const pass = async (): Promise<void> => {
      const answer = await forward(target, incoming, await bytesOf(incoming));
      response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    pass().catch(end);
  };
}

/** A server whose address stays while what answers there changes; with nobody there, calls find no server. */
export interface Front extends HttpGate {
  serve(answers: RequestListener | null): void;
  /** Ends the connections that there are. */
  drop(): void;
}

export async function startFront(): Promise<Front> {
  let current: RequestListener | null = null;
  const server = createServer((incoming, response) => {
    if (current) current(incoming, response);
    else incoming.socket.destroy();
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    serve: (answers) => void (current = answers),
    drop: () => server.closeAllConnections(),
    cut() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The path without its numbers; on a channel with one address for everything, its method. */
function callName({ method, url = '' }: IncomingMessage, body: Buffer): string {
  const { pathname, searchParams } = new URL(url, 'http://gate');
  const form = new URLSearchParams(body.toString('latin1'));
  const operation = searchParams.get('method') ?? form.get('method');
  return operation ?? `${method} ${pathname.replace(/\/(ref|pay|ord)_\w+/g, '/…')}`;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

function forward(
  target: string,
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = call(target + url, { method, headers, agent: false }, (answer) => {
      bytesOf(answer).then((bytes) => {
        const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
        resolve({ status: answer.statusCode ?? 502, headers: kept as Answer['headers'], body: bytes });
      }, reject);
    });
    outgoing.once('error', reject).end(body);
  });
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
