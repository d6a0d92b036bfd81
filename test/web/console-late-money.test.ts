import { MovedClock } from '../support/moved-clock';
import { expectLists } from './console-figures';
import type { Seen } from './console-visitor';
import { ConsoleWorld } from './console-world';

const DAY = '2026-11-25';
const clock = new MovedClock(`${DAY}T10:00:00+08:00`);
let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
});
// The day is sealed by hand, without its rows.
afterAll(() => world.desk.town.close());

/** The figures of a row of the first table, WeChat Pay’s. */
const figuresOf = ({ text }: Seen, row: string) =>
  new RegExp(`${row} (\\d+) (¥[\\d.]+) (\\d+) (¥[\\d.]+)`).exec(text)?.slice(1);

test('money of a closed day that was booked later is counted apart, and leads to its rows', async () => {
  const lin = await world.person('lin');
  const page = `/console/reconciliation?day=${DAY}`;
  await world.desk.paid('wechat');
  await world.gateway.sql(
    `insert into sealed_day values ('${DAY}', 'before', 'hash', '{}', 'k', 's', 'stf_1', 'stf_2', $1)`,
    [clock.now()],
  );
  const before = await lin.get(page);
  expect(before.text).not.toContain('关账后入账');
  const { orderId } = await world.desk.paid('wechat');
  await world.desk.untilRefund(await world.desk.approved(orderId, 2_000), 'succeeded');
  const seen = await lin.get(page);
  const [paid] = figuresOf(before, '我方账')?.slice(1) ?? [];
  expect(figuresOf(seen, '我方账')?.[0]).toBe('2');
  expect(figuresOf(seen, '其中关账后入账（计入入账日的关账证明）')).toEqual(['1', paid, '1', '¥20.00']);
  expect(await expectLists(lin, page)).toBe(8);
  expect((await lin.get(`${page}&lang=en`)).text).toContain('of this booked after the close');
  const path = `/v1/reconciliation-days/${DAY}?channel=wechat`;
  expect(await world.desk.town.call('GET', path)).toMatchObject({
    ledger: { paid: { count: 2 }, booked_later: { paid: { count: 1 }, refunded: { amount: 2_000 } } },
  });
});
