import { CashierWorld } from './cashier-world';

const world = new CashierWorld();

beforeAll(() => world.open());
afterAll(() => world.gateway.close());

/** The time from which the test goes on. */
const moveTo = (at: string): void => {
  world.clock.offsetMs = Date.parse(at) - Date.now();
};

/** What is read, without the markup. */
const textOf = (html: string): string => html.replace(/<[^>]+>/g, '');
const inEnglish = (page: string) => `${page}?lang=en`;

describe('the details of a fine', () => {
  test('R03: of a late fine shows principal, surcharge with its days, and the due day', async () => {
    moveTo('2026-11-24T10:00:00+08:00');
    const order = await world.order({
      items: [{ affair: 'traffic-fine', decision_no: '310115190000125' }],
    });
    const chinese = textOf((await world.read(order.page)).text);
    for (const shown of [
      '¥3,740.00',
      '缴款期限：2026年10月26日',
      '罚款 ¥2,000.00',
      '加处罚款（逾期 29 天） ¥1,740.00',
      '计算依据送达日期：2026年10月9日',
      '按 2026年11月24日 计算',
      '《行政处罚法》第七十二条',
      'traffic-fine/1',
    ]) {
      expect(chinese).toContain(shown);
    }
    const english = textOf((await world.read(inEnglish(order.page))).text);
    for (const shown of ['Due by 26 Oct 2026', 'Fine ¥2,000.00', 'Late surcharge (29 days) ¥1,740.00']) {
      expect(english).toContain(shown);
    }
  });

  test('R04: says so when the surcharge has reached its limit', async () => {
    moveTo('2026-12-20T10:00:00+08:00');
    const items = [{ affair: 'traffic-fine', decision_no: '310115190000125' }];
    const { page } = await world.order({ items });
    expect(textOf((await world.read(page)).text)).toContain('加处罚款（逾期 55 天，已达上限） ¥2,000.00');
  });

  test('R05: of a fine in its term shows the due day and no surcharge', async () => {
    moveTo('2026-12-01T10:00:00+08:00');
    const items = [{ affair: 'traffic-fine', decision_no: '310115190000123' }];
    const { text } = await world.read((await world.order({ items })).page);
    expect(text).toContain('缴款期限：2026年12月1日');
    expect(text).not.toContain('加处罚款');
  });
});

test('R23: who paid after the midnight of the quote is told what is still owed', async () => {
  moveTo('2026-12-01T23:50:00+08:00');
  const order = await world.order({
    items: [{ affair: 'traffic-fine', decision_no: '310115190000124', amount: 10_000 }],
  });
  await world.payInWallet(order, 'wechat', { at: '2026-12-04T00:00:05+08:00', force: true });
  await world.sayPaid(order).expect(303);
  const chinese = await world.read(order.page);
  expect(chinese.text).toContain('已收到您支付的 ¥100.00。');
  expect(chinese.text).toContain('尚欠 ¥3.00');
  const english = await world.read(inEnglish(order.page));
  expect(english.text).toContain('¥3.00 is still owed');
  expect(textOf(english.text)).toContain('Ask the payee how to pay the rest.');

  moveTo('2026-12-04T10:00:00+08:00');
  const rest = await world.order({ items: [{ affair: 'traffic-fine', decision_no: '310115190000124' }] });
  const asked = textOf((await world.read(rest.page)).text);
  for (const shown of ['此前已缴 ¥100.00', '加处罚款（逾期 1 天） ¥3.00']) expect(asked).toContain(shown);
  await world.payInWallet(rest, 'alipay');
  await world.sayPaid(rest).expect(303);
  const settled = await world.read(order.page);
  expect(settled.text).toContain('当时尚欠的部分已经补缴');
  expect(settled.text).not.toContain('尚欠 ¥3.00');
});
