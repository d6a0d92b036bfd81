import type { Database } from '../../../src/db/database';
import { createOrderWatch, type OrderNews } from '../../../src/orders/order-watch.service';
import type { OrderStanding } from '../../../src/orders/order.store';

const OPEN: OrderStanding = { shown: 'open: ', isOpen: true };
const PAID: OrderStanding = { shown: 'paid: ', isOpen: false };

/** A database whose looks are counted, with every order open. */
function officeOf(limits?: { all: number; perOrder: number }) {
  const standings = new Map<string, OrderStanding>();
  const findStandings = jest.fn(
    async (ids: readonly string[]) => new Map(ids.map((id) => [id, standings.get(id) ?? OPEN])),
  );
  const database = { stores: { orders: { findStandings } } } as unknown as Database;
  const watch = createOrderWatch({ database, everyMs: 500, ...(limits && { limits }) });
  const heard: string[] = [];
  const listen = (orderId: string) =>
    watch.watch(orderId, (news: OrderNews) => heard.push(`${orderId} ${news}`));
  return { watch, standings, findStandings, heard, listen };
}

/** That long, with whatever waits for the timers of the time. */
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    jest.advanceTimersByTime(100);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('one look at the database serves everybody who has a page open, and only whose order changed is told', async () => {
  const { standings, findStandings, heard, listen } = officeOf();
  for (const orderId of ['a', 'a', 'b', 'c']) await listen(orderId);
  findStandings.mockClear();
  standings.set('a', PAID).set('c', { shown: 'open: pay_1 pending', isOpen: true });
  await pass(500);
  expect(findStandings.mock.calls).toEqual([[['a', 'b', 'c']]]);
  expect(heard).toEqual(['a over', 'a over', 'c changed']);
  await pass(500);
  expect(heard).toHaveLength(3);
});

test('nobody looks when nobody has a page open any more', async () => {
  const { findStandings, listen } = officeOf();
  for (const leave of [await listen('a'), await listen('b')]) leave?.();
  findStandings.mockClear();
  await pass(5_000);
  expect(findStandings.mock.calls.length).toBeLessThanOrEqual(1);
  await listen('a');
  findStandings.mockClear();
  await pass(500);
  expect(findStandings).toHaveBeenCalledWith(['a']);
});

test('who is too many, of one order or of all, is not taken; a place that was left is free', async () => {
  const { listen } = officeOf({ all: 3, perOrder: 2 });
  const first = await listen('a');
  await listen('a');
  expect(await listen('a')).toBeNull();
  expect(await listen('b')).not.toBeNull();
  expect(await listen('c')).toBeNull();
  first?.();
  expect(await listen('c')).not.toBeNull();
});

test('when the database cannot be asked, everybody is told that it stops, and the next are served again', async () => {
  const { standings, findStandings, heard, listen } = officeOf();
  const leave = await listen('a');
  findStandings.mockRejectedValueOnce(new Error('away'));
  await pass(500);
  expect(heard).toEqual(['a stopped']);
  leave?.();
  await listen('b');
  standings.set('b', PAID);
  await pass(1_000);
  expect(heard).toEqual(['a stopped', 'b over']);
});

test('a process that stops tells everybody, and takes nobody any more', async () => {
  const { watch, heard, listen } = officeOf();
  await listen('a');
  watch.close();
  expect(heard).toEqual(['a stopped']);
  expect(await listen('b')).toBeNull();
});
