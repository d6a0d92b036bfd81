import { setTimeout as sleep } from 'node:timers/promises';
import { LEASE_MS, workOnEntry } from '../../../src/queue/work';
import { carriers, Office } from './office';

const SECOND = 1_000;

describe('a lease', () => {
  let office: Office;
  beforeEach(async () => {
    office = await Office.open(carriers[0]!);
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_INTERVALS });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await office.close();
  });

  test('is extended for as long as the work goes on, so that nobody else begins it', async () => {
    const { outbox } = office.database.stores;
    await office.put('slow');
    const take = () => {
      const now = office.clock.now();
      return outbox.takeDue(now, new Date(now.getTime() + LEASE_MS), 10);
    };
    const [entry] = await take();
    let finish: () => void = () => undefined;
    office.work = () => new Promise((resolve) => (finish = () => resolve('done')));
    const working = workOnEntry(office.workDeps(), entry!.id);
    await office.until('the work to begin', () => office.worked.length === 1);
    office.clock.offsetMs += LEASE_MS - SECOND;
    jest.advanceTimersByTime(LEASE_MS / 3);
    await sleep(300);
    office.clock.offsetMs += LEASE_MS - SECOND;
    expect(await take()).toEqual([]);
    finish();
    await working;
    expect(await office.entries()).toEqual([]);
  });

  test('that ends when its work was put and taken again, at the very same time, does not end the new one', async () => {
    const { outbox } = office.database.stores;
    const now = office.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    await office.putAt(now, 'a');
    const [first] = await outbox.takeDue(now, leaseUntil, 10);
    await office.putAt(now, 'a');
    const [second] = await outbox.takeDue(now, leaseUntil, 10);
    await outbox.finishEntry(first!);
    expect(await office.entries()).toMatchObject([{ id: String(second!.id), dispatched_at: now }]);
  });

  test('that somebody else holds by now makes the late end of the work count for nothing', async () => {
    const { outbox } = office.database.stores;
    await office.put('a');
    const now = office.clock.now();
    const [first] = await outbox.takeDue(now, new Date(now.getTime() + LEASE_MS), 10);
    office.clock.offsetMs += LEASE_MS + SECOND;
    const later = office.clock.now();
    const [second] = await outbox.takeDue(later, new Date(later.getTime() + LEASE_MS), 10);
    await outbox.finishEntry(first!);
    await outbox.postponeEntry(first!, { runAt: now, error: 'late', parkedAt: now });
    await outbox.releaseEntries([first!]);
    expect(await office.entries()).toMatchObject([{ parked_at: null, last_error: null }]);
    expect((await office.entries())[0]!.dispatched_at).toEqual(second!.dispatchedAt);
    await outbox.finishEntry(second!);
    expect(await office.entries()).toEqual([]);
  });
});

const EVERYTHING_BUT_INTERVALS: FakeableAPI[] = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
];
