import { findReport } from '../../../src/reports/report-list';
import { suspenseRefund } from '../../../src/refunds/suspense-refund';
import { DAY, openOffice } from '../reconciliation/office';
import type { Office } from '../reconciliation/office';
import { line, openWorld, yuan, type World } from '../reconciliation/world';

let world: World;
let office: Office;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
});
afterEach(() => world.close());

/** Everywhere that money in suspense is told of: the list, the ageing, and whether the day is settled. */
async function told() {
  const { stores } = world.database;
  const report = findReport('suspense-ageing');
  if (!report) throw new Error('it is in the list');
  const query = { report, filters: { from: DAY, to: DAY } };
  const rows = await stores.reports.readRows(query, { after: null, limit: 10 });
  const at = report.columns.findIndex(({ key }) => key === 'amount');
  return {
    listed: (await stores.claims.sumWaiting(10)).amountFen,
    aged: rows.map((row) => row[at]),
    isUnsettled: await stores.closingChecks.isUnsettled(DAY),
  };
}

test('money that was booked to suspense and taken back is nowhere in suspense', async () => {
  world.channel.put(DAY, [line('F', { amountFen: yuan(60) })]);
  await world.reconcile(DAY);
  const { id } = await office.resolve('F', 'book_to_suspense');
  expect(await told()).toEqual({ listed: yuan(60), aged: ['6000'], isUnsettled: true });
  await office.reverse(id);
  await office.resolve('F', 'dismiss');
  expect(await told()).toEqual({ listed: 0n, aged: [], isUnsettled: false });
  const { stores } = world.database;
  const channels = ['wechat'];
  expect(await stores.overview.sumDays({ channels, from: DAY, to: DAY })).toEqual([]);
  expect(await stores.dayViews.readSources({ channel: 'wechat', businessDay: DAY })).toMatchObject({
    ledger: { paid: { count: 0, amountFen: 0n } },
  });
});

test('nor is what a refund of ours sent back', async () => {
  const money = { transactionId: 'tx_X', disposition: 'suspense', reason: 'order_closed' } as const;
  await world.bookPayment('X', money);
  await world.openPayment('X', 'succeeded', money);
  const { stores } = world.database;
  const payment = await stores.payments.findPayment('pay_X');
  const refund = payment && suspenseRefund(payment, world.now);
  if (!refund) throw new Error('it goes back by itself');
  await stores.refunds.insertRefunds([{ ...refund, status: 'submitted' }]);
  expect((await told()).isUnsettled).toBe(true);
  const went = { transactionId: 'tx_back', succeededAt: world.now, at: world.now, detail: null };
  await stores.refunds.moveRefunds([{ id: refund.id, from: 'submitted', to: 'succeeded', ...went }]);
  expect(await told()).toMatchObject({ listed: 0n, isUnsettled: false });
});
