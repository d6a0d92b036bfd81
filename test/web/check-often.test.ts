import { CashierWorld, type Ordered } from './cashier-world';

const world = new CashierWorld();

beforeAll(() => world.open());
afterAll(() => world.gateway.close());

const noteAfter = async (order: Ordered): Promise<string | null> => {
  const { headers } = await world.sayPaid(order).expect(303);
  return new URL(headers.location ?? '', 'http://here').searchParams.get('note');
};

test('who presses “I have paid” again and again is asked to wait, on the page of the order', async () => {
  const order = await world.order();
  await world.press(order, 'wechat').expect(303);
  const notes: (string | null)[] = [];
  for (let press = 0; press < 7; press++) notes.push(await noteAfter(order));
  expect(notes).toEqual([...Array(5).fill('not-received'), 'asked-often', 'asked-often']);
  const { text } = await world.read(`${order.page}?lang=zh-CN&note=asked-often`).expect(200);
  expect(text).toContain('请不要重复支付');
});

test('one impatient citizen does not make another wait', async () => {
  const [one, other] = [await world.order(), await world.order()];
  for (let press = 0; press < 7; press++) await noteAfter(one);
  expect(await noteAfter(one)).toBe('asked-often');
  expect(await noteAfter(other)).toBe('not-received');
});
