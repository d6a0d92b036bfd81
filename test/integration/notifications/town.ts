import { randomUUID } from 'node:crypto';
import { startReceiver, type Receiver } from '../../../src/dev/receiver';
import { expectInvariants } from '../../support/invariants';
import { startGateway, type Gateway, type GatewayOptions } from '../../support/gateway';

export type Json = Record<string, unknown>;
export type Channel = 'wechat' | 'alipay';

/** An order with a payment opened on it. */
export interface Opened {
  orderId: string;
  paymentId: string;
  /** Text of the QR code. */
  content: string;
}

export interface Booked {
  kind: string;
  transaction_id: string;
  amount_fen: string;
  disposition: string;
  reason: string | null;
}

export interface Fact {
  kind: string;
  origin: string;
  outcome: string | null;
  reason: string | null;
}

const WAIT_MS = 20_000;
const POLL_MS = 20;

/** A gateway with its sandbox, a portal service that uses it, and that service's end of the webhooks. */
export class Town {
  private constructor(
    readonly gateway: Gateway,
    readonly receiver: Receiver,
    readonly key: string,
  ) {}

  static async open(options: GatewayOptions = {}): Promise<Town> {
    const gateway = await startGateway(options);
    const receiver = await startReceiver();
    const { key, service } = await gateway.createKey('portal', {
      scopes: ['orders', 'finance'],
      webhookUrl: receiver.url,
    });
    receiver.trust(service.webhookSecret);
    return new Town(gateway, receiver, key);
  }

  /** Closes in any case, and fails when something was left undone or an invariant is broken. */
  async closeInOrder(): Promise<void> {
    try {
      await this.drained();
      await expectInvariants(this.gateway.databaseUrl);
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.receiver.close();
  }

  /** Calls the API; the status stands beside the fields of the answer. */
  async call(method: string, path: string, body?: object): Promise<Json & { http: number }> {
    const response = await fetch(this.gateway.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { ...((await response.json()) as Json), http: response.status };
  }

  /** An order for a passport, 120.00 yuan, unless other items are given. */
  async createOrder(more: object = {}): Promise<string> {
    const body = { external_ref: randomUUID(), items: [{ affair: 'passport' }], ...more };
    return String((await this.call('POST', '/v1/orders', body)).id);
  }

  openPayment(orderId: string, channel: Channel): Promise<Json & { http: number }> {
    return this.call('POST', `/v1/orders/${orderId}/payments`, { channel, scene: 'qr' });
  }

  async open(channel: Channel, more: object = {}): Promise<Opened> {
    const orderId = await this.createOrder(more);
    return this.openOn(orderId, channel);
  }

  async openOn(orderId: string, channel: Channel): Promise<Opened> {
    const payment = await this.openPayment(orderId, channel);
    const content = String((payment.action as Json | null)?.content);
    return { orderId, paymentId: String(payment.id), content };
  }

  order = (id: string) => this.call('GET', `/v1/orders/${id}`);
  payment = (id: string) => this.call('GET', `/v1/payments/${id}`);

  /** The next notification about this payment meets the fault. */
  async fault(channel: Channel, { paymentId }: Opened, fault: Json): Promise<void> {
    const target = fault.target ?? 'notification';
    await this.gateway.control('POST', '/faults', { channel, out_trade_no: paymentId, ...fault, target });
  }

  /** Every try to notify of this payment so far, with what it was answered. */
  async deliveries(paymentId: string): Promise<Json[]> {
    const { data } = (await this.gateway.control('GET', `/deliveries?out_trade_no=${paymentId}`)) as Json;
    return data as Json[];
  }

  async answered(paymentId: string, count: number): Promise<Json[]> {
    const read = async () => (await this.deliveries(paymentId)).filter(({ status }) => status !== null);
    return until(`${count} answers about ${paymentId}`, read, (answers) => answers.length >= count);
  }

  /** Waits until the order has this status, and gives it. */
  untilOrder(id: string, status: string): Promise<Json> {
    return until(
      `order ${id} to be ${status}`,
      () => this.order(id),
      (order) => order.status === status,
    );
  }

  untilPayment(id: string, status: string): Promise<Json> {
    return until(
      `payment ${id} to be ${status}`,
      () => this.payment(id),
      (payment) => payment.status === status,
    );
  }

  /** Waits until every fact in the inbox has been acted on. */
  async drained(): Promise<void> {
    const count = () =>
      this.gateway.sql<{ waiting: string }>(
        'select count(*) as waiting from inbox where processed_at is null',
      );
    await until('the inbox to be empty', count, ([row]) => row?.waiting === '0');
  }

  /** Every movement booked under this payment, also what has gone back by itself since. */
  movements(paymentId: string): Promise<Booked[]> {
    return this.gateway.sql<Booked>(
      `select kind, transaction_id, amount_fen, disposition, reason from channel_transaction
       where out_trade_no = $1 order by kind, created_at, amount_fen`,
      [paymentId],
    );
  }

  /** What came, whether or not it has gone back by itself since. */
  async booked(...paymentIds: string[]): Promise<Booked[]> {
    const movements = await Promise.all(paymentIds.map((id) => this.movements(id)));
    return movements.flat().filter(({ kind }) => kind === 'payment');
  }

  facts(paymentId: string): Promise<Fact[]> {
    return this.gateway.sql<Fact>(
      'select kind, origin, outcome, reason from inbox where out_trade_no = $1 order by id',
      [paymentId],
    );
  }

  /** What an account holds: debits less credits, in fen. */
  async balance(code: string): Promise<bigint> {
    const [row] = await this.gateway.sql<{ fen: string }>(
      `select coalesce(sum(case when debit_account = $1 then amount_fen else -amount_fen end), 0) as fen
       from posting where $1 in (debit_account, credit_account)`,
      [code],
    );
    return BigInt(row?.fen ?? '0');
  }

  events(orderId: string): Promise<{ id: string; type: string }[]> {
    return this.gateway.sql(
      `select id, type from event where subject_id = $1
         or subject_id in (select id from payment where order_id = $1) order by id`,
      [orderId],
    );
  }

  webhooks(orderId: string): string[] {
    return this.receiver.received.filter((event) => event.orderId === orderId).map(({ type }) => type);
  }
}

/** Reads until it is so. @throws Error with what was seen at last */
export async function until<T>(
  what: string,
  read: () => Promise<T>,
  isSo: (value: T) => boolean,
): Promise<T> {
  let value = await read();
  for (let waitedMs = 0; !isSo(value); waitedMs += POLL_MS) {
    if (waitedMs > WAIT_MS) throw new Error(`Waited in vain for ${what}. At last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    value = await read();
  }
  return value;
}
