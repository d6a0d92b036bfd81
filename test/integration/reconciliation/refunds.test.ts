import { openOffice } from './office';
import { beijing, line, openWorld, type World } from './world';

const DAY = '2026-03-31';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('a refund', () => {
  const refund = { kind: 'refund', outRefundNo: 'ref_A' } as const;
  const refunded = async () => (await world.reconcile(DAY)).differenceCounts;

  test('is matched by our number where the channel numbers it in another way', async () => {
    await world.bookPayment('A', { ...refund, transactionId: 'ref_A' });
    world.channel.put(DAY, [line('A', { ...refund, transactionId: '5030' })]);
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced', matchedCount: 1 });
  });

  test('is matched by the number of the channel where we know no number of ours', async () => {
    await world.bookPayment('A', { ...refund, outRefundNo: null, transactionId: '5030' });
    world.channel.put(DAY, [line('A', { ...refund, transactionId: '5030' })]);
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  });

  test('is not the payment that it gives back', async () => {
    await world.bookPayment('A');
    world.channel.put(DAY, [line('A'), line('A', refund)]);
    expect(await refunded()).toMatchObject({ channel_only: 1, ours_only: 0 });
  });

  test('that we booked and that is still under way there is a mismatch', async () => {
    await world.bookPayment('A', { ...refund, transactionId: '5030' });
    world.channel.put(DAY, [line('A', { ...refund, transactionId: '5030', status: 'pending' })]);
    expect(await refunded()).toMatchObject({ status_mismatch: 1 });
  });

  test('that was under way when its file was made, and is booked on a later day, closes by itself with its fee', async () => {
    const under = { ...refund, transactionId: '5030', feeFen: -60n, status: 'pending' } as const;
    world.channel.put(DAY, [line('A', under)]);
    expect(await refunded()).toMatchObject({ channel_only: 1 });
    const occurredAt = beijing('2026-04-01', '15:00:00');
    await world.bookPayment('A', { ...refund, transactionId: '5030', occurredAt });
    await world.bookPayment('B', { occurredAt });
    world.channel.put('2026-04-01', [line('B')]);
    expect(await world.reconcile('2026-04-01')).toMatchObject({ status: 'balanced' });
    const open = await openOffice(world).listAll();
    expect(open.filter(({ closedAt }) => closedAt === null)).toEqual([]);
    const fees = (await world.database.stores.ledger.listAccounts()).find(
      ({ code }) => code === 'fee_expense:wechat',
    );
    expect(fees).toMatchObject({ creditFen: 60n });
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  });

  test('whose part of the fee is a fen off by rounding has that fee booked, and is no difference', async () => {
    await world.bookPayment('A', { ...refund, transactionId: '5030' });
    const fees = { feeFen: -61n, feeDueFen: -60n };
    world.channel.put(DAY, [line('A', { ...refund, ...fees, transactionId: '5030' })]);
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
    const accounts = await world.database.stores.ledger.listAccounts();
    expect(accounts.find(({ code }) => code === 'fee_expense:wechat')).toMatchObject({ creditFen: 61n });
  });

  test('that failed there and is not booked here has moved nothing', async () => {
    world.channel.put(DAY, [line('A', { ...refund, status: 'failed' })]);
    expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced', matchedCount: 1 });
  });

  test('that is paid out days later is found in the file of the day on which it was accepted', async () => {
    await world.bookPayment('A', {
      ...refund,
      transactionId: '5030',
      occurredAt: beijing('2026-04-01', '15:00:00'),
    });
    world.channel.put('2026-03-29', [line('A', { ...refund, transactionId: '5030' })]);
    world.channel.put('2026-04-01', [line('B')]);
    await world.reconcile('2026-03-29');
    expect((await world.reconcile('2026-04-01')).differenceCounts).toMatchObject({
      ours_only: 0,
      channel_only: 1,
    });
  });
});
