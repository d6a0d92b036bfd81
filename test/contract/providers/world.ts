import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/kernel/clock';
import { readVariables } from '../../../src/kernel/variables';
import { channels } from '../../../src/providers';
import type { Provider, RawNotification } from '../../../src/providers/provider';

/** What a bad day does to one call. The sandbox knows the same names. */
export type Trouble =
  | 'hang'
  | 'reset'
  | 'html_502'
  | 'redirect'
  | 'truncated_json'
  | 'huge_body'
  | 'unsigned'
  | 'bad_signature'
  | 'rate_limited'
  | 'error_before';

export type Call = 'create' | 'query' | 'close' | 'refund';

/** A channel on the other side of the wire, with a gateway's provider that speaks to it. */
export interface World {
  provider: Provider;
  notifyUrl: string;
  warnings: string[];
  /** Scans a QR code and pays it. */
  pay(content: string): Promise<void>;
  /** The next message of the channel to the notification address. */
  nextNotification(): Promise<RawNotification>;
  /** The next call of this kind meets this trouble. */
  trouble(call: Call, trouble: Trouble): Promise<void>;
  close(): Promise<void>;
}

/** The provider of a channel, made from environment variables as in production; calls time out early. */
export function createProvider(code: string, environment: Record<string, string>) {
  const definition = channels.find((channel) => channel.code === code)!;
  const prefix = code.toUpperCase();
  const { values, problems } = readVariables(definition.variables, {
    ...environment,
    [`${prefix}_TIMEOUT_MS`]: '500',
  });
  if (problems.length > 0) throw new Error(problems.join('; '));
  const warnings: string[] = [];
  const downloadDirectory = mkdtempSync(join(tmpdir(), 'tongfu-statements-'));
  const warn = (message: string, facts: object) => void warnings.push(`${message} ${JSON.stringify(facts)}`);
  return {
    provider: definition.create(values, { clock: systemClock, downloadDirectory, warn }),
    warnings,
    downloadDirectory,
    dispose: () => rmSync(downloadDirectory, { recursive: true }),
  };
}

/** Our side of the callbacks: takes what comes and answers as both channels want it. */
export class NotificationListener {
  readonly #server: Server;
  readonly #came: RawNotification[] = [];
  readonly #waiting: ((raw: RawNotification) => void)[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        if (request.url === '/notify')
          this.#take({ headers, body: Buffer.concat(chunks), receivedAt: systemClock.now() });
        response.writeHead(200, { 'content-type': 'text/plain' }).end('success');
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/notify`;
  }

  next(): Promise<RawNotification> {
    const came = this.#came.shift();
    return came ? Promise.resolve(came) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take(raw: RawNotification): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(raw);
    else this.#came.push(raw);
  }
}
