import { randomUUID } from 'node:crypto';
import { type BrowserWorld, DESKTOP, type Ordered, PHONE } from './browser-world';
import { paidOrder, receiptsPath, submit, type Visit } from './flows';

/** Pages of orders to which something happened afterwards. */
export function latePages(world: BrowserWorld): Record<string, Visit> {
  const after = new AfterPayment(world);
  const show =
    (happens: () => Promise<Ordered>): Visit =>
    async (language) =>
      world.visit(DESKTOP, `${(await happens()).page}?lang=${language}`);
  return {
    'cashier-refunded': show(() => after.refunded(12_000)),
    'cashier-partly-refunded': show(() => after.refunded(5_000)),
    'cashier-paid-twice': show(() => after.twice(false)),
    'cashier-paid-twice-and-back': show(() => after.twice(true)),
    'cashier-fine-short': show(() => after.short()),
    'cashier-fine-changed': show(() => after.changed()),
    'cashier-open-on-phone': async (language) => {
      const order = await world.order();
      await submit(await world.visit(PHONE, order.page), '.channels button');
      return world.visit(DESKTOP, `${order.page}?lang=${language}`);
    },
    'receipts-reversed': async (language) => {
      const { page } = await after.refunded(5_000);
      const receipts = await receiptsPath(world, page);
      const shown = await world.visit(DESKTOP, `${receipts}?lang=${language}`);
      while (!/红字收据|Red receipt/i.test((await shown.textContent('main')) ?? '')) await shown.reload();
      return shown;
    },
  };
}

/** What can happen to an order after somebody paid, or meant to: the states of its page that come late. */
class AfterPayment {
  private fines = 0;
  private desk = '';

  constructor(private readonly world: BrowserWorld) {}

  /** Part of the money, or all of it, has gone back. */
  async refunded(amount: number): Promise<Ordered> {
    const order = await paidOrder(this.world);
    const asked = await this.decide(`/v1/orders/${order.id}/refunds`, {
      amount,
      reason: '办错了',
      refundable_seen: 12_000,
    });
    await this.decide(`/v1/refunds/${asked.id}/approve`);
    await this.follow(asked.id);
    return order;
  }

  /** Paid on both channels; the second payment goes back by itself. */
  async twice(isBack: boolean): Promise<Ordered> {
    const { world } = this;
    const order = await world.order();
    await world.openPayment(order, 'alipay');
    await world.openPayment(order, 'wechat');
    const [first, second] = await world.payments(order);
    for (const code of [second, first]) await world.gateway.pay(code?.action_content ?? '');
    const refunds = () =>
      world.gateway.sql<{ id: string }>('select id from refund where order_id = $1', [order.id]);
    while ((await refunds()).length === 0) await moment();
    if (isBack) for (const { id } of await refunds()) await this.follow(id);
    return order;
  }

  /** A fine that was paid when more had become due. */
  async short(): Promise<Ordered> {
    const number = await this.fine();
    return paidOrder(this.world, { at: '2026-03-20T00:00:05+08:00', force: true }, ofFine(number));
  }

  /** A fine that was taken back after it had been ordered. */
  async changed(): Promise<Ordered> {
    const number = await this.fine();
    const order = await this.world.order(ofFine(number));
    await this.world.tell(number, { revision: { kind: 'revoked', on: '2026-02-09' } }).expect(200);
    await this.world.gateway.duties.handlers['order.withdraw'](order.id);
    return order;
  }

  private async fine(): Promise<string> {
    const number = `31011519000088${++this.fines}`;
    await this.world.tell(number, {}).expect(201);
    return number;
  }

  private async follow(id: string): Promise<void> {
    while ((await this.world.gateway.duties.handlers['refund.follow'](id)) !== 'done') await moment();
  }

  /** The finance desk's call. */
  private async decide(path: string, body?: object): Promise<{ id: string }> {
    const scopes = ['orders', 'refunds:approve'] as const;
    this.desk ||= (await this.world.gateway.createKey('finance desk', { scopes })).key;
    const isOwn = path.startsWith('/v1/orders');
    const answer = await fetch(this.world.gateway.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${isOwn ? this.world.key : this.desk}`,
        'idempotency-key': randomUUID(),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: string };
  }
}

const ofFine = (decision_no: string) => ({ items: [{ affair: 'traffic-fine', decision_no }] });

const moment = () => new Promise((resolve) => setTimeout(resolve, 50));
