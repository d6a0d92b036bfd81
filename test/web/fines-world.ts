import request from 'supertest';
import { type Gateway, startGateway } from '../support/gateway';
import { MovedClock } from '../support/moved-clock';

export const DECISION = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 20_000,
  obligor: { name: '张三丰' },
  served: { method: 'handed_over', on: '2026-01-05' },
};

/** What is typed into the form. */
export type Typed = Partial<
  Record<'number' | 'licence' | 'plate' | 'plate_type' | 'engine' | 'name', string>
>;

/** A gateway with a look-up, a department that tells decisions, and citizens behind addresses of their own. */
export class FinesWorld {
  readonly clock = new MovedClock('2026-01-10T10:00:00+08:00');
  gateway!: Gateway;
  private key = '';

  async open(more: { withRegister?: boolean } = {}): Promise<void> {
    const environment = {
      FINE_LOOKUP_SECRET: 'a secret of forty characters for the tests',
      FINE_PROCESSING_URL: 'https://police.example.test/violations',
    };
    this.gateway = await startGateway({ clock: this.clock, environment, ...more });
    this.key = (await this.gateway.createKey('traffic police', { scopes: ['fines', 'orders'] })).key;
  }

  tell(number: string, facts: object = {}) {
    return request(this.gateway.app)
      .put(`/v1/fines/${number}`)
      .set('Authorization', `Bearer ${this.key}`)
      .send({ ...DECISION, ...facts });
  }

  find(typed: Typed, address = '203.0.113.1') {
    return request(this.gateway.app)
      .post('/fines?lang=zh-CN')
      .set({ 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-For': address })
      .type('form')
      .send(typed);
  }

  read(path: string) {
    return request(this.gateway.app).get(path);
  }

  /** Presses the button on the page of a fine that was found. */
  order(proof: string, pay = 'all') {
    return request(this.gateway.app)
      .post('/fines/orders?lang=zh-CN')
      .set('Sec-Fetch-Site', 'same-origin')
      .type('form')
      .send({ proof, pay });
  }
}

export const proofIn = (html: string): string => /name="proof" value="([^"]*)"/.exec(html)?.[1] ?? '';
