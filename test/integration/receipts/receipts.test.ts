import { createReceiptService } from '../../../src/receipts/receipt.service';
import { Town, until, type Json } from '../notifications/town';

let town: Town;
const clock = { now: () => new Date('2026-11-24T10:00:00+08:00') };
const issuer = () => createReceiptService({ database: town.gateway.database, clock, region: '31' });

beforeAll(async () => {
  town = await Town.open();
  town.gateway.work(['notifications', 'payments']);
});
afterAll(() => town.closeInOrder());

interface Numbered {
  no: string;
  order_id: string;
}

const numbered = (code: string) =>
  town.gateway.sql<Numbered>('select no, order_id from receipt where code = $1 order by no', [code]);

async function paidOrder(more: object = {}): Promise<string> {
  const opened = await town.open('wechat', more);
  await town.gateway.pay(opened.content);
  await town.untilOrder(opened.orderId, 'paid');
  return opened.orderId;
}

const receiptsOf = async (orderId: string): Promise<Json[]> =>
  (await town.call('GET', `/v1/orders/${orderId}/receipts`)).data as Json[];

describe('the receipts of an order', () => {
  test('are issued once it is paid, one for each line, and the order links to them (R19, R33)', async () => {
    const items = [{ affair: 'passport' }, { affair: 'passport', quantity: 2 }];
    const opened = await town.open('wechat', { items, payer: { name: '李四' } });
    expect(await town.order(opened.orderId)).toMatchObject({ receipt_url: null });
    expect(await receiptsOf(opened.orderId)).toEqual([]);
    await town.gateway.pay(opened.content);
    await town.untilOrder(opened.orderId, 'paid');
    await issuer().issueReceipts(opened.orderId);

    const receipts = await receiptsOf(opened.orderId);
    expect(receipts).toMatchObject([
      { code: '31010126', payer: '李四', paid_by: null, amount: 12_000, quantity: 1 },
      { code: '31010126', payer: '李四', paid_by: null, amount: 24_000, quantity: 2 },
    ]);
    for (const receipt of receipts) {
      expect(receipt).toMatchObject({
        number: expect.stringMatching(/^\d{10}$/),
        check_code: expect.stringMatching(/^[0-9a-z]{6}$/),
        issued_at: '2026-11-24T10:00:00+08:00',
        verify_url: expect.stringMatching(/^http.+\/verify\/[\w-]{32}$/),
      });
    }
    const [, second] = receipts;
    expect(Number(second?.number)).toBe(Number(receipts[0]?.number) + 1);
    const order = await town.order(opened.orderId);
    expect(order.receipt_url).toMatch(/^http.+\/receipts\/[\w-]{32}$/);
    const listed = (await town.call('GET', '/v1/orders?limit=1')).data as Json[];
    expect(listed[0]).toMatchObject({ id: opened.orderId, receipt_url: order.receipt_url });
  });

  test('name the obligor of a fine as payer, and keep who paid for him (R16)', async () => {
    const [fine] = await town.gateway.sql<{ decision_no: string; obligor_name: string }>(
      `select decision_no, obligor_name from fine where decision_no = '310115190000123'`,
    );
    const items = [{ affair: 'traffic-fine', decision_no: fine?.decision_no }];
    const orderId = await paidOrder({ items, payer: { name: '代缴人李四' } });
    await issuer().issueReceipts(orderId);
    const [receipt] = await receiptsOf(orderId);
    expect(receipt).toMatchObject({
      payer: fine?.obligor_name,
      paid_by: '代缴人李四',
      decision_no: '310115190000123',
    });
  });

  test('say for ever what they said, whatever the city calls things later', async () => {
    const orderId = await paidOrder();
    await issuer().issueReceipts(orderId);
    const before = await receiptsOf(orderId);
    await town.gateway.sql(`update agency set name_zh = name_zh || '（改）'`);
    expect(await receiptsOf(orderId)).toEqual(before);
    const change = town.gateway.sql('update receipt set amount_fen = 1 where order_id = $1', [orderId]);
    await expect(change).rejects.toThrow('append-only');
  });

  test('are nobody’s business but the service’s whose order it is', async () => {
    const orderId = await paidOrder();
    const { key } = await town.gateway.createKey('another');
    const answer = await fetch(`${town.gateway.url}/v1/orders/${orderId}/receipts`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(404);
  });
});

describe('the numbers of a series (R33)', () => {
  test('have no gap and no double when 20 orders are issued at the same time, each twice', async () => {
    const orderIds: string[] = [];
    for (let i = 0; i < 20; i++) orderIds.push(await paidOrder());
    const { issueReceipts } = issuer();
    await Promise.all([...orderIds, ...orderIds].map((orderId) => issueReceipts(orderId)));
    const numbers = await numbered('31010126');
    expect(numbers.map(({ no }) => Number(no))).toEqual(numbers.map((_, index) => index + 1));
    for (const orderId of orderIds) {
      expect(numbers.filter(({ order_id }) => order_id === orderId)).toHaveLength(1);
    }
  });

  test('are given again where what took them was rolled back', async () => {
    const orderId = await paidOrder();
    const { database } = town.gateway;
    const failed = database.transact(async (stores) => {
      await stores.receipts.takeNumbers('31010126', 3);
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await issuer().issueReceipts(orderId);
    const numbers = await numbered('31010126');
    expect(numbers.at(-1)).toEqual({ no: String(numbers.length), order_id: orderId });
  });

  test('begin anew in another year', async () => {
    const orderId = await paidOrder();
    const nextYear = { now: () => new Date('2027-01-01T00:00:00+08:00') };
    const { database } = town.gateway;
    await createReceiptService({ database, clock: nextYear, region: '31' }).issueReceipts(orderId);
    expect(await numbered('31010127')).toEqual([{ no: '1', order_id: orderId }]);
  });

  test('an order that is issued again takes none, and one that is not paid gets none', async () => {
    const orderId = await paidOrder();
    await issuer().issueReceipts(orderId);
    const before = await numbered('31010126');
    await issuer().issueReceipts(orderId);
    const open = await town.createOrder();
    await issuer().issueReceipts(open);
    expect(await numbered('31010126')).toEqual(before);
    expect(await receiptsOf(open)).toEqual([]);
  });
});

// The last: what serves a queue once serves it until the end.
test('receipts are issued by a worker, from the transaction in which the order was paid', async () => {
  const orderId = await paidOrder();
  town.gateway.work(['receipts']);
  await until(
    'receipts',
    () => receiptsOf(orderId),
    (receipts) => receipts.length === 1,
  );
});
