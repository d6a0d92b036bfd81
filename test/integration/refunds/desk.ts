import { randomUUID } from 'node:crypto';
import { Town, until, type Channel, type Json, type Opened } from '../notifications/town';
import type { GatewayOptions } from '../../support/gateway';

/** A citizen's account at a bank. */
export const PAYEE = {
  account_name: '张小明',
  account_number: '6222021234567890123',
  bank_name: '工商银行上海分行',
};

type Answer = Json & { http: number };

/** The two sides of a refund in a town: the portal that asks, and the finance desk that decides. */
export class Desk {
  private constructor(
    readonly town: Town,
    readonly financeKey: string,
  ) {}

  static async open(options: GatewayOptions = {}): Promise<Desk> {
    const town = await Town.open(options);
    const { key } = await town.gateway.createKey('finance desk', { scopes: ['orders', 'refunds:approve'] });
    return new Desk(town, key);
  }

  /** An order that is paid, of 120.00 yuan unless other items are given. */
  async paid(channel: Channel, more: object = {}): Promise<Opened> {
    const opened = await this.town.open(channel, more);
    await this.town.gateway.pay(opened.content);
    await this.town.untilOrder(opened.orderId, 'paid');
    return opened;
  }

  async refundable(orderId: string): Promise<number> {
    return Number((await this.town.call('GET', `/v1/orders/${orderId}/refunds`)).refundable);
  }

  /** Asks for a refund, as having seen what can be refunded now. */
  async ask(orderId: string, amount: number, more: object = {}): Promise<Answer> {
    const refundable_seen = await this.refundable(orderId);
    const body = { amount, reason: '办错了', refundable_seen, ...more };
    return this.town.call('POST', `/v1/orders/${orderId}/refunds`, body);
  }

  /** The finance desk's call. */
  async decide(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(this.town.gateway.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.financeKey}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { ...((await response.json()) as Json), http: response.status };
  }

  approve = ({ id }: Json) => this.decide('POST', `/v1/refunds/${String(id)}/approve`);

  /** Asked for and approved. */
  async approved(orderId: string, amount: number): Promise<string> {
    const refund = await this.ask(orderId, amount);
    const { http } = await this.approve(refund);
    if (http !== 200) throw new Error(`approval: ${http}`);
    return String(refund.id);
  }

  /** The payee's account as the service has it from the citizen; the finance desk verifies it. */
  async verifiedAccount(id: string): Promise<void> {
    await this.town.call('POST', `/v1/refunds/${id}/payee-account`, PAYEE);
    const { account_number } = PAYEE;
    const verified = await this.decide('POST', `/v1/refunds/${id}/payee-account/verify`, { account_number });
    if (verified.http !== 200) throw new Error(`verification: ${JSON.stringify(verified)}`);
  }

  refund = (id: string) => this.town.call('GET', `/v1/refunds/${id}`);

  untilRefund(id: string, status: string): Promise<Json> {
    return until(
      `refund ${id} to be ${status}`,
      () => this.refund(id),
      (refund) => refund.status === status,
    );
  }

  /** What has gone back at the channel on a payment. */
  async atChannel(channel: Channel, { paymentId }: Opened): Promise<number> {
    const { data } = (await this.town.gateway.control('GET', `/trades?channel=${channel}`)) as Json;
    const trade = (data as Json[]).find((it) => it.out_trade_no === paymentId);
    return Number(trade?.refunded_amount);
  }

  /** The channel's next answer to a refund of this payment meets the fault. */
  fault(channel: Channel, opened: Opened, fault: Json): Promise<void> {
    return this.town.fault(channel, opened, { target: 'refund', ...fault });
  }

  journals(orderId: string): Promise<{ kind: string; debit: string; credit: string; fen: string }[]> {
    return this.town.gateway.sql(
      `select j.kind, p.debit_account as debit, p.credit_account as credit, p.amount_fen::text as fen
       from journal j join posting p on p.journal_id = j.id where j.order_id = $1 order by j.created_at, p.line`,
      [orderId],
    );
  }
}
