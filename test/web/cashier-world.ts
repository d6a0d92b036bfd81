import request from 'supertest';
import { type Gateway, startGateway } from '../support/gateway';

export interface Ordered {
  id: string;
  /** The path of its cashier page. */
  page: string;
}

/** A gateway with a portal that orders, and a citizen without JavaScript. */
export class CashierWorld {
  readonly clock = {
    offsetMs: 0,
    now(): Date {
      return new Date(Date.now() + this.offsetMs);
    },
  };
  gateway!: Gateway;
  private key = '';
  private orders = 0;

  async open(): Promise<void> {
    this.gateway = await startGateway({ clock: this.clock });
    this.key = (await this.gateway.createKey('portal')).key;
  }

  /** An order of the portal: a passport fee of 120.00 yuan, unless said. */
  async order(more: object = {}): Promise<Ordered> {
    const answer = await request(this.gateway.app)
      .post('/v1/orders')
      .set('Authorization', `Bearer ${this.key}`)
      .set('Idempotency-Key', `order-${++this.orders}`)
      .send({ external_ref: 'REF-1', items: [{ affair: 'passport' }], payer: { name: '李明' }, ...more })
      .expect(201);
    const { id, cashier_url: url } = answer.body as { id: string; cashier_url: string };
    return { id, page: new URL(url).pathname };
  }

  close(order: Ordered) {
    return request(this.gateway.app)
      .post(`/v1/orders/${order.id}/close`)
      .set('Authorization', `Bearer ${this.key}`)
      .expect(200);
  }

  /** Presses the button of a channel, as the form does. */
  press(order: Ordered, channel: string) {
    return request(this.gateway.app)
      .post(`${order.page}/payments?lang=zh-CN`)
      .set('Sec-Fetch-Site', 'same-origin')
      .type('form')
      .send({ channel });
  }

  /** Presses "I have paid". */
  sayPaid(order: Ordered) {
    return request(this.gateway.app)
      .post(`${order.page}/check?lang=zh-CN`)
      .set('Sec-Fetch-Site', 'same-origin');
  }

  read(path: string) {
    return request(this.gateway.app).get(path);
  }

  payments(order: Ordered) {
    return this.gateway.sql<{ id: string; channel: string; status: string; action_content: string }>(
      'select id, channel, status, action_content from payment where order_id = $1 order by id',
      [order.id],
    );
  }

  /** Opens a payment and pays it in the wallet; the page does not know of it before it asks. */
  async payInWallet(order: Ordered, channel: string, more: object = {}): Promise<void> {
    await this.press(order, channel).expect(303);
    const payment = (await this.payments(order)).findLast((it) => it.channel === channel);
    await this.gateway.pay(payment?.action_content ?? '', more);
  }
}
