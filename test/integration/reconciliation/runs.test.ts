import {
  OutcomeUnknown,
  ProviderRejected,
  ProviderUnavailable,
} from '../../../src/providers/provider.errors';
import { reconciliationHandler } from '../../../src/reconciliation/reconciliation.jobs';
import { beijing, line, openWorld, type World } from './world';

const DAY = '2026-03-31';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const run = (id: string) => world.reconciliations.run(id);
const reportOf = (id: string) => world.reconciliations.getReport(id);
const dueRuns = async () => {
  const due = await world.database.stores.outbox.takeDue(world.now, world.now, 100);
  return due.filter(({ kind }) => kind === 'reconciliation.run').map(({ subject }) => subject);
};

describe('a run on demand', () => {
  test('waits in the outbox until a worker does it', async () => {
    const asked = await world.reconciliations.requestRun('wechat', DAY);
    expect(asked).toMatchObject({
      status: 'queued',
      trigger: 'request',
      statement: null,
      matchedCount: null,
    });
    expect(await dueRuns()).toEqual([asked.id]);
  });

  test('while one of the same day is under way is that one, and asks again at once', async () => {
    const first = await world.reconciliations.requestRun('wechat', DAY);
    await run(first.id);
    expect(await reportOf(first.id)).toMatchObject({ status: 'waiting' });
    const [entry] = await world.database.stores.outbox.takeDue(world.now, world.now, 1);
    const later = beijing('2026-04-03', '10:00:00');
    await world.database.stores.outbox.postponeEntry(entry!, { runAt: later, error: null, parkedAt: later });
    expect(await dueRuns()).toEqual([]);
    const second = await world.reconciliations.requestRun('wechat', DAY);
    expect(second).toMatchObject({ id: first.id, status: 'waiting' });
    expect(await dueRuns()).toEqual([first.id]);
  });

  test('asked for ten times at once is one run', async () => {
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => world.reconciliations.requestRun('wechat', DAY)),
    );
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
  });

  test('after one that has ended is another one', async () => {
    world.channel.put(DAY, []);
    const first = await world.reconcile(DAY);
    expect((await world.reconcile(DAY)).id).not.toBe(first.id);
  });

  test.each([
    ['paypal', DAY, '/channel'],
    ['wechat', '2026-04-03', '/business_day'],
  ])('of %s for %s is refused at %s', async (channel, day, pointer) => {
    await expect(world.reconciliations.requestRun(channel, day)).rejects.toMatchObject({
      kind: 'invalid',
      details: { errors: [{ in: 'body', pointer }] },
    });
  });
});

describe('a file that is not ready', () => {
  test('is asked for again half an hour later, until it is there', async () => {
    const { id } = await world.reconciliations.requestRun('wechat', DAY);
    const handle = reconciliationHandler(world.reconciliations);
    expect(await handle(id)).toEqual({ runAt: beijing('2026-04-02', '10:30:00') });
    expect(await reportOf(id)).toMatchObject({ status: 'waiting' });
    world.channel.put(DAY, [line('A')]);
    await world.bookPayment('A');
    expect(await handle(id)).toBe('done');
    expect(await reportOf(id)).toMatchObject({ status: 'balanced', matchedCount: 1 });
    expect(await handle(id)).toBe('done');
    expect(world.channel.asked).toBe(2);
  });
});

describe('a channel that fails', () => {
  test.each([
    ['cannot be reached', ProviderUnavailable],
    ['gives no answer that can be trusted', OutcomeUnknown],
  ])('because it %s leaves the run queued and has the queue try again', async (_, error) => {
    world.channel.files.set(DAY, () => Promise.reject(error()));
    const { id } = await world.reconciliations.requestRun('wechat', DAY);
    await expect(run(id)).rejects.toMatchObject({ code: error().code });
    expect(await reportOf(id)).toMatchObject({ status: 'queued', reason: null });
  });

  test('because it says no ends the run with the reason', async () => {
    world.channel.files.set(DAY, () =>
      Promise.reject(ProviderRejected({ details: { channel_code: 'NO_AUTH' } })),
    );
    expect(await world.reconcile(DAY)).toMatchObject({
      status: 'failed',
      reason: 'CHANNEL_REJECTED, NO_AUTH',
    });
  });
});

describe('the same run done twice at the same time', () => {
  test('keeps one statement and ends once', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A', { feeFen: 60n }), line('B')]);
    const { id } = await world.reconciliations.requestRun('wechat', DAY);
    await Promise.all([run(id), run(id), run(id)]);
    expect(await reportOf(id)).toMatchObject({
      status: 'differences',
      matchedCount: 1,
      statement: { version: 1 },
    });
    expect(await world.reconciliations.listDifferences(id, undefined, 10)).toHaveLength(1);
  });
});

describe('the schedule', () => {
  const at = beijing('2026-04-02', '10:00:00');

  test('starts one run per channel and day, whoever and however often it asks', async () => {
    world.addChannel('alipay');
    const started = await Promise.all([1, 2, 3].map(() => world.reconciliations.scheduleReconciliations(at)));
    expect(started.reduce((sum, count) => sum + count)).toBe(6);
    expect(await world.reconciliations.scheduleReconciliations(at)).toBe(0);
    const due = await dueRuns();
    expect(due).toHaveLength(6);
    const reports = await Promise.all(due.map(reportOf));
    expect(reports.map(({ channel, businessDay }) => `${channel} ${businessDay}`).sort()).toEqual([
      ...['alipay 2026-03-30', 'alipay 2026-03-31', 'alipay 2026-04-01'],
      ...['wechat 2026-03-30', 'wechat 2026-03-31', 'wechat 2026-04-01'],
    ]);
    expect(new Set(reports.map(({ trigger, status }) => `${trigger} ${status}`))).toEqual(
      new Set(['schedule queued']),
    );
  });

  test('does not ask for yesterday before the hour of the channel', async () => {
    expect(await world.reconciliations.scheduleReconciliations(beijing('2026-04-02', '09:59:59'))).toBe(2);
    expect(await world.reconciliations.scheduleReconciliations(at)).toBe(1);
  });

  test('tries a run that failed again after an hour, once, until it comes to an end', async () => {
    world.channel.files.set(DAY, () =>
      Promise.reject(ProviderRejected({ details: { channel_code: 'NO_AUTH' } })),
    );
    await world.reconciliations.scheduleReconciliations(at);
    const due = await dueRuns();
    const reports = await Promise.all(due.map(reportOf));
    const id = String(due[reports.findIndex(({ businessDay }) => businessDay === DAY)]);
    await run(id);
    expect(await reportOf(id)).toMatchObject({ status: 'failed', reason: 'CHANNEL_REJECTED, NO_AUTH' });
    const { updatedAt } = await reportOf(id);
    const later = (minutes: number): Date => new Date(updatedAt.getTime() + minutes * 60_000);
    const schedule = (when: Date) => world.reconciliations.scheduleReconciliations(when);
    // Days that have become due meanwhile are not what is looked at here.
    await schedule(later(59));
    expect((await reportOf(id)).status).toBe('failed');
    world.channel.put(DAY, []);
    await world.database.transact(({ reconciliations }) =>
      reconciliations.requeueFailed([{ channel: 'wechat', businessDay: DAY }], later(-1), at),
    );
    expect((await reportOf(id)).status).toBe('failed');
    const again = await Promise.all(
      [1, 2].map(() =>
        world.database.transact(({ reconciliations }) =>
          reconciliations.requeueFailed([{ channel: 'wechat', businessDay: DAY }], later(1), at),
        ),
      ),
    );
    expect(again.flat()).toEqual([id]);
    await run(id);
    expect((await reportOf(id)).status).toBe('balanced');
  });

  test('leaves a day alone while somebody has asked for it', async () => {
    const asked = await world.reconciliations.requestRun('wechat', DAY);
    expect(await world.reconciliations.scheduleReconciliations(at)).toBe(2);
    world.channel.put(DAY, []);
    await run(asked.id);
    expect(await world.reconciliations.scheduleReconciliations(at)).toBe(1);
  });
});

test('a run that does not exist has neither a report nor differences', async () => {
  const expected = { kind: 'not-found', code: 'RECONCILIATION_NOT_FOUND' };
  await expect(reportOf('rec_none')).rejects.toMatchObject(expected);
  await expect(world.reconciliations.listDifferences('rec_none', undefined, 10)).rejects.toMatchObject(
    expected,
  );
  expect(await run('rec_none')).toBeNull();
});
