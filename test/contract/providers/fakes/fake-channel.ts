import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call, Trouble } from '../world';

export interface FakeRequest {
  method: string;
  /** Path and query, as sent. */
  target: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface FakeAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

export interface FakeOrder {
  amountFen: number;
  state: 'open' | 'paid' | 'closed';
  notifyUrl: string;
  transactionId: string;
  refunds: Map<string, number>;
}

/** The wire of one channel: how it reads a call, and how it answers one. */
export interface Dialect {
  callOf(request: FakeRequest): Call | null;
  /** `trouble` is only what the dialect itself has to spoil: a signature or a refusal. */
  answer(request: FakeRequest, trouble: Trouble | null): FakeAnswer;
}

/** A server that answers in one dialect and does to the next call what it has been told. */
export class FakeChannel {
  readonly requests: FakeRequest[] = [];
  readonly sockets = new Set<unknown>();
  readonly #troubles = new Map<Call, Trouble>();
  readonly #server: Server;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#server = createServer((request, response) => {
      this.sockets.add(request.socket);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.#serve(request, Buffer.concat(chunks).toString('utf8'), response));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  trouble(call: Call, trouble: Trouble): void {
    this.#troubles.set(call, trouble);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(message: IncomingMessage, body: string, response: ServerResponse): void {
    const request = { method: message.method!, target: message.url!, headers: message.headers, body };
    this.requests.push(request);
    const call = this.#dialect.callOf(request);
    const trouble = (call && this.#troubles.get(call)) ?? null;
    if (call) this.#troubles.delete(call);
    if (trouble === 'html_502') return write(response, { status: 502, body: '<h1>502 Bad Gateway</h1>' });
    if (trouble === 'redirect') {
      return write(response, { status: 302, headers: { location: 'http://127.0.0.1/' }, body: '' });
    }
    const answer = this.#dialect.answer(request, trouble);
    if (trouble === 'hang') return;
    if (trouble === 'reset') return void message.socket.resetAndDestroy();
    if (trouble === 'truncated_json') answer.body = answer.body.slice(0, answer.body.length / 2);
    if (trouble === 'huge_body') answer.body = `{"a":"${'a'.repeat(4 * 1024 * 1024)}"}`;
    write(response, answer);
  }
}

function write(response: ServerResponse, answer: FakeAnswer): void {
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
