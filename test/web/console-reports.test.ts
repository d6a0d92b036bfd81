import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

let world: ConsoleWorld;
let clerk: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  clerk = await world.person('lin');
  await world.desk.paid('wechat');
});
afterAll(() => world.close());

const DAYS = { from: '2026-11-25', to: '2026-11-25' };
const query = (filter: Record<string, string>): string =>
  new URLSearchParams({ ...DAYS, ...filter }).toString();

test('a second press on an export in the background leads to the file that is being made', async () => {
  const press = (more: Record<string, string> = {}, by = clerk) =>
    by.post('/console/reports/payments/export', { ...DAYS, format: 'csv', ...more });
  const made = async () =>
    (await world.gateway.sql<{ n: number }>('select count(*)::int as n from export_job'))[0]?.n;
  const pages = await Promise.all([press(), press(), press()]);
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await made()).toBe(1);
  expect(await world.audit('payments')).toHaveLength(1);
  // Anything else is another file: of other rows, of another form, for somebody else.
  await press({ channel: 'wechat' });
  await press({ format: 'xlsx' });
  await press({}, await world.person('wang'));
  expect(await made()).toBe(4);
  await world.gateway.sql(`update export_job set status = 'running'`);
  await press();
  expect(await made()).toBe(4);
  await world.gateway.sql(`update export_job set status = 'failed', error = 'x'`);
  await press();
  expect(await made()).toBe(5);
});
