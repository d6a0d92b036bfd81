import { until, type Channel, type Json } from '../notifications/town';
import { Desk } from './desk';

let desk: Desk;
let aheadMs = 0;
const DAY_MS = 86_400_000;
beforeAll(async () => {
  desk = await Desk.open({ clock: { now: () => new Date(Date.now() + aheadMs) } });
  desk.town.gateway.work(['notifications', 'payments']);
});
afterEach(() => {
  aheadMs = 0;
});
afterAll(() => desk.town.closeInOrder());

const abnormal = async (): Promise<{ orderId: string; id: string }> => {
  const opened = await desk.paid('wechat');
  await desk.fault('wechat', opened, { kind: 'outcome', status: 'ABNORMAL' });
  const id = await desk.approved(opened.orderId, 12_000);
  await desk.untilRefund(id, 'manual');
  return { orderId: opened.orderId, id };
};

const pageOf = async (orderId: string, language = 'zh'): Promise<string> => {
  const { cashier_url: url } = await desk.town.order(orderId);
  return (await fetch(`${String(url)}?lang=${language}`)).text();
};

describe('a refund that was left to a person', () => {
  test('is given up with a reason, its amount is free again, and its service is told', async () => {
    const { orderId, id } = await abnormal();
    const answer = await desk.decide('POST', `/v1/refunds/${id}/give-up`, { note: '收款账户已销户' });
    expect(answer).toMatchObject({ http: 200, status: 'failed', detail: '收款账户已销户' });
    expect(await desk.refundable(orderId)).toBe(12_000);
    expect((await desk.town.order(orderId)).status).toBe('paid');
    const told = await desk.town.gateway.sql(`select type from event where subject_id = $1`, [id]);
    expect(told).toEqual([{ type: 'refund.failed' }]);
    const again = await desk.decide('POST', `/v1/refunds/${id}/give-up`, { note: '再次' });
    expect(again).toMatchObject({ http: 409, code: 'REFUND_NOT_IN_STATE' });
    expect(await desk.ask(orderId, 12_000)).toMatchObject({ http: 201 });
  });

  test('is not given up while it may still succeed by itself', async () => {
    const { orderId } = await desk.paid('wechat');
    const { id } = await desk.ask(orderId, 5_000);
    const answer = await desk.decide('POST', `/v1/refunds/${String(id)}/give-up`, { note: '不办了' });
    expect(answer).toMatchObject({
      http: 409,
      code: 'REFUND_NOT_IN_STATE',
      details: { status: 'requested' },
    });
  });
});

describe('money in suspense that is older than its channel gives back', () => {
  test.each<[Channel, string]>([
    ['wechat', '将由收款单位人工退回'],
    ['alipay', 'the payee returns it by hand'],
  ])('on %s is left to a person, its page says so, and a bank transfer ends it', async (channel, text) => {
    const opened = await desk.town.open(channel);
    await desk.town.gateway.pay(opened.content, { amount: 11_999 });
    await desk.town.untilPayment(opened.paymentId, 'failed');
    expect(await pageOf(opened.orderId)).toContain('核实后退回或另行处理');
    const waiting = (await desk.town.call('GET', '/v1/suspense?limit=100')).data as Json[];
    const money = waiting.find((it) => it.payment_id === opened.paymentId);
    aheadMs = 400 * DAY_MS;
    const late = (await desk.town.call('GET', '/v1/suspense?limit=100')).data as Json[];
    expect(late.find((it) => it.payment_id === opened.paymentId)).toMatchObject({ waiting_days: 400 });
    const claim = await desk.town.call('POST', '/v1/claims', {
      channel,
      transaction_id: money?.transaction_id,
      order_id: null,
      reason: '无法查明',
    });
    const { refund_id } = await desk.decide('POST', `/v1/claims/${String(claim.id)}/approve`);
    const id = String(refund_id);
    const manual = await desk.untilRefund(id, 'manual');
    expect(manual).toMatchObject({ origin: 'suspense', detail: 'too_old_for_channel' });
    expect(await pageOf(opened.orderId, channel === 'wechat' ? 'zh' : 'en')).toContain(text);
    const path = `/v1/refunds/${id}/bank-transfer`;
    expect(await desk.decide('POST', path, { reference: 'ICBC-9' })).toMatchObject({ status: 'succeeded' });
    expect(await pageOf(opened.orderId)).toContain('这笔钱已经退回');
  });
});

test('money that a second payment brought waits for a person again where its refund is given up', async () => {
  const one = await desk.town.open('alipay');
  const other = await desk.town.openOn(one.orderId, 'wechat');
  await desk.town.gateway.pay(one.content);
  await desk.town.untilOrder(one.orderId, 'paid');
  await desk.fault('wechat', other, { kind: 'outcome', status: 'ABNORMAL' });
  await desk.town.gateway.pay(other.content);
  const [refund] = await until(
    'its refund to be left to a person',
    async () => (await desk.town.call('GET', `/v1/orders/${one.orderId}/refunds`)).data as Json[],
    (refunds) => refunds[0]?.status === 'manual',
  );
  await desk.decide('POST', `/v1/refunds/${String(refund?.id)}/give-up`, { note: '账户异常' });
  const waiting = (await desk.town.call('GET', '/v1/suspense?limit=100')).data as Json[];
  const money = waiting.find((it) => it.payment_id === other.paymentId);
  expect(money).toMatchObject({ reason: 'order_paid_already', refund_id: refund?.id });
  const claim = {
    channel: 'wechat',
    transaction_id: money?.transaction_id,
    order_id: null,
    reason: '再退一次',
  };
  const { id } = await desk.town.call('POST', '/v1/claims', claim);
  const { refund_id } = await desk.decide('POST', `/v1/claims/${String(id)}/approve`);
  expect(refund_id).not.toBe(refund?.id);
  // The channel wants a minute between two refunds of one payment.
  aheadMs = 120_000;
  // The abnormal one still holds the amount at the channel, so this one too is for a person, who pays by bank.
  await desk.untilRefund(String(refund_id), 'manual');
  const path = `/v1/refunds/${String(refund_id)}/bank-transfer`;
  expect(await desk.decide('POST', path, { reference: 'ICBC-7' })).toMatchObject({ status: 'succeeded' });
});
