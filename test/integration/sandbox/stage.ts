import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { loadOrCreateKeys } from '../../../src/sandbox/keys';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';
import { AlipayClient } from './alipay-client';
import { type Json, listOf, text } from './json';
import { WechatClient } from './wechat-client';

type Fields = Record<string, unknown>;

/** Real time, moved by as much as a test likes. */
export class MovableClock {
  offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

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

/** A sandbox, a merchant on each channel, and the merchant's callback address. */
export class Stage {
  readonly clock = new MovableClock();
  readonly inbox = new Inbox();
  sandbox!: Sandbox;
  url = '';
  wechat!: WechatClient;
  alipay!: AlipayClient;
  env: Record<string, string> = {};

  async open(options: Partial<SandboxOptions> = {}): Promise<void> {
    await this.inbox.open();
    const keys = options.dataDir ? {} : { keysDir: await sharedKeys() };
    this.sandbox = await createSandbox({ clock: this.clock, timeScale: 1_000, ...keys, ...options });
    this.url = (await this.sandbox.listen(0, '127.0.0.1')).url;
    this.env = this.sandbox.environment(this.url);
    this.wechat = new WechatClient(this.env, this.clock);
    this.alipay = new AlipayClient(this.env, this.clock);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await this.inbox.close();
  }

  async reset(): Promise<void> {
    this.clock.offsetMs = 0;
    await this.control('POST', '/reset');
    this.inbox.clear();
  }

  /** Calls the control API and expects it to agree. */
  async control(method: string, path: string, body?: Fields): Promise<Json> {
    const reply = await this.tryControl(method, path, body);
    if (reply.status >= 400)
      throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  async tryControl(method: string, path: string, body?: Fields): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${this.url}/sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const raw = await response.text();
    return { status: response.status, body: JSON.parse(raw || '{}') as Json };
  }

  fault(fault: Fields): Promise<Json> {
    return this.control('POST', '/faults', fault);
  }

  /** An order at WeChat Pay; the reply's QR text. */
  async wechatOrder(outTradeNo: string, totalFen = 20_000): Promise<string> {
    const reply = await this.wechat.order(outTradeNo, totalFen, this.inbox.url);
    return text(reply.json.code_url);
  }

  /** A QR code at Alipay. */
  async alipayOrder(outTradeNo: string, amount = '120.00'): Promise<string> {
    const reply = await this.alipay.call('alipay.trade.precreate', {
      biz: { out_trade_no: outTradeNo, total_amount: amount, subject: '护照工本费' },
      notifyUrl: this.inbox.url,
    });
    return text(reply.node.qr_code);
  }

  pay(content: string, more: Fields = {}): Promise<Json> {
    return this.control('POST', '/pay', { content, ...more });
  }

  async deliveries(outTradeNo: string): Promise<Json[]> {
    return listOf((await this.control('GET', `/deliveries?out_trade_no=${outTradeNo}`)).data);
  }
}

const CACHE = join(__dirname, '../../../node_modules/.cache/sandbox-tests');

/** Keys take a second to make: all test files share one set, that is made once and whole. */
async function sharedKeys(): Promise<string> {
  const folder = join(CACHE, 'keys');
  if (existsSync(folder)) return folder;
  const draft = `${folder}-${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  await loadOrCreateKeys(draft, new Date());
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true });
  }
  return folder;
}

/** Waits for something that happens soon; fails loudly when it does not. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`did not happen: ${what}`);
}
