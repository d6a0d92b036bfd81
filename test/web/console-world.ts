import { Counter } from '../integration/claims/counter';
import type { Json } from '../integration/notifications/town';
import type { GatewayOptions } from '../support/gateway';
import { Visitor } from './console-visitor';

const environment = { CONSOLE_SECRET: 'a secret of forty characters for the tests' };

/** A town with a finance department: people who have a browser, and money to decide about. */
export class ConsoleWorld {
  private constructor(readonly counter: Counter) {}

  static async open(options: GatewayOptions = {}): Promise<ConsoleWorld> {
    return new ConsoleWorld(
      await Counter.open({ ...options, environment: { ...environment, ...options.environment } }),
    );
  }

  get desk() {
    return this.counter.desk;
  }

  get gateway() {
    return this.desk.town.gateway;
  }

  /** Somebody who has logged in by the identity provider. */
  async person(subject: string): Promise<Visitor> {
    const visitor = new Visitor(this.gateway.url);
    await visitor.logIn(subject);
    return visitor;
  }

  /** A refund of 10.00 yuan that waits for a decision. */
  async waiting(): Promise<{ refund: Json; orderId: string }> {
    const { orderId } = await this.desk.paid('wechat');
    return { refund: await this.desk.ask(orderId, 1_000), orderId };
  }

  /** What the log has of a subject. */
  audit(subject: string) {
    return this.gateway.sql<{ action: string; actor_name: string; details: Record<string, string> }>(
      'select action, actor_name, details from audit_entry where subject = $1 order by seq',
      [subject],
    );
  }

  close() {
    return this.desk.town.closeInOrder();
  }
}
