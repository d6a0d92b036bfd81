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
