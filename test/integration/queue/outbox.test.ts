import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderRejected, ProviderUnavailable } from '../../../src/providers/provider.errors';
import { LEASE_MS } from '../../../src/queue/work';
import { carriers, Office } from './office';

const SECOND = 1_000;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `subject_${i}`);

describe.each(carriers)('work that waits in the outbox, carried by $name', (carrier) => {
  let office: Office;
  beforeAll(() => carrier.start());
  afterAll(() => carrier.stop());
  beforeEach(async () => {
    office = await Office.open(carrier);
  });
  afterEach(() => office.close());

  test('is done once and is gone', async () => {
    office.startWorkers();
    await office.put('a', 'b');
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect([...office.worked].sort()).toEqual(['a', 'b']);
  });

  test('is not done before its time', async () => {
    office.startWorkers();
    await office.putAt(new Date(office.clock.now().getTime() + 60 * SECOND), 'later');
    await office.put('now');
    await office.until('the first to be done', (entries) => entries.length === 1);
    expect(office.worked).toEqual(['now']);
    office.clock.offsetMs += 61 * SECOND;
    await office.until('the second to be done', (entries) => entries.length === 0);
    expect(office.worked).toEqual(['now', 'later']);
  });

  test('that is to be done again comes again at the time that it named, and is no failure', async () => {
    const again = new Date(office.clock.now().getTime() + 120 * SECOND);
    office.work = () => Promise.resolve(office.worked.length < 2 ? { runAt: again } : 'done');
    office.startWorkers();
    await office.put('a');
    const [entry] = await office.until('a postponed entry', ([e]) => e?.run_at.getTime() === again.getTime());
    expect(entry).toMatchObject({ attempts: 0, dispatched_at: null, last_error: null });
    office.clock.offsetMs += 121 * SECOND;
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect(office.worked).toEqual(['a', 'a']);
  });

  test('that fails because something is away is repeated with growing gaps until it is back', async () => {
    let isAway = true;
    office.work = () => (isAway ? Promise.reject(ProviderUnavailable()) : Promise.resolve('done'));
    office.startWorkers();
    await office.put('a');
    const gaps: number[] = [];
    for (let attempts = 1; attempts <= 4; attempts++) {
      const [entry] = await office.until(`failure ${attempts}`, ([e]) => e?.attempts === attempts);
      expect(entry).toMatchObject({ last_error: 'CHANNEL_UNAVAILABLE', parked_at: null });
      gaps.push(Math.round((entry!.run_at.getTime() - office.clock.now().getTime()) / SECOND));
      office.clock.offsetMs += 31 * SECOND;
    }
    isAway = false;
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect(gaps[3]).toBeGreaterThan(gaps[0]!);
    expect(office.reports.filter((report) => report === 'work failed')).toHaveLength(4);
  });

  test('that fails for a bug is set aside after some tries, stays visible, and can be put again', async () => {
    office.work = () => Promise.reject(new TypeError('a bug'));
    office.startWorkers();
    await office.put('a');
    for (let attempts = 1; attempts <= 8; attempts++) {
      await office.until(`failure ${attempts}`, ([entry]) => entry?.attempts === attempts);
      office.clock.offsetMs += 301 * SECOND;
    }
    const [entry] = await office.until('the entry to be set aside', ([e]) => e?.parked_at !== null);
    expect(entry!.last_error).toContain('a bug');
    expect(office.reports.at(-1)).toBe('work set aside');
    office.clock.offsetMs += 3_600 * SECOND;
    await sleep(500);
    expect(office.worked).toHaveLength(9);
    office.work = () => Promise.resolve('done');
    await office.put('a');
    await office.until('the end of the work', (entries) => entries.length === 0);
  });

  test('that was refused for good is set aside at once', async () => {
    office.work = () => Promise.reject(ProviderRejected());
    office.startWorkers();
    await office.put('a');
    await office.until('the entry to be set aside', ([entry]) => Boolean(entry?.parked_at));
    expect(office.worked).toEqual(['a']);
  });

  test('that is put again while it runs is done again', async () => {
    let finish: () => void = () => undefined;
    office.work = () => new Promise((resolve) => (finish = () => resolve('done')));
    office.startWorkers();
    await office.put('a');
    await office.until('the work to begin', () => office.worked.length === 1);
    await office.put('a');
    finish();
    await office.until('the work to begin again', () => office.worked.length === 2);
    finish();
    await office.until('the end of the work', (entries) => entries.length === 0);
  });

  test('that has become needless is not done', async () => {
    await office.put('needless', 'needed');
    await office.database.stores.outbox.cancelEntries([{ kind: 'payment.follow', subject: 'needless' }]);
    office.startWorkers();
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect(office.worked).toEqual(['needed']);
  });

  test('is done once each, whatever many relays and workers there are', async () => {
    const subjects = numbered(300);
    await office.put(...subjects);
    for (let i = 0; i < 2; i++) office.startWorkers();
    office.startRelay();
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect([...office.worked].sort()).toEqual([...subjects].sort());
  });

  test('comes again after the queue has lost everything', async () => {
    const relay = office.startRelay();
    const subjects = numbered(20);
    await office.put(...subjects);
    await office.until('the hand-over', (entries) => entries.every((entry) => entry.dispatched_at));
    // An entry is marked before its job is added: the wipe must come after both.
    await relay.stop();
    await carrier.wipe(office.testDatabase.url);
    office.startWorkers();
    await sleep(500);
    expect(office.worked).toEqual([]);
    office.clock.offsetMs += LEASE_MS + SECOND;
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect([...office.worked].sort()).toEqual([...subjects].sort());
  });

  test('whose worker has died with it is taken by another after the lease', async () => {
    let comeBack: () => void = () => undefined;
    const dead = new Promise<'done'>((resolve) => (comeBack = () => resolve('done')));
    office.work = () => (office.worked.length === 1 ? dead : Promise.resolve('done'));
    office.startWorkers();
    await office.put('a');
    await office.until('the work to begin', () => office.worked.length === 1);
    office.clock.offsetMs += LEASE_MS - SECOND;
    await sleep(500);
    expect(office.worked).toEqual(['a']);
    office.clock.offsetMs += 2 * SECOND;
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect(office.worked).toEqual(['a', 'a']);
    comeBack();
  });

  test('that came together with work that takes long does not wait for it', async () => {
    let end: () => void = () => undefined;
    const long = new Promise<'done'>((resolve) => (end = () => resolve('done')));
    office.work = (subject) => (subject === 'subject_0' ? long : Promise.resolve('done'));
    await office.put(...numbered(30));
    office.startWorkers();
    const left = await office.until('the rest', (entries) => entries.length === 1);
    expect(left[0]?.subject).toBe('subject_0');
    end();
    await office.until('the end of the work', (entries) => entries.length === 0);
  });

  test('that had not begun when its worker was stopped is done by another at once, not after the lease', async () => {
    let end: () => void = () => undefined;
    const long = new Promise<'done'>((resolve) => (end = () => resolve('done')));
    office.work = () => (office.worked.length <= 10 ? long : Promise.resolve('done'));
    await office.put(...numbered(30));
    const queue = office.newQueue();
    const workers = office.startWorkers(queue);
    await office.until('as many as may run at once', () => office.worked.length === 10);
    await workers.stop();
    const closed = queue.close();
    end();
    await closed;
    await office.until('the end of what had begun', (entries) => entries.length === 20);
    office.startWorkers();
    await office.until('the end of the work', (entries) => entries.length === 0);
    expect([...office.worked].sort()).toEqual(numbered(30).sort());
  });

  test('the inbox is looked at although every nudge was lost', async () => {
    office.startWorkers();
    await office.until('two looks into the inbox', () => office.drains >= 2);
  });

  test('a nudge makes a worker look into the inbox', async () => {
    const queue = office.newQueue();
    let nudges = 0;
    queue.serve('notifications', async () => void nudges++, 1);
    await queue.add('notifications', [{}]);
    await office.until('the nudge', () => nudges === 1);
  });
});
