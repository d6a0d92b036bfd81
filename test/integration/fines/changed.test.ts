import { MovedClock } from '../../support/moved-clock';
import { Town, until, type Channel, type Json } from '../notifications/town';

const TODAY = '2026-11-24';
const DECISION = {
  affair: 'traffic-fine',
  document_type: 'simple_decision',
  amount: 20_000,
  obligor: { name: '张三' },
  served: { method: 'handed_over', on: TODAY },
};
const reduced = { revision: { kind: 'reduced', on: TODAY, to: 10_000 } };
const revoked = { revision: { kind: 'revoked', on: TODAY } };

let town: Town;
let police: string;
beforeAll(async () => {
  const clock = new MovedClock(`${TODAY}T10:00:00+08:00`);
  town = await Town.open({ clock });
  police = (await town.gateway.createKey('police', { scopes: ['fines'] })).key;
});
afterAll(() => town.closeInOrder());

async function send(path: string, request: RequestInit, type: string): Promise<string> {
  const headers = { authorization: `Bearer ${police}`, 'content-type': type };
  const answer = await fetch(town.gateway.url + path, { ...request, headers });
  expect(answer.ok).toBe(true);
  return answer.text();
}

const tell = (no: string, more: object = {}) => {
  const body = JSON.stringify({ ...DECISION, ...more });
  return send(`/v1/fines/${no}`, { method: 'PUT', body }, 'application/json');
};

let count = 0;
async function decide(): Promise<string> {
  const no = String(310_115_190_006_000n + BigInt(++count));
  await tell(no);
  return no;
}

const itemOf = (decision_no: string) => ({ affair: 'traffic-fine', decision_no });
const open = (channel: Channel, nos: string[], more: object[] = []) =>
  town.open(channel, { items: [...nos.map(itemOf), ...more] });

const untilBack = (orderId: string): Promise<Json[]> =>
  until(
    `the money of ${orderId} to go back`,
    async () => (await town.call('GET', `/v1/orders/${orderId}/refunds`)).data as Json[],
    ([refund]) => refund?.status === 'succeeded',
  );

describe('while nobody works on the queues', () => {
  test('what is paid for a fine that was reduced a moment before goes back, and pays nothing', async () => {
    const no = await decide();
    const opened = await open('wechat', [no]);
    await tell(no, reduced);
    await town.gateway.pay(opened.content);
    town.gateway.work(['notifications', 'payments', 'webhooks']);
    const [refund] = await untilBack(opened.orderId);
    expect(refund).toMatchObject({ origin: 'suspense', amount: 20_000 });
    expect(await town.untilOrder(opened.orderId, 'closed')).toMatchObject({ paid_at: null });
    const again = await town.createOrder({ items: [itemOf(no)] });
    expect(await town.order(again)).toMatchObject({ status: 'open', amount: 10_000, reason: null });
  });
});

describe('an open order of a fine', () => {
  test.each<[string, Channel, object]>([
    ['is reduced', 'wechat', reduced],
    ['is reduced', 'alipay', reduced],
    ['is revoked', 'wechat', revoked],
    ['is under review', 'wechat', { suspensions: [{ cause: 'review', from: TODAY, to: null }] }],
    ['was served on another day', 'wechat', { served: { method: 'handed_over', on: '2026-11-20' } }],
  ])('that %s is closed on %s, and says why', async (_, channel, facts) => {
    const no = await decide();
    const opened = await open(channel, [no]);
    await tell(no, facts);
    const order = await town.untilOrder(opened.orderId, 'closed');
    expect(order.reason).toBe('fine_changed');
    const [told] = await town.gateway.sql<{ body: string }>(
      "select body from event where type = 'order.closed' and subject_id = $1",
      [opened.orderId],
    );
    expect(JSON.parse(told!.body)).toMatchObject({ data: { order: { reason: 'fine_changed' } } });
    if (channel === 'wechat')
      expect(await town.payment(opened.paymentId)).toMatchObject({ status: 'closed' });
    const page = await (await fetch(`${String(order.cashier_url)}?lang=en`)).text();
    expect(page).toMatch(/No money was taken.*a decision in it was changed/);
  });

  test('that changes in a file is closed with its whole cart; orders of other fines stay open', async () => {
    const [one, other, third] = [await decide(), await decide(), await decide()];
    const cart = await open('wechat', [one, other], [{ affair: 'passport' }]);
    const apart = await open('wechat', [third]);
    const rows = [
      { decision_no: other, ...DECISION, ...reduced },
      { decision_no: third, ...DECISION },
    ];
    const file = rows.map((row) => JSON.stringify(row)).join('\n');
    const answer = await send('/v1/fines/imports', { method: 'POST', body: file }, 'application/x-ndjson');
    expect(answer).toContain('updated');
    expect(await town.untilOrder(cart.orderId, 'closed')).toMatchObject({ reason: 'fine_changed' });
    expect(await town.order(apart.orderId)).toMatchObject({ status: 'open' });
  });

  test.each<[string, object]>([
    ['told again as it was', {}],
    ['told with a name corrected', { obligor: { name: '张叁' } }],
  ])('that is %s stays open', async (_, facts) => {
    const no = await decide();
    const opened = await open('wechat', [no]);
    await tell(no, facts);
    const waiting = await town.gateway.sql('select subject from outbox where subject = $1', [opened.orderId]);
    expect(waiting).toHaveLength(1);
    expect(await town.order(opened.orderId)).toMatchObject({ status: 'open' });
  });

  test('that was closed takes no money on a code that was not scanned yet: it goes back', async () => {
    const no = await decide();
    const opened = await open('alipay', [no]);
    await tell(no, revoked);
    await town.untilOrder(opened.orderId, 'closed');
    await town.gateway.pay(opened.content, { force: true });
    expect(await untilBack(opened.orderId)).toMatchObject([{ origin: 'suspense', amount: 20_000 }]);
  });
});
