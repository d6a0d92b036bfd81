import { reconcile } from '../integration/reports/traffic';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import { expectLists } from './console-figures';
import type { Visitor } from './console-visitor';

const DAY = '2026-11-24';
const clock = new MovedClock(`${DAY}T10:00:00+08:00`);
let world: ConsoleWorld;
let auditor: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock, withRegister: true });
  world.gateway.work(['reconciliation', 'register']);
  await world.desk.paid('wechat');
  await world.desk.paid('alipay', {
    items: [{ affair: 'passport', quantity: 2 }, { affair: 'driving-licence' }],
  });
  await world.desk.paid('wechat', { items: [{ affair: 'traffic-fine', decision_no: '310115190000123' }] });
  const { orderId } = await world.desk.paid('wechat');
  await world.desk.untilRefund(await world.desk.approved(orderId, 2_000), 'succeeded');
  await world.counter.misfit('wechat', 24_000);
  clock.moveTo('2026-11-25T10:00:00+08:00');
  await reconcile(world.desk, DAY);
  auditor = await world.person('sun');
});
afterAll(() => world.close());

test.each([
  ['/console', 10],
  ['/console/settlement', 8],
  [`/console/reconciliation?day=${DAY}`, 14],
  [`/console/reports/collection-daily?from=${DAY}&to=${DAY}`, 8],
  [`/console/reports/trial-balance?from=${DAY}&to=${DAY}`, 6],
])('each figure of %s leads to the list that comes to it', async (path, atLeast) => {
  expect(await expectLists(auditor, path)).toBeGreaterThanOrEqual(atLeast);
});
