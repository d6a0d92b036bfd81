import { MovedClock } from '../../support/moved-clock';
import type { GatewayOptions } from '../../support/gateway';
import { createApi, type Answer, type Api, type Json } from './api';
import { expectStatus, openStage, type Stage } from './stage';

/** A stage with a department that tells its decisions, and a clock that can be moved. */
export interface FineStage extends Stage {
  clock: MovedClock;
  police: Api;
  policeKey: string;
  /** Tells a decision and gives its number, a new one each time unless said. */
  decide(facts?: object, decisionNo?: string): Promise<string>;
  /** Moves the clock and asks for an order of these decisions. */
  orderOn(at: string, decisionNos: readonly string[], more?: object): Promise<Answer>;
}

/** A served decision of 200.00 yuan, made on the spot on 2026-01-05. */
export const DECISION = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 20_000,
  obligor: { name: '张三' },
  served: { method: 'handed_over', on: '2026-01-05' },
};

export async function openFineStage(at: string, options: GatewayOptions = {}): Promise<FineStage> {
  const clock = new MovedClock(at);
  const stage = await openStage({ ...options, clock });
  const { key } = await stage.gateway.createKey('traffic police', { scopes: ['fines'] });
  const police = createApi(stage.gateway, key);
  let count = 0;
  return {
    ...stage,
    clock,
    police,
    policeKey: key,
    async decide(facts = {}, decisionNo = `31011512${String(++count).padStart(7, '0')}`) {
      const answer = await put(police, decisionNo, { ...DECISION, ...facts });
      expect({ stored: answer.status < 300, text: answer.text }).toMatchObject({ stored: true });
      return decisionNo.slice(0, 15);
    },
    orderOn(moment, decisionNos, more = {}) {
      clock.moveTo(moment);
      const items = decisionNos.map((decision_no) => ({ affair: 'traffic-fine', decision_no, ...more }));
      return stage.portal.post('/v1/orders', { external_ref: 'F-1', items });
    },
  };
}

export const put = (api: Api, decisionNo: string, body: object): Promise<Answer> =>
  api.call('PUT', `/v1/fines/${decisionNo}`, { body });

/** The first quote of an order that was made. */
export function quoteOf(answer: Answer): Json {
  const { json } = expectStatus(answer, 201);
  return (json.items as unknown as Json[])[0]?.quote as Json;
}
