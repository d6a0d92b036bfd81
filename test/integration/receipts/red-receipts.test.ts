import request from 'supertest';
import { until, type Json } from '../notifications/town';
import { Desk } from '../refunds/desk';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  desk.town.gateway.work(['notifications', 'payments', 'receipts']);
});
afterAll(() => desk.town.closeInOrder());

const receiptsOf = async (orderId: string): Promise<Json[]> =>
  (await desk.town.call('GET', `/v1/orders/${orderId}/receipts`)).data as Json[];
const redOf = (receipt: Json | undefined): Json[] => receipt?.red_receipts as Json[];

const untilReversed = (orderId: string, reversals: string[]): Promise<Json[]> =>
  until(
    `the receipts of ${orderId} to be reversed`,
    () => receiptsOf(orderId),
    (receipts) => receipts.map(({ reversal }) => reversal).join() === reversals.join(),
  );

async function give(orderId: string, amount: number): Promise<string> {
  const id = await desk.approved(orderId, amount);
  await desk.untilRefund(id, 'succeeded');
  return id;
}

const read = async (address: unknown, language: string): Promise<string> =>
  (await fetch(`${String(address)}?lang=${language}`)).text();

const typed = async ({ code, number, check_code }: Json): Promise<string> => {
  const form = request(desk.town.gateway.app).post('/verify?lang=zh-CN').type('form');
  return (await form.set('Sec-Fetch-Site', 'same-origin').send({ code, number, check_code })).text;
};

describe('R33: a refund reverses the receipt by a red receipt', () => {
  test('of its own number in the series, of its amount, naming the original, which stays as it was', async () => {
    const { orderId } = await desk.paid('wechat');
    await untilReversed(orderId, ['none']);
    const refundId = await give(orderId, 12_000);
    const [receipt] = await untilReversed(orderId, ['full']);
    expect(receipt).toMatchObject({ amount: 12_000 });
    const [red] = redOf(receipt);
    expect(red).toMatchObject({ code: receipt?.code, amount: -12_000, refund_id: refundId });
    expect(Number(red?.number)).toBeGreaterThan(Number(receipt?.number));
    await expect(desk.town.gateway.sql('delete from red_receipt')).rejects.toThrow('append-only');
  });

  test('once, however often and by however many it is issued', async () => {
    const { orderId } = await desk.paid('wechat');
    const refundId = await give(orderId, 5_000);
    await untilReversed(orderId, ['partial']);
    const { database } = desk.town.gateway;
    const now = new Date();
    await database.stores.outbox.putEntries(
      [{ kind: 'receipt.reverse', subject: refundId, runAt: now }],
      now,
    );
    await until(
      'that to be worked off',
      () => desk.town.gateway.sql("select 1 from outbox where kind = 'receipt.reverse'"),
      (waiting) => waiting.length === 0,
    );
    expect(redOf((await receiptsOf(orderId))[0])).toHaveLength(1);
  });

  test('for a part over that part, for each line that it is of', async () => {
    const items = [{ affair: 'passport' }, { affair: 'passport', quantity: 2 }];
    const { orderId } = await desk.paid('alipay', { items });
    await give(orderId, 9_000);
    const receipts = await untilReversed(orderId, ['partial', 'partial']);
    expect(receipts.map((receipt) => redOf(receipt).map(({ amount }) => amount))).toEqual([
      [-3_000],
      [-6_000],
    ]);
  });

  test('and is not there for money that went back from suspense, which had no receipt', async () => {
    const { orderId } = await desk.paid('wechat');
    const other = await desk.town.open('alipay');
    await desk.town.call('POST', `/v1/orders/${other.orderId}/close`);
    await desk.town.gateway.pay(other.content, { force: true });
    await until(
      'the money to go back',
      () => desk.town.call('GET', `/v1/orders/${other.orderId}/refunds`),
      ({ data }) => (data as Json[])[0]?.status === 'succeeded',
    );
    expect(await receiptsOf(other.orderId)).toEqual([]);
    await untilReversed(orderId, ['none']);
  });
});

describe('R33: whoever looks at a reversed receipt', () => {
  let receipt: Json;
  let red: Json;
  let page: unknown;
  beforeAll(async () => {
    const { orderId } = await desk.paid('wechat', { payer: { name: '欧阳明日' } });
    await give(orderId, 5_000);
    receipt = (await untilReversed(orderId, ['partial']))[0]!;
    red = redOf(receipt)[0]!;
    page = (await desk.town.order(orderId)).receipt_url;
  });

  test('sees on its page how far it stands, and the red receipt with its amount in words, in both languages', async () => {
    const chinese = await read(page, 'zh-CN');
    for (const shown of [
      '红字收据',
      '款项已部分退回',
      '-¥50.00',
      '负伍拾元整',
      `${red.code as string} ${red.number as string}`,
    ])
      expect(chinese).toContain(shown);
    expect(await read(page, 'en')).toContain('Part of this money was paid back');
    expect(chinese.match(/<svg class="qr"/g)).toHaveLength(2);
  });

  test('finds both numbers in the PDF', async () => {
    const pdf = Buffer.from(await (await fetch(`${String(page)}.pdf?lang=zh-CN`)).arrayBuffer());
    expect(pdf.toString('latin1')).toContain(
      `31010126 ${String(receipt.number)}, 31010126 ${String(red.number)}`,
    );
  });

  test('is told by the verification of either, by number and by QR code', async () => {
    expect(await typed(receipt)).toContain('收据真实，已部分红字冲销');
    const ofRed = await typed(red);
    for (const shown of ['红字收据真实有效', '-¥50.00', `31010126 ${String(receipt.number)}`])
      expect(ofRed).toContain(shown);
    expect(ofRed).not.toContain('欧阳');
    expect(await read(receipt.verify_url, 'en')).toContain('genuine, but partly reversed');
    expect(await read(red.verify_url, 'en')).toContain('This red receipt is genuine');
    expect(await typed({ ...red, check_code: 'zzzzzz' })).toContain('没有查到这张收据');
  });
});
