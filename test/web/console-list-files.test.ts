import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

let world: ConsoleWorld;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  reviewer = await world.person('wang');
  await world.desk.paid('wechat');
  await world.desk.paid('alipay');
  await world.waiting();
});
afterAll(() => world.close());

const rowsOf = (html: string): number =>
  /<tbody[^>]*>(.*?)<\/tbody>/s.exec(html)?.[1]?.match(/<tr/g)?.length ?? 0;

async function linkOf(path: string): Promise<string | undefined> {
  const { html } = await reviewer.get(path);
  return /<a href="(\/console\/reports\/[^"]+)">导出/.exec(html)?.[1]?.replaceAll('&amp;', '&');
}

test.each([
  '/console/orders',
  '/console/orders?status=paid',
  '/console/orders?from=2026-11-25',
  '/console/orders?to=2026-11-25&status=paid',
  '/console/refunds',
  '/console/refunds?status=requested',
])('the file of the list %s has the rows that the list has', async (path) => {
  const listed = rowsOf((await reviewer.get(path)).html);
  const report = await reviewer.get((await linkOf(path)) ?? '');
  expect(listed).toBeGreaterThan(0);
  expect([report.status, rowsOf(report.html)]).toEqual([200, listed]);
});

test('a list of one number has no file, since no report knows that filter', async () => {
  expect(await linkOf('/console/orders?number=ord_1')).toBeUndefined();
});
