import { startGateway, type Gateway, type GatewayOptions } from '../../support/gateway';
import { createApi, type Answer, type Api, type Json } from './api';

/** A gateway with two portal services and one of the finance office. */
export interface Stage {
  gateway: Gateway;
  /** The service that the tests speak for. */
  portal: Api;
  /** Another service, which must not see anything of the portal's. */
  stranger: Api;
  finance: Api;
  nobody: Api;
  portalKey: string;
}

export async function openStage(options: GatewayOptions = {}): Promise<Stage> {
  const gateway = await startGateway(options);
  const portal = await gateway.createKey('portal');
  const stranger = await gateway.createKey('stranger');
  const finance = await gateway.createKey('finance office', { scopes: ['orders', 'finance'] });
  return {
    gateway,
    portal: createApi(gateway, portal.key),
    stranger: createApi(gateway, stranger.key),
    finance: createApi(gateway, finance.key),
    nobody: createApi(gateway, null),
    portalKey: portal.key,
  };
}

export const PASSPORT = { external_ref: 'P-1', items: [{ affair: 'passport' }] };

/** Creates an order for one passport, unless other items are asked for. */
export async function createOrder(api: Api, more: object = {}): Promise<Json> {
  const answer = await api.post('/v1/orders', { ...PASSPORT, ...more });
  return expectStatus(answer, 201).json;
}

export async function openPayment(api: Api, order: Json, channel = 'wechat'): Promise<Json> {
  const answer = await api.post(`/v1/orders/${order.id}/payments`, { channel, scene: 'qr' });
  return expectStatus(answer, 201).json;
}

/** Fails with what the server said, which says more than two numbers. */
export function expectStatus(answer: Answer, status: number): Answer {
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({
    status,
    text: '',
  });
  return answer;
}

/** Expects a refusal with this code, and gives the pointers to the fields that it names. */
export function expectProblem(answer: Answer, status: number, code: string): string[] {
  expectStatus(answer, status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.json).toMatchObject({ status, code, type: `urn:tongfu:problem:${code}` });
  const pointers = ((answer.json.errors ?? []) as Json[]).map((error) => String(error.pointer));
  return [...new Set(pointers)];
}

/** Reads until it is so; fails with what was read last. */
export async function eventually<T>(read: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  let value = await read();
  for (let i = 0; i < 200 && !isSo(value); i++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    value = await read();
  }
  if (!isSo(value)) throw new Error(`did not happen; at last: ${JSON.stringify(value)}`);
  return value;
}
