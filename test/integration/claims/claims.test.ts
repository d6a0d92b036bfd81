import { until, type Channel } from '../notifications/town';
import { Counter } from './counter';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ environment: { DATABASE_POOL_SIZE: '20' } });
});
afterAll(() => counter.desk.town.closeInOrder());

describe('money that pays nothing and that no rule decides about', () => {
  test('is listed with its reason and age, and where it was found to belong it pays that order', async () => {
    const { town } = counter.desk;
    const money = await counter.misfit('wechat', 24_000);
    expect(money).toMatchObject({
      amount: 24_000,
      reason: 'amount_mismatch',
      waiting_days: 0,
      claim_id: null,
    });
    const orderId = await counter.order(2);
    const claim = await counter.claim(money, orderId);
    expect(claim).toMatchObject({ http: 201, status: 'requested', amount: 24_000, order_id: orderId });
    expect((await town.order(orderId)).status).toBe('open');
    const decided = await counter.decide(claim, 'approve');
    expect(decided).toMatchObject({ http: 200, status: 'approved', order_id: orderId });
    expect(await town.order(orderId)).toMatchObject({ status: 'paid', paid_at: money.occurred_at });
    expect(await counter.desk.journals(orderId)).toEqual([
      { kind: 'claim', debit: 'suspense:wechat', credit: expect.stringContaining('payable:'), fen: '24000' },
    ]);
    expect(await counter.untilReceipts(orderId)).toHaveLength(1);
    await until(
      'its service to be told',
      async () => town.webhooks(orderId),
      (it) => it.includes('order.paid'),
    );
    expect((await counter.waiting()).map((it) => it.transaction_id)).not.toContain(money.transaction_id);
    // The order that it came for waits for its own money again.
    const { cashier_url: url } = await town.order(money.opened.orderId);
    expect(await (await fetch(String(url))).text()).not.toContain('款项已收到');
  });

  test.each<Channel>(['wechat', 'alipay'])(
    'and is refunded on %s by the number under which it came, once it has paid an order',
    async (channel) => {
      const money = await counter.misfit(channel, 24_000);
      const orderId = await counter.order(2);
      await counter.bound(money, orderId);
      const { refund_id: none } = (await counter.desk.town.call(
        'GET',
        `/v1/orders/${orderId}/refunds`,
      )) as never;
      expect(none).toBeUndefined();
      await counter.untilReceipts(orderId);
      const id = await counter.desk.approved(orderId, 10_000);
      await counter.desk.untilRefund(id, 'succeeded');
      expect(await counter.desk.atChannel(channel, money.opened)).toBe(10_000);
      expect((await counter.desk.town.order(orderId)).status).toBe('partially_refunded');
    },
  );

  test.each<Channel>(['wechat', 'alipay'])('or goes back to its payer on %s, whole', async (channel) => {
    const money = await counter.misfit(channel, 11_999);
    const before = await counter.desk.town.balance(`suspense:${channel}`);
    const claim = await counter.claim(money, null);
    const { refund_id: id } = await counter.decide(claim, 'approve');
    await counter.desk.untilRefund(String(id), 'succeeded');
    expect(await counter.desk.atChannel(channel, money.opened)).toBe(11_999);
    expect(await counter.desk.town.balance(`suspense:${channel}`)).toBe(before + 11_999n);
    expect(await counter.claim(money, null)).toMatchObject({ http: 409, code: 'SUSPENSE_GOING_BACK' });
  });

  test('waits on where the claim is rejected, and can be claimed anew', async () => {
    const money = await counter.misfit('wechat', 12_001);
    const first = await counter.claim(money, null);
    const second = await counter.claim(money, null);
    expect(second).toMatchObject({ http: 409, code: 'SUSPENSE_CLAIMED', details: { claim: first.id } });
    expect(await counter.decide(first, 'reject')).toMatchObject({ status: 'rejected', note: '不符' });
    expect(await counter.decide(first, 'approve')).toMatchObject({ http: 409, code: 'CLAIM_NOT_IN_STATE' });
    expect((await counter.waiting()).map((it) => it.transaction_id)).toContain(money.transaction_id);
    expect(await counter.claim(money, null)).toMatchObject({ http: 201 });
  });

  test('pays one order, whoever binds it at the same time', async () => {
    const money = await counter.misfit('alipay', 24_000);
    const orders = await Promise.all(Array.from({ length: 8 }, () => counter.order(2)));
    const answers = await Promise.all(orders.map((orderId) => counter.claim(money, orderId)));
    const made = answers.filter(({ http }) => http === 201);
    expect(made).toHaveLength(1);
    expect(new Set(answers.filter(({ http }) => http !== 201).map(({ code }) => code))).toEqual(
      new Set(['SUSPENSE_CLAIMED']),
    );
    const decided = await Promise.all(
      Array.from({ length: 8 }, () => counter.decide(made[0] ?? {}, 'approve')),
    );
    expect(decided.filter(({ http }) => http === 200)).toHaveLength(1);
    const statuses = await Promise.all(orders.map(async (id) => (await counter.desk.town.order(id)).status));
    expect(statuses.filter((status) => status === 'paid')).toHaveLength(1);
  });

  test('and one order is paid by one of two, bound at the same time', async () => {
    const orderId = await counter.order(2);
    const two = [await counter.misfit('wechat', 24_000), await counter.misfit('alipay', 24_000)];
    const claims = [];
    for (const money of two) claims.push(await counter.claim(money, orderId));
    const decided = await Promise.all(claims.map((claim) => counter.decide(claim, 'approve')));
    expect(decided.map(({ http }) => http).sort()).toEqual([200, 409]);
    expect(decided.find(({ http }) => http === 409)).toMatchObject({ code: 'CLAIM_ORDER_PAID' });
  });
});
