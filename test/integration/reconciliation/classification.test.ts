import { bookDayOfR25, DAY, lateD, NEXT } from './office';
import { openOffice } from './office';
import { beijing, line, openWorld, yuan, type World } from './world';

const noon = beijing(DAY, '12:00:00');

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const differencesOf = (id: string) => world.reconciliations.listDifferences(id, undefined, 1000);

describe('the day of rule R25', () => {
  beforeEach(() => bookDayOfR25(world));

  test('gives five differences of the right kinds and amounts', async () => {
    const report = await world.reconcile(DAY);
    expect(report).toMatchObject({ status: 'differences', matchedCount: 1, reason: null });
    expect(report.differenceCounts).toEqual({
      ...{ duplicate: 0, channel_only: 1, ours_only: 1, amount_mismatch: 1 },
      ...{ status_mismatch: 1, fee_mismatch: 0, cutoff_pending: 1 },
    });
    const found = await differencesOf(report.id);
    const byPayment = new Map(found.map((difference) => [difference.outTradeNo, difference]));
    expect(byPayment.get('pay_B')).toMatchObject({
      type: 'amount_mismatch',
      ours: { amountFen: yuan(150), status: 'succeeded' },
      theirs: { amountFen: yuan(105), status: 'succeeded' },
    });
    expect(byPayment.get('pay_C')).toMatchObject({
      type: 'ours_only',
      ours: { amountFen: yuan(326) },
      theirs: null,
    });
    expect(byPayment.get('pay_D')).toMatchObject({ type: 'cutoff_pending', ours: { amountFen: yuan(50) } });
    expect(byPayment.get('pay_E')).toMatchObject({
      type: 'status_mismatch',
      ours: { amountFen: yuan(120), status: 'pending' },
      theirs: { amountFen: yuan(120), status: 'succeeded' },
    });
    expect(byPayment.get('pay_F')).toMatchObject({
      type: 'channel_only',
      ours: null,
      theirs: { amountFen: yuan(60) },
    });
  });

  test('has differences that add up to what the file is short of our books', async () => {
    const report = await world.reconcile(DAY);
    const found = await differencesOf(report.id);
    const booked = (status: string | undefined, amountFen: bigint | undefined): bigint =>
      status === 'succeeded' ? (amountFen ?? 0n) : 0n;
    const net = found.reduce(
      (sum, { ours, theirs }) =>
        sum + booked(theirs?.status, theirs?.amountFen) - booked(ours?.status, ours?.amountFen),
      0n,
    );
    expect(net).toBe(yuan(-241));
    expect(report.statement?.paidFen).toBe(yuan(485));
    expect(yuan(485) - yuan(726)).toBe(net);
  });

  test('gives the same five differences however often it is run (R26)', async () => {
    const reports = [await world.reconcile(DAY), await world.reconcile(DAY), await world.reconcile(DAY)];
    const ids = await Promise.all(
      reports.map(async ({ id }) => (await differencesOf(id)).map((difference) => difference.id)),
    );
    expect(ids[0]).toHaveLength(5);
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).toEqual(ids[0]);
    expect(new Set(reports.map(({ statement }) => statement?.version))).toEqual(new Set([1]));
  });

  test('has the payment that the channel took asked about', async () => {
    await world.reconcile(DAY);
    const due = await world.database.stores.outbox.takeDue(world.now, world.now, 10);
    expect(due.filter(({ kind }) => kind === 'payment.follow').map(({ subject }) => subject)).toEqual([
      'pay_E',
    ]);
  });

  test('closes the late payment with the statement of the next day', async () => {
    const first = await world.reconcile(DAY);
    world.channel.put(NEXT, [lateD]);
    expect(await world.reconcile(NEXT)).toMatchObject({ status: 'balanced', matchedCount: 1 });
    const late = (await differencesOf(first.id)).find(({ outTradeNo }) => outTradeNo === 'pay_D');
    expect(late).toMatchObject({ type: 'cutoff_pending', closedAt: world.now });
    expect((await world.reconcile(DAY)).differenceCounts).toMatchObject({ cutoff_pending: 0, ours_only: 1 });
  });

  test('waits for the late payment while the file of the next day is one of a day that still runs', async () => {
    world.now = beijing(NEXT, '07:00:00');
    world.channel.put(NEXT, []);
    await world.reconcile(NEXT);
    const { id } = await world.reconcile(DAY);
    expect((await world.reconcile(NEXT)).differenceCounts).toMatchObject({ ours_only: 0 });
    const late = (await differencesOf(id)).find(({ outTradeNo }) => outTradeNo === 'pay_D');
    expect(late).toMatchObject({ type: 'cutoff_pending', closedAt: null });
  });

  test('misses the late payment for good when the next day lacks it too', async () => {
    const first = await world.reconcile(DAY);
    await world.bookPayment('G', { occurredAt: beijing(NEXT, '09:00:00') });
    world.channel.put(NEXT, [line('G')]);
    const next = await world.reconcile(NEXT);
    expect(next).toMatchObject({ status: 'differences', matchedCount: 1 });
    const [missing] = await differencesOf(next.id);
    expect(missing).toMatchObject({
      type: 'ours_only',
      outTradeNo: 'pay_D',
      businessDay: DAY,
      closedAt: null,
    });
    const late = (await differencesOf(first.id)).find(({ outTradeNo }) => outTradeNo === 'pay_D');
    expect(late).toMatchObject({ type: 'cutoff_pending', closedAt: world.now });
    const again = await differencesOf((await world.reconcile(DAY)).id);
    expect(again.find(({ outTradeNo }) => outTradeNo === 'pay_D')?.id).toBe(missing?.id);
  });

  test('closes what was missing when a later version of the next day has it after all', async () => {
    await world.reconcile(DAY);
    world.channel.put(NEXT, [line('X')]);
    const next = await world.reconcile(NEXT);
    const missing = (await differencesOf(next.id)).find(({ type }) => type === 'ours_only');
    world.channel.put(NEXT, [line('X'), lateD]);
    expect((await world.reconcile(NEXT)).statement?.version).toBe(2);
    const after = (await differencesOf(next.id)).find(({ id }) => id === missing?.id);
    expect(after?.closedAt).toEqual(world.now);
  });
});

describe('one item', () => {
  const typesAfter = async (): Promise<string[]> =>
    (await differencesOf((await world.reconcile(DAY)).id)).map(
      ({ type, outTradeNo }) => `${type} ${outTradeNo}`,
    );

  test('that the file names twice is a duplicate from the second time on', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A'), line('A'), line('A')]);
    const report = await world.reconcile(DAY);
    expect(report).toMatchObject({ matchedCount: 1, differenceCounts: { duplicate: 2 } });
    const found = await differencesOf(report.id);
    expect(found.map(({ statementLine }) => statementLine).sort()).toEqual([2, 3]);
  });

  test('that the file names again with another amount says both, whichever of them we booked', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A'), line('A', { amountFen: 20_000n }), line('A')]);
    await world.reconcile(DAY);
    const found = (await openOffice(world).listAll()).filter(({ type }) => type === 'duplicate');
    expect(
      found
        .map(({ statementLine: at, theirs, repeats, explanation }) => [
          ...[at, theirs?.amountFen, repeats?.line, repeats?.amountFen, explanation.cause],
        ])
        .sort(),
    ).toEqual([
      [2, 20_000n, 1, 10_000n, 'duplicate_differs'],
      [3, 10_000n, 1, 10_000n, 'duplicate_row'],
    ]);
  });

  test('that only an earlier file names repeats no row of its own file', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A')]);
    await world.reconcile(DAY);
    world.channel.put(NEXT, [line('B'), line('A', { occurredAt: beijing(DAY, '12:00:00') })]);
    await world.reconcile(NEXT);
    const found = (await openOffice(world).listAll()).find(({ type }) => type === 'duplicate');
    expect(found).toMatchObject({ statementLine: 2, repeats: null });
  });

  test('that the file names under several numbers of ours is a duplicate wherever it is not ours', async () => {
    await world.bookPayment('B');
    const named = (name: string) => line(name, { transactionId: 'tx_B' });
    world.channel.put(DAY, [named('A'), named('B'), named('C')]);
    const found = await differencesOf((await world.reconcile(DAY)).id);
    expect(found.map(({ type, statementLine }) => [type, statementLine]).sort()).toEqual([
      ['duplicate', 1],
      ['duplicate', 3],
    ]);
  });

  test('for which the channel charged another fee than is due is a difference, though the amount agrees', async () => {
    await world.bookPayment('A');
    await world.bookPayment('B');
    world.channel.put(DAY, [
      line('A', { feeFen: 61n, feeDueFen: 60n }),
      line('B', { feeFen: 60n, feeDueFen: 60n }),
    ]);
    expect(await typesAfter()).toEqual(['fee_mismatch pay_A']);
  });

  test('that was paid at the end of a day and is in the file of the day before is no difference', async () => {
    await world.bookPayment('A', { occurredAt: beijing(NEXT, '00:00:05') });
    world.channel.put(DAY, [line('A')]);
    await world.reconcile(DAY);
    world.channel.put(NEXT, [line('B')]);
    await world.bookPayment('B', { occurredAt: beijing(NEXT, '08:00:00') });
    expect(await world.reconcile(NEXT)).toMatchObject({ status: 'balanced' });
  });

  test('that succeeded a moment after midnight belongs to the new day (R24)', async () => {
    await world.bookPayment('A');
    await world.bookPayment('M', { occurredAt: beijing(NEXT, '00:00:10') });
    world.channel.put(DAY, [line('A')]);
    world.channel.put(NEXT, [line('M', { occurredAt: beijing(NEXT, '00:00:10') })]);
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
    expect(await world.reconcile(NEXT)).toMatchObject({ status: 'balanced' });
  });

  test('with numbers that contradict each other is shown on both sides', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A', { outTradeNo: 'pay_Z' })]);
    expect((await typesAfter()).sort()).toEqual(['channel_only pay_Z', 'ours_only pay_A']);
  });

  test.each(['unknown', 'closed', 'failed'] as const)(
    'that is paid there and %s here is a mismatch',
    async (status) => {
      await world.openPayment('A', status);
      world.channel.put(DAY, [line('A')]);
      expect(await typesAfter()).toEqual(['status_mismatch pay_A']);
    },
  );

  test('that was paid twice at the channel is unknown to us the second time', async () => {
    await world.openPayment('A', 'succeeded', {
      transactionId: 'tx_A',
      disposition: 'settled',
      paidAt: noon,
    });
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A'), line('A', { transactionId: 'tx_second' })]);
    expect(await typesAfter()).toEqual(['channel_only pay_A']);
  });

  test('of another channel is not looked at', async () => {
    await world.bookPayment('A', { channel: 'alipay' });
    await world.bookPayment('B');
    world.channel.put(DAY, [line('B')]);
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced', matchedCount: 1 });
  });
});
