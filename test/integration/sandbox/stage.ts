import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';
import { sharedSandboxKeys } from '../../support/sandbox-keys';
import { AlipayClient } from './alipay-client';
import { Inbox } from './inbox';
import { type Json, listOf, text } from './json';
import { MovableClock } from './movable-clock';
import { WechatClient } from './wechat-client';

type Fields = Record<string, unknown>;

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
    const keys = options.dataDir ? {} : { keysDir: await sharedSandboxKeys() };
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

  /** What the channel's books hold as paid on that day. */
  async paymentsOf(channel: string, day: string): Promise<Json[]> {
    const { data } = await this.control('GET', `/books?business_day=${day}&channel=${channel}`);
    return listOf(listOf(data)[0]?.payments);
  }

  async deliveries(outTradeNo: string): Promise<Json[]> {
    return listOf((await this.control('GET', `/deliveries?out_trade_no=${outTradeNo}`)).data);
  }
}
