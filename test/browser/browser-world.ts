import { generateKeyPairSync } from 'node:crypto';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import request from 'supertest';
import { CHROMIUM_FLAGS } from '../../src/dev/chromium';
import { testChromium } from '../support/chromium';
import { type Gateway, startGateway } from '../support/gateway';
import { MovedClock } from '../support/moved-clock';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 9; Redmi 7A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.210 Mobile Safari/537.36';

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  userAgent: ANDROID,
};
export const IN_WECHAT: BrowserContextOptions = { ...PHONE, userAgent: `${ANDROID} MicroMessenger/8.0.40` };
export const IN_ALIPAY: BrowserContextOptions = { ...PHONE, userAgent: `${ANDROID} AlipayClient/10.5.0` };
export const DESKTOP_WITHOUT_SCRIPT: BrowserContextOptions = { ...DESKTOP, javaScriptEnabled: false };
/** Also of somebody who reads English. */
export const PHONE_WITHOUT_SCRIPT: BrowserContextOptions = {
  ...PHONE,
  javaScriptEnabled: false,
  locale: 'en-GB',
};

/** Where there is no browser, the run has said so. */
export const describeInBrowser = testChromium() === null ? describe.skip : describe;

// Ten browsers' worth of other work may be going on beside us.
jest.setTimeout(90_000);

/** On an idle machine nothing takes a tenth of it. */
const PATIENCE_MS = 20_000;

export interface Ordered {
  id: string;
  /** The path of its cashier page. */
  page: string;
}

/** The product with its workers, the wallets of the sandbox, and citizens who have a browser. */
export class BrowserWorld {
  readonly clock = new MovedClock('2026-02-10T10:00:00+08:00');
  gateway!: Gateway;
  /** What pages complained of: refused by their policy, not found, or thrown. */
  readonly complaints: string[] = [];
  private browser!: Browser;
  private readonly windows = new Map<BrowserContextOptions, Page>();
  /** Of the portal and the department. */
  key = '';
  private orders = 0;

  async open(): Promise<void> {
    const secret = 'a secret of forty characters for the tests';
    const sealKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    const environment = {
      FINE_LOOKUP_SECRET: secret,
      CONSOLE_SECRET: secret,
      DAY_SEAL_PRIVATE_KEY: String(sealKey),
    };
    const browser = chromium.launch({ executablePath: testChromium() ?? '', args: [...CHROMIUM_FLAGS] });
    this.gateway = await startGateway({ clock: this.clock, environment });
    this.key = (await this.gateway.createKey('portal', { scopes: ['orders', 'fines'] })).key;
    this.gateway.work(['notifications', 'receipts']);
    this.browser = await browser;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.gateway.close();
  }

  /**
   * A page on a device, opened there. The windows are kept from test to test, since a page of ours leaves nothing in a
   * browser (no cookies, no storage), and a new one takes long.
   */
  async visit(device: BrowserContextOptions, address: string): Promise<Page> {
    const page = this.windows.get(device) ?? (await this.newWindow(device));
    this.windows.set(device, page);
    await page.goto(address);
    return page;
  }

  /** Closes further tabs, and fails when a page of ours complained. */
  async tidyUp(): Promise<void> {
    for (const page of this.windows.values()) {
      const tabs = page.context().pages();
      await Promise.all(tabs.filter((tab) => tab !== page).map((tab) => tab.close()));
      // A page of an open order would go on asking; to a blank one Chromium takes a new process, and another one back.
      await page.goto('/help');
    }
    expect(this.complaints.splice(0)).toEqual([]);
  }

  private async newWindow(device: BrowserContextOptions): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.gateway.url,
      locale: 'zh-CN',
      ...device,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('console', (message) => {
      // What a policy refuses has no address; the wallets' pages are not ours.
      const isOurs = !message.location().url.startsWith(this.gateway.sandboxUrl);
      if (isOurs && message.type() === 'error') this.complaints.push(message.text());
    });
    context.on('weberror', (thrown) => this.complaints.push(String(thrown.error())));
    return context.newPage();
  }

  /** An order of the portal: a passport fee of 120.00 yuan, unless said. */
  async order(more: object = {}): Promise<Ordered> {
    const { body } = await this.call('post', '/v1/orders')
      .set('Idempotency-Key', `order-${++this.orders}`)
      .send({
        external_ref: '2026-沪-0001',
        items: [{ affair: 'passport' }],
        payer: { name: '李明' },
        ...more,
      })
      .expect(201);
    const { id, cashier_url: url } = body as { id: string; cashier_url: string };
    return { id, page: new URL(url).pathname };
  }

  /** The portal opens a payment by a code. */
  openPayment({ id }: Ordered, channel: string) {
    return this.call('post', `/v1/orders/${id}/payments`).send({ channel, scene: 'qr' }).expect(201);
  }

  closeOrder({ id }: Ordered) {
    return this.call('post', `/v1/orders/${id}/close`).expect(200);
  }

  /** A department tells of a penalty decision. */
  tell(number: string, facts: object) {
    return this.call('put', `/v1/fines/${number}`).send({
      affair: 'traffic-fine',
      document_type: 'simple_decision',
      amount: 20_000,
      obligor: { name: '张三丰' },
      served: { method: 'handed_over', on: '2026-02-02' },
      licence_tail: '1234',
      ...facts,
    });
  }

  /** The portal asks for 10.00 yuan of a paid order to go back; the id of the refund. */
  async askForRefund({ id }: Ordered, refundable: number): Promise<string> {
    const { body } = await this.call('post', `/v1/orders/${id}/refunds`)
      .set('Idempotency-Key', `refund-${++this.orders}`)
      .send({ amount: 1_000, reason: '重复办理', refundable_seen: refundable })
      .expect(201);
    return (body as { id: string }).id;
  }

  /** A refund that its channel does not give back, with an account of its payee that waits to be verified; its id. */
  async leftToPerson(order: Ordered): Promise<string> {
    const id = await this.askForRefund(order, 12_000);
    for (const status of ['approved', 'manual'])
      await this.gateway.sql(`update refund set status = $2, detail = 'too_old_for_channel' where id = $1`, [
        id,
        status,
      ]);
    await this.call('post', `/v1/refunds/${id}/payee-account`)
      .send({ account_name: '张小明', account_number: '6222021234567890123', bank_name: '工商银行上海分行' })
      .expect(201);
    return id;
  }

  /** The statement of yesterday names another amount for a payment of the order; gives the difference that was found. */
  async findSpoilt(order: Ordered): Promise<string> {
    const { gateway } = this;
    const [payment] = await gateway.sql<{ id: string; day: string }>(
      "select id, to_char(paid_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from payment where order_id = $1",
      [order.id],
    );
    const spoilt = {
      channel: 'wechat',
      target: 'statement',
      kind: 'alter_amount',
      out_trade_no: payment?.id,
    };
    await gateway.control('POST', '/faults', spoilt);
    await this.reconcile('wechat', payment?.day ?? '');
    const [found] = await gateway.sql<{ id: string }>(
      `select id from difference where out_trade_no = $1 and kind <> 'fund_flow'`,
      [payment?.id],
    );
    return found?.id ?? '';
  }

  /** Fetches the statement of a day that is over, and compares it. */
  async reconcile(channel: string, day: string): Promise<void> {
    const { gateway } = this;
    const { key } = await gateway.createKey(`finance of ${channel}`, { scopes: ['finance'] });
    const { body } = await request(gateway.app)
      .post('/v1/reconciliations')
      .set('Authorization', `Bearer ${key}`)
      .send({ channel, business_day: day })
      .expect(202);
    await gateway.duties.handlers['reconciliation.run']((body as { id: string }).id);
  }

  payments({ id }: Ordered) {
    return this.gateway.sql<{ channel: string; status: string; action_content: string }>(
      'select channel, status, action_content from payment where order_id = $1 order by id',
      [id],
    );
  }

  /** Scans the newest QR code of the order with another phone, and pays; `more` as in the control API. */
  async scan(order: Ordered, more: object = {}): Promise<void> {
    const payment = (await this.payments(order)).at(-1);
    await this.gateway.pay(payment?.action_content ?? '', more);
  }

  /** Puts into the browser what the pages in the WeChat app find there: a way to call the app, in which the payer pays. */
  async bringApp(page: Page): Promise<void> {
    await page.exposeFunction('payInApp', (action: { package: string }) =>
      this.gateway.pay(action.package.replace('prepay_id=', '')),
    );
    await page.evaluate(APP_BRIDGE);
    await page.addInitScript(APP_BRIDGE);
  }

  private call(method: 'post' | 'put', path: string) {
    return request(this.gateway.app)[method](path).set('Authorization', `Bearer ${this.key}`);
  }
}

const APP_BRIDGE = `window.WeixinJSBridge = {
  invoke: (method, action, done) =>
    window.payInApp(action).then(() => done({ err_msg: 'get_brand_wcpay_request:ok' })),
};`;

/** Presses the button with this text, and comes to the page that it leads to. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name }).click()]);
}
