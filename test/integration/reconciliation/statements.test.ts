import { StatementRefused } from '../../../src/providers/provider.errors';
import { beijing, line, openWorld, type World } from './world';

const DAY = '2026-03-31';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** What is verified only when its rows are read. */
function untilRead() {
  let verify = (): void => undefined;
  const signal = new Promise<void>((resolve) => (verify = resolve));
  return { signal, verify: () => verify() };
}

describe('a file that is refused', () => {
  const spoilAfter = (rows: number) =>
    world.channel.putBatches(DAY, 'spoilt', async function* () {
      for (let i = 0; i < rows; i++) yield [line(`spoilt_${i}`)];
      throw StatementRefused({ details: { reason: 'totals', row_count: rows } });
    });

  test('at its last row leaves the statement and the differences before it as they were', async () => {
    world.channel.put(DAY, [line('A')]);
    const before = await world.reconcile(DAY);
    expect(before).toMatchObject({ status: 'differences', differenceCounts: { channel_only: 1 } });
    spoilAfter(3);
    const after = await world.reconcile(DAY);
    expect(after).toMatchObject({
      status: 'failed',
      reason: 'STATEMENT_REFUSED, totals, row_count 3',
      statement: null,
      matchedCount: null,
    });
    const [kept] = await world.database.stores.statements.findInForce('wechat', DAY, DAY);
    expect(kept).toMatchObject({ id: before.statement?.id, version: 1 });
    const open = await world.reconciliations.listDifferences(before.id, undefined, 10);
    expect(open).toMatchObject([{ type: 'channel_only', closedAt: null }]);
    expect(world.channel.disposed).toBe(2);
  });

  test.each([
    ['is refused for that, and no row of it stays', false],
    ['is refused for that rather than for what is in it', true],
  ])('because it is not the one that was announced %s', async (_what, isSpoilt) => {
    const { signal, verify } = untilRead();
    const digest = async () => {
      await signal;
      throw StatementRefused({ details: { reason: 'hash' } });
    };
    const lines = async function* () {
      yield [line('A')];
      verify();
      if (isSpoilt) throw StatementRefused({ details: { reason: 'row' } });
    };
    const dispose = async () => void world.channel.disposed++;
    const statement = { digest, day: null, lines, dispose };
    world.channel.files.set(DAY, () => ({ kind: 'ready', statement }));
    const report = await world.reconcile(DAY);
    expect(report).toMatchObject({ status: 'failed', reason: 'STATEMENT_REFUSED, hash', statement: null });
    expect(await world.countLines()).toBe(0);
    expect(world.channel.disposed).toBe(1);
  });

  test('makes room for the good one, which is the first version', async () => {
    spoilAfter(1);
    await world.reconcile(DAY);
    world.channel.put(DAY, [line('A')]);
    expect((await world.reconcile(DAY)).statement).toMatchObject({ version: 1, lineCount: 1 });
  });
});

describe('a day without a statement', () => {
  beforeEach(() => world.channel.files.set(DAY, () => ({ kind: 'empty' })));

  test('on which we booked nothing is balanced', async () => {
    await world.bookPayment('A', { occurredAt: beijing('2026-03-30', '12:00:00') });
    expect(await world.reconcile(DAY)).toMatchObject({
      status: 'balanced',
      matchedCount: 0,
      statement: { lineCount: 0 },
    });
  });

  test('on which we booked money is an alarm, not a list of missing payments', async () => {
    await world.bookPayment('A');
    const report = await world.reconcile(DAY);
    expect(report).toMatchObject({
      status: 'failed',
      reason: 'STATEMENT_EMPTY_BUT_WE_HAVE_MONEY',
      statement: null,
    });
    expect(await world.reconciliations.listDifferences(report.id, undefined, 10)).toEqual([]);
  });

  test('is the same alarm when the file is there and has no lines', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, []);
    expect(await world.reconcile(DAY)).toMatchObject({ reason: 'STATEMENT_EMPTY_BUT_WE_HAVE_MONEY' });
  });

  test('for which there was one before keeps the one before', async () => {
    world.channel.put(DAY, [line('A')]);
    const before = await world.reconcile(DAY);
    world.channel.files.set(DAY, () => ({ kind: 'empty' }));
    expect(await world.reconcile(DAY)).toMatchObject({
      status: 'failed',
      reason: 'STATEMENT_EMPTY_BUT_HAD_LINES',
    });
    const [kept] = await world.database.stores.statements.findInForce('wechat', DAY, DAY);
    expect(kept?.id).toBe(before.statement?.id);
  });

  test('still decides about what was late the day before', async () => {
    await world.bookPayment('A', { occurredAt: beijing('2026-03-30', '23:30:00') });
    world.channel.put('2026-03-30', [line('B')]);
    await world.reconcile('2026-03-30');
    expect(await world.reconcile(DAY)).toMatchObject({
      status: 'differences',
      differenceCounts: { ours_only: 1 },
    });
  });
});

describe('another version of a statement', () => {
  test('counts up, and what it no longer shows is closed by its run', async () => {
    world.channel.put(DAY, [line('A')]);
    const first = await world.reconcile(DAY);
    await world.bookPayment('B');
    world.channel.put(DAY, [line('B')]);
    const second = await world.reconcile(DAY);
    expect(second).toMatchObject({ status: 'balanced', statement: { version: 2 } });
    expect(await world.reconciliations.listDifferences(first.id, undefined, 10)).toMatchObject([
      { closedAt: world.now },
    ]);
  });

  test('that is the old one again opens again what it shows, with its first sighting', async () => {
    world.channel.put(DAY, [line('A')]);
    const seenAt = world.now;
    const first = await world.reconcile(DAY);
    world.channel.put(DAY, [line('B')]);
    await world.reconcile(DAY);
    world.now = beijing('2026-04-03', '10:00:00');
    world.channel.put(DAY, [line('A')]);
    const third = await world.reconcile(DAY);
    expect(third.statement).toMatchObject({ id: first.statement?.id, version: 1, fetchedAt: world.now });
    expect(await world.reconciliations.listDifferences(third.id, undefined, 10)).toMatchObject([
      { outTradeNo: 'pay_A', closedAt: null, firstSeenAt: seenAt },
    ]);
  });
});
