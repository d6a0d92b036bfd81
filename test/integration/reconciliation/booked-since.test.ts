import { bookDayOfR25, clerk, DAY, openOffice, proposal } from './office';
import type { Office } from './office';
import { line, openWorld, yuan, type World } from './world';

let world: World;
let office: Office;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
});
afterEach(() => world.close());

const open = async () =>
  (await office.listAll())
    .filter(({ closedAt }) => closedAt === null)
    .map(({ type, outTradeNo }) => `${type} ${outTradeNo}`)
    .sort();

test('money that the file has and that is booked since closes its difference, and what was proposed about it', async () => {
  await bookDayOfR25(world);
  await world.reconcile(DAY);
  await world.reconciliations.closeBooked(world.now);
  expect(await open()).toHaveLength(5);
  const { id } = await office.find('F');
  const [proposed] = await office.resolutions.propose(clerk, proposal('book_to_suspense', [id]));
  // E's order was over: its money waits in suspense until it has gone back.
  await world.bookPayment('E', { amountFen: yuan(120), disposition: 'suspense', reason: 'order_expired' });
  await world.bookPayment('F', { amountFen: yuan(60), disposition: 'suspense', reason: 'unknown_order' });
  await world.reconciliations.closeBooked(world.now);
  expect(await open()).toEqual(['amount_mismatch pay_B', 'cutoff_pending pay_D', 'ours_only pay_C']);
  expect(await office.find('E')).toMatchObject({ closedAt: world.now, isGone: true });
  const [ended] = await world.database.stores.resolutions.findResolutions([proposed?.id ?? '']);
  expect(ended).toMatchObject({ status: 'withdrawn', note: 'difference_closed' });
  // The day compared again says the same.
  await world.reconcile(DAY);
  expect(await open()).toEqual(['amount_mismatch pay_B', 'cutoff_pending pay_D', 'ours_only pay_C']);
});

test('what is booked otherwise than the file says stays open', async () => {
  await world.openPayment('amount', 'pending');
  await world.openPayment('fee', 'closed');
  await world.openPayment('second', 'pending');
  world.channel.put(DAY, [
    line('amount'),
    line('fee', { feeFen: 60n, feeDueFen: 54n }),
    line('second'),
    line('refund', { kind: 'refund', outRefundNo: 'ref_1' }),
  ]);
  await world.reconcile(DAY);
  const before = await open();
  await world.bookPayment('amount', { amountFen: yuan(99) });
  await world.bookPayment('fee');
  await world.bookPayment('second', { transactionId: 'tx_other' });
  // With it comes a part of the fee, which a run books.
  await world.bookPayment('refund', { kind: 'refund', outRefundNo: 'ref_1' });
  await world.reconciliations.closeBooked(world.now);
  expect(await open()).toEqual(before);
});

test('money that was booked by hand and taken back is open for as long as the file has it', async () => {
  await bookDayOfR25(world);
  await world.reconcile(DAY);
  const booked = await office.resolve('F', 'book_to_suspense');
  await office.reverse(booked.id);
  await world.reconciliations.closeBooked(world.now);
  expect(await office.find('F')).toMatchObject({ closedAt: null, isReversed: true });
});
