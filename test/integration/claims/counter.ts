import type { GatewayOptions } from '../../support/gateway';
import { until, type Channel, type Json, type Opened } from '../notifications/town';
import { Desk } from '../refunds/desk';

type Answer = Json & { http: number };

/** Money in suspense, as the list gives it. */
export interface Waiting extends Json {
  channel: Channel;
  transaction_id: string;
}

/** The portal's clerk claims, the finance desk approves. */
export class Counter {
  private constructor(readonly desk: Desk) {}

  static async open(options: GatewayOptions = {}): Promise<Counter> {
    const desk = await Desk.open(options);
    desk.town.gateway.work(['notifications', 'payments', 'receipts', 'webhooks']);
    return new Counter(desk);
  }

  /** Money of another amount than was asked for, which waits in suspense. */
  async misfit(channel: Channel, amount: number): Promise<Waiting & { opened: Opened }> {
    const opened = await this.desk.town.open(channel);
    await this.desk.town.gateway.pay(opened.content, { amount });
    await this.desk.town.untilPayment(opened.paymentId, 'failed');
    const found = (await this.waiting()).find((it) => it.payment_id === opened.paymentId);
    if (!found) throw new Error('it is not in the list');
    return { ...found, opened };
  }

  async waiting(): Promise<Waiting[]> {
    return (await this.desk.town.call('GET', '/v1/suspense?limit=100')).data as Waiting[];
  }

  /** An open order of so many passports at 120.00 yuan. */
  order(quantity: number): Promise<string> {
    return this.desk.town.createOrder({ items: [{ affair: 'passport', quantity }] });
  }

  claim({ channel, transaction_id }: Waiting, orderId: string | null, more: object = {}): Promise<Answer> {
    const body = { channel, transaction_id, order_id: orderId, reason: '缴款人来函', ...more };
    return this.desk.town.call('POST', '/v1/claims', body);
  }

  decide = ({ id }: Json, decision: 'approve' | 'reject'): Promise<Answer> =>
    this.desk.decide(
      'POST',
      `/v1/claims/${String(id)}/${decision}`,
      decision === 'reject' ? { note: '不符' } : undefined,
    );

  /** Claimed and approved. */
  async bound(money: Waiting, orderId: string): Promise<Answer> {
    const claim = await this.claim(money, orderId);
    return this.decide(claim, 'approve');
  }

  untilReceipts(orderId: string): Promise<Json[]> {
    return until(
      `receipts of ${orderId}`,
      async () => ((await this.desk.town.call('GET', `/v1/orders/${orderId}/receipts`)).data ?? []) as Json[],
      (receipts) => receipts.length > 0,
    );
  }

  /** The books: every posting, and what is refunded. */
  async books(): Promise<Json[]> {
    return this.desk.town.gateway.sql(
      `select debit_account as debit, credit_account as credit, sum(amount_fen)::text as fen from posting group by 1, 2
       union all select 'orders', status, count(*)::text from orders group by 2
       union all select 'refunds', status, count(*)::text from refund group by 2 order by 1, 2`,
    );
  }
}
