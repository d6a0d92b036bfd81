import { until, type Channel, type Json, type Opened } from '../notifications/town';
import { Desk } from './desk';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  desk.town.gateway.work(['notifications', 'payments']);
});
afterAll(() => desk.town.closeInOrder());

const untilBack = (orderId: string, count = 1): Promise<Json[]> =>
  until(
    `money of ${orderId} to go back`,
    async () => (await desk.town.call('GET', `/v1/orders/${orderId}/refunds`)).data as Json[],
    (refunds) => refunds.filter(({ status }) => status === 'succeeded').length === count,
  );

const pageOf = async (orderId: string): Promise<string> => {
  const { cashier_url: url } = await desk.town.order(orderId);
  return (await fetch(String(url))).text();
};

describe('money that pays nothing goes back by itself (R20)', () => {
  test.each<[first: Channel, second: Channel]>([
    ['wechat', 'alipay'],
    ['alipay', 'wechat'],
  ])('after the order was paid on %s, what is paid on %s', async (first, second) => {
    const one = await desk.town.open(first);
    const other: Opened = await desk.town.openOn(one.orderId, second);
    await desk.town.gateway.pay(one.content);
    await desk.town.untilOrder(one.orderId, 'paid');
    const before = await desk.town.balance(`suspense:${second}`);
    await desk.town.gateway.pay(other.content);
    const [refund] = await untilBack(one.orderId);
    expect(refund).toMatchObject({ origin: 'suspense', payment_id: other.paymentId, amount: 12_000 });
    expect(refund).toMatchObject({ requested_by: null, decided_by: null });
    expect(await desk.atChannel(second, other)).toBe(12_000);
    expect(await desk.atChannel(first, one)).toBe(0);
    expect(await desk.town.balance(`suspense:${second}`)).toBe(before);
    expect((await desk.town.order(one.orderId)).status).toBe('paid');
    expect(await desk.refundable(one.orderId)).toBe(12_000);
    expect(await pageOf(one.orderId)).toContain('这笔钱已经退回');
  });

  test('what is paid after the order was closed', async () => {
    // Its code is known to Alipay only by its scan, so the close leaves it payable.
    const opened = await desk.town.open('alipay');
    expect(await desk.town.call('POST', `/v1/orders/${opened.orderId}/close`)).toMatchObject({ http: 200 });
    await desk.town.gateway.pay(opened.content, { force: true });
    await untilBack(opened.orderId);
    expect(await desk.atChannel('alipay', opened)).toBe(12_000);
    expect((await desk.town.order(opened.orderId)).status).toBe('closed');
  });

  test('once, however often its arrival is told', async () => {
    const one = await desk.town.open('wechat');
    const other = await desk.town.openOn(one.orderId, 'alipay');
    await desk.town.gateway.pay(one.content);
    await desk.town.untilOrder(one.orderId, 'paid');
    await desk.town.fault('alipay', other, { kind: 'duplicate' });
    await desk.town.gateway.pay(other.content);
    await untilBack(one.orderId);
    for (const { id } of await desk.town.answered(other.paymentId, 2))
      await desk.town.gateway.control('POST', '/replay', { delivery_id: id });
    await desk.town.drained();
    expect(await untilBack(one.orderId)).toHaveLength(1);
  });

  test('but not another amount than was asked for: what it is for is a question for a person', async () => {
    const opened = await desk.town.open('wechat');
    await desk.town.gateway.pay(opened.content, { amount: 11_999 });
    await desk.town.untilPayment(opened.paymentId, 'failed');
    expect((await desk.town.call('GET', `/v1/orders/${opened.orderId}/refunds`)).data).toEqual([]);
  });
});
