import { until } from '../notifications/town';
import { Desk } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  desk.town.gateway.work(['notifications', 'payments']);
});
afterAll(() => desk.town.closeInOrder());

/** What the books of an order say: nothing of it may change by what is refused. */
const stateOf = async (orderId: string) => ({
  refundable: await desk.refundable(orderId),
  journals: await desk.journals(orderId),
  refunds: (await desk.town.call('GET', `/v1/orders/${orderId}/refunds`)).data,
});

describe('a refund is refused, and the books stay as they are,', () => {
  test.each<[what: string, amount: number, more: object, status: number, code: string]>([
    ['of nothing', 0, {}, 422, 'REFUND_AMOUNT_INVALID'],
    ['of less than nothing', -5_000, {}, 422, 'REFUND_AMOUNT_INVALID'],
    ['of half a fen', 0.5, {}, 422, 'REQUEST_INVALID'],
    ['of more than was paid', 12_001, {}, 422, 'REFUND_EXCEEDS_REFUNDABLE'],
    ['of more than any amount', Number.MAX_SAFE_INTEGER, {}, 422, 'REFUND_EXCEEDS_REFUNDABLE'],
    ['by who saw another amount', 5_000, { refundable_seen: 11_999 }, 409, 'REFUNDABLE_CHANGED'],
    ['with a reason of 81 characters', 5_000, { reason: '退'.repeat(81) }, 422, 'REFUND_REASON_TOO_LONG'],
    ['with one of 10,000', 5_000, { reason: '退'.repeat(10_000) }, 422, 'REFUND_REASON_TOO_LONG'],
    ['without a reason', 5_000, { reason: '' }, 422, 'REQUEST_INVALID'],
    ['with a field that there is not', 5_000, { to: 'my account' }, 422, 'REQUEST_INVALID'],
  ])('%s', async (_, amount, more, status, code) => {
    const { orderId } = await desk.paid('wechat');
    const before = await stateOf(orderId);
    expect(await desk.ask(orderId, amount, more)).toMatchObject({ http: status, code });
    expect(await stateOf(orderId)).toEqual(before);
  });

  test('of an order that is not paid', async () => {
    const orderId = await desk.town.createOrder();
    const answer = await desk.ask(orderId, 1);
    expect(answer).toMatchObject({ http: 409, code: 'ORDER_NOT_PAID', details: { status: 'open' } });
  });

  test("of another service's order, as if there were none", async () => {
    const { orderId } = await desk.paid('alipay');
    const body = { amount: 1, reason: 'r', refundable_seen: 12_000 };
    const answer = await desk.decide('POST', `/v1/orders/${orderId}/refunds`, body);
    expect(answer).toMatchObject({ http: 404, code: 'ORDER_NOT_FOUND' });
    expect(await desk.decide('GET', `/v1/orders/${orderId}/refunds`)).toMatchObject({ http: 404 });
    const refund = await desk.ask(orderId, 100);
    expect(await desk.decide('GET', `/v1/refunds/${String(refund.id)}`)).toMatchObject({ http: 404 });
  });

  test('under a key that was used for another amount', async () => {
    const { orderId } = await desk.paid('wechat');
    const send = async (amount: number) =>
      fetch(`${desk.town.gateway.url}/v1/orders/${orderId}/refunds`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${desk.town.key}`,
          'content-type': 'application/json',
          'idempotency-key': 'one',
        },
        body: JSON.stringify({ amount, reason: '办错了', refundable_seen: 12_000 }),
      });
    expect((await send(100)).status).toBe(201);
    const again = await send(200);
    expect(again.status).toBeGreaterThanOrEqual(400);
    expect(await again.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await desk.refundable(orderId)).toBe(11_900);
  });
});

describe('maker and checker (R30):', () => {
  test('a service cannot approve, reject, retry or pay out what it asked for itself', async () => {
    const { key } = await desk.town.gateway.createKey('both', { scopes: ['orders', 'refunds:approve'] });
    const own = Object.assign(Object.create(desk.town) as typeof desk.town, { key });
    const opened = await own.open('wechat');
    await desk.town.gateway.pay(opened.content);
    await until(
      'it to be paid',
      () => own.call('GET', `/v1/orders/${opened.orderId}`),
      ({ status }) => status === 'paid',
    );
    const body = { amount: 5_000, reason: '办错了', refundable_seen: 12_000 };
    const { id } = await own.call('POST', `/v1/orders/${opened.orderId}/refunds`, body);
    const path = `/v1/refunds/${String(id)}`;
    const refused = { http: 403, code: 'REFUND_OWN_APPROVAL' };
    expect(await own.call('POST', `${path}/approve`)).toMatchObject(refused);
    expect(await own.call('POST', `${path}/retry`)).toMatchObject(refused);
    expect(await own.call('POST', `${path}/reject`, { note: 'no' })).toMatchObject(refused);
    expect(await own.call('POST', `${path}/bank-transfer`, { reference: '1' })).toMatchObject(refused);
    expect(await own.call('GET', path)).toMatchObject({ status: 'requested', decided_by: null });
    expect(await desk.decide('POST', `${path}/approve`)).toMatchObject({ http: 200, status: 'approved' });
    await until(
      'it to succeed',
      () => own.call('GET', path),
      ({ status }) => status === 'succeeded',
    );
  });

  test('a service without the scope cannot approve at all', async () => {
    const { orderId } = await desk.paid('wechat');
    const { id } = await desk.ask(orderId, 5_000);
    expect(await desk.town.call('POST', `/v1/refunds/${String(id)}/approve`)).toMatchObject({ http: 403 });
    expect(await desk.town.call('GET', '/v1/refunds')).toMatchObject({ http: 403 });
  });

  test('whoever decides sees what waits, and what is rejected can be asked for again', async () => {
    const { orderId } = await desk.paid('wechat');
    const { id } = await desk.ask(orderId, 12_000);
    const waiting = await desk.decide('GET', '/v1/refunds?status=requested&limit=100');
    expect((waiting.data as { id: string }[]).map((it) => it.id)).toContain(id);
    const path = `/v1/refunds/${String(id)}`;
    expect(await desk.decide('POST', `${path}/reject`, { note: '已办结' })).toMatchObject({
      status: 'rejected',
      detail: '已办结',
    });
    expect(await desk.refundable(orderId)).toBe(12_000);
    expect(await desk.approve({ id })).toMatchObject({ http: 409, code: 'REFUND_NOT_IN_STATE' });
    expect(await desk.decide('POST', `${path}/bank-transfer`, { reference: '1' })).toMatchObject({
      http: 409,
    });
    expect(await desk.approve({ id: 'ref_none' })).toMatchObject({ http: 404, code: 'REFUND_NOT_FOUND' });
  });

  test('where the city says so, a small refund needs nobody else', async () => {
    const lenient = await Desk.open({ environment: { REFUND_APPROVAL_ABOVE: '5000' } });
    lenient.town.gateway.work(['notifications', 'payments']);
    const { orderId } = await lenient.paid('wechat');
    expect(await lenient.ask(orderId, 5_001)).toMatchObject({ status: 'requested' });
    const small = await lenient.ask(orderId, 5_000);
    expect(small).toMatchObject({ status: 'approved', decided_by: null });
    await lenient.untilRefund(String(small.id), 'succeeded');
    await lenient.town.closeInOrder();
  });
});
