import { Client } from 'pg';
import { matchStatement } from '../../../src/reconciliation/matching.service';
import { newRun } from '../../../src/reconciliation/reconciliation';
import type { Statement } from '../../../src/reconciliation/statement';
import { beijing, line, openWorld, type World } from './world';

const DAY = '2026-03-31';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const balanceOf = async (code: string): Promise<bigint> => {
  const accounts = await world.database.stores.ledger.listAccounts();
  const account = accounts.find((each) => each.code === code);
  return account ? account.debitFen - account.creditFen : 0n;
};

/** By source, what each journal of fees adds to the expense. */
async function journals(): Promise<{ source: string; fen: string }[]> {
  const hand = new Client({ connectionString: world.url });
  await hand.connect();
  const { rows } = await hand.query<{ source: string; fen: string }>(`
    select j.source, (case when p.debit_account like 'fee%' then 1 else -1 end * p.amount_fen)::text as fen
    from journal j join posting p on p.journal_id = j.id where j.kind = 'fee' order by 1`);
  await hand.end();
  return rows;
}

const inForce = async (): Promise<Statement> => {
  const [statement] = await world.database.stores.statements.findInForce('wechat', DAY, DAY);
  return statement!;
};

test('are an expense of their own, booked once however often the day is reconciled (R27)', async () => {
  await world.bookPayment('A', { amountFen: 2_000_000n });
  world.channel.put(DAY, [
    line('A', { amountFen: 2_000_000n, feeFen: 12_000n }),
    line('R', { kind: 'refund', outRefundNo: 'ref_1', feeFen: -30n }),
    line('free'),
    line('P', { kind: 'refund', outRefundNo: 'ref_2', feeFen: -50n, status: 'pending' }),
  ]);
  await world.reconcile(DAY);
  await world.reconcile(DAY);
  expect(await balanceOf('fee_expense:wechat')).toBe(11_970n);
  expect(await balanceOf('clearing:wechat')).toBe(-11_970n);
});

test('of the payments of a day are one sum; what a refund gave back stands with its order', async () => {
  await world.openPayment('A', 'succeeded');
  world.channel.put(DAY, [
    line('A', { feeFen: 60n }),
    line('B', { feeFen: 70n }),
    line('A', { kind: 'refund', outRefundNo: 'ref_1', transactionId: '5030', feeFen: -30n }),
  ]);
  await world.reconcile(DAY);
  expect(await journals()).toEqual([
    { source: `wechat:fee:${DAY}:1`, fen: '130' },
    { source: 'wechat:fee:refund:5030', fen: '-30' },
  ]);
  const payment = await world.database.stores.payments.findPayment('pay_A');
  expect(await world.database.stores.ledger.listJournals(payment!.orderId)).toMatchObject([
    { kind: 'fee', source: 'wechat:fee:refund:5030', businessDay: DAY },
  ]);
});

test('that another version of the file changes are booked as the difference, up and down', async () => {
  const versions = [
    [line('A', { feeFen: 60n })],
    [line('A', { feeFen: 60n }), line('B', { feeFen: 40n })],
    [line('B', { feeFen: 30n })],
    [line('B')],
  ];
  for (const lines of versions) {
    world.channel.put(DAY, lines);
    await world.reconcile(DAY);
    await world.reconcile(DAY);
    expect(await balanceOf('fee_expense:wechat')).toBe(lines.reduce((sum, { feeFen }) => sum + feeFen, 0n));
  }
  expect(await journals()).toEqual([
    { source: `wechat:fee:${DAY}:1`, fen: '60' },
    { source: `wechat:fee:${DAY}:2`, fen: '40' },
    { source: `wechat:fee:${DAY}:3`, fen: '-70' },
    { source: `wechat:fee:${DAY}:4`, fen: '-30' },
  ]);
});

test('of a row that stands twice count once, and one that is not the fee due is a difference first', async () => {
  const twice = line('A', { feeFen: 60n });
  world.channel.put(DAY, [twice, twice, line('B', { feeFen: 61n, feeDueFen: 60n })]);
  await world.reconcile(DAY);
  expect(await balanceOf('fee_expense:wechat')).toBe(60n);
});

test('of a payment that the files of two days name count once, and the second time is a difference', async () => {
  const NEXT = '2026-04-01';
  const paid = line('A', { feeFen: 60n });
  await world.bookPayment('A');
  world.channel.put(DAY, [paid]);
  expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  await world.bookPayment('B', { occurredAt: beijing(NEXT, '12:00:00') });
  world.channel.put(NEXT, [line('B', { feeFen: 30n }), { ...paid, occurredAt: beijing(DAY, '12:00:00') }]);
  expect(await world.reconcile(NEXT)).toMatchObject({ differenceCounts: { duplicate: 1, channel_only: 0 } });
  expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  expect(await balanceOf('fee_expense:wechat')).toBe(90n);
  // The channel corrects its file of the first day: the payment belongs to the second.
  world.channel.put(DAY, [line('C', { status: 'failed', kind: 'refund', outRefundNo: 'ref_1' })]);
  await world.reconcile(DAY);
  expect(await world.reconcile(NEXT)).toMatchObject({ status: 'balanced' });
  expect(await balanceOf('fee_expense:wechat')).toBe(90n);
});

test('of a payment that a later file named first are taken back there as soon as its own file has come', async () => {
  const NEXT = '2026-04-01';
  const paid = line('A', { feeFen: 60n });
  await world.bookPayment('A');
  await world.bookPayment('B', { occurredAt: beijing(NEXT, '12:00:00') });
  world.channel.put(NEXT, [line('B', { feeFen: 30n }), paid]);
  await world.reconcile(NEXT);
  world.channel.put(DAY, [paid]);
  expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  expect(await balanceOf('fee_expense:wechat')).toBe(90n);
  expect(await statusesOf(NEXT)).toEqual(['balanced', 'differences']);
  expect(await world.reconcile(DAY)).toMatchObject({ status: 'balanced' });
  expect(await statusesOf(NEXT)).toHaveLength(2);
});

test('of an older version that is compared last change nothing, and runs at the same time book once', async () => {
  world.channel.put(DAY, [line('A', { feeFen: 60n })]);
  await world.reconcile(DAY);
  const older = await inForce();
  world.channel.put(DAY, [line('A', { feeFen: 60n }), line('B', { feeFen: 40n })]);
  await Promise.all([1, 2, 3, 4].map(() => world.reconcile(DAY)));
  const run = newRun({ channel: 'wechat', businessDay: DAY, trigger: 'request' }, world.now);
  await world.database.stores.reconciliations.insertRuns([run]);
  await matchStatement({ ...world, clock: { now: () => world.now }, cutoff: '23:00' }, run.id, older);
  expect(await balanceOf('fee_expense:wechat')).toBe(100n);
  expect(await journals()).toHaveLength(2);
});

/** Of the runs of a day. */
async function statusesOf(businessDay: string): Promise<string[]> {
  const filter = { channel: 'wechat', status: null, from: businessDay, to: businessDay, before: null };
  return (await world.database.stores.sourceFiles.listRuns(filter)).map(({ status }) => status).sort();
}
