import { createRemittanceServices } from '../../../src/settlement/settlement.service';
import type { Actor } from '../../../src/staff/actor';
import { readSeal } from '../../../src/days/seal';
import { openProposals } from '../../support/finance-proposals';
import { actor, AGENCY, beijing, Books, clerk } from '../days/books';
import { expectDaysInOrder } from '../days/days-in-order';

const [FIRST, SECOND, THIRD] = ['2026-03-30', '2026-03-31', '2026-04-01'] as const;
const officer = (id: string) => actor(id, 'books.read', 'remittances.make', 'remittances.check');
const [maker, checker] = [officer('maker'), officer('checker')];

let books: Books;
let service: ReturnType<typeof createRemittanceServices>;
beforeEach(async () => {
  books = await Books.open();
  service = createRemittanceServices(books.world.database);
  await books.sql(`insert into agency values ('310101', '一', 'One')`);
  await books.world.database.stores.remittanceRules.putTarget({
    ...{ ...AGENCY, destination: 'treasury', accountName: '国库', accountNo: '622200001111222233' },
    bankName: '工商银行',
  });
});
afterEach(async () => {
  await expectDaysInOrder(books.url);
  await books.world.close();
});

const now = () => books.world.now;
const make = (upTo: string, by: Actor = maker) =>
  service.remittances.makeBatch(by, { destination: 'treasury', upTo }, now());
/** Made, checked by another, exported and paid. */
async function remit(upTo: string) {
  const batch = await make(upTo);
  await service.remittances.checkBatch(checker, batch.id, now());
  await service.remittances.exportBatch(maker, batch.id, now());
  const by = { reference: 'TIPS-1', on: '2026-04-02', now: now() };
  return service.remittances.acknowledge(maker, batch.id, by);
}

test('R27: what is remitted is what was collected, whatever the channel charged', async () => {
  await books.collect('1', FIRST, 2_000_000n);
  await books.book({
    ...{
      id: 'jrn_fee',
      kind: 'fee',
      businessDay: FIRST,
      occurredAt: beijing(FIRST, '13:00:00'),
      source: 'fee',
      orderId: null,
    },
    postings: [{ debit: 'fee_expense:wechat', credit: 'clearing:wechat', amountFen: 12_000n }],
  });
  await books.close(FIRST);
  const paid = await remit(FIRST);
  expect(paid).toMatchObject({ status: 'acknowledged', amountFen: 2_000_000n, bankReference: 'TIPS-1' });
  expect(
    await books.sql(`select debit_account, credit_account, amount_fen from journal j
    join posting p on p.journal_id = j.id where kind = 'remittance'`),
  ).toEqual([{ debit_account: 'payable:310101:103050101', credit_account: 'bank', amount_fen: '2000000' }]);
  const { items } = await service.settlementBooks.readFigures(maker, { from: FIRST, to: '2026-04-30' });
  expect(items).toMatchObject([
    { collectedFen: 2_000_000n, refundedFen: 0n, remittedFen: 2_000_000n, payableFen: 0n },
  ]);
});

test('R29: who made a batch does not check it, and only the money of closed days is remitted', async () => {
  await books.collect('1', FIRST, 10_000n);
  await expect(make(FIRST)).rejects.toMatchObject({ code: 'DAY_NOT_CLOSED_YET' });
  await books.close(FIRST);
  await expect(make(SECOND)).rejects.toMatchObject({
    code: 'DAY_NOT_CLOSED_YET',
    details: { closed_up_to: FIRST },
  });
  await expect(make(FIRST, clerk)).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
  const batch = await make(FIRST);
  await expect(service.remittances.checkBatch(maker, batch.id, now())).rejects.toMatchObject({
    code: 'OWN_PROPOSAL',
  });
  await expect(service.remittances.exportBatch(maker, batch.id, now())).rejects.toMatchObject({
    code: 'REMITTANCE_STATUS',
    details: { status: 'drafted' },
  });
  await expect(service.remittances.getFile(maker, batch.id)).rejects.toMatchObject({
    code: 'REMITTANCE_STATUS',
  });
  await expect(service.remittances.getBatch(maker, 'rmt_x')).rejects.toMatchObject({
    code: 'REMITTANCE_NOT_FOUND',
  });
  expect(await service.remittances.checkBatch(checker, batch.id, now())).toMatchObject({
    checkedBy: checker.id,
  });
});

test('what two make, check or record at the same second happens once', async () => {
  await books.collect('1', FIRST, 10_000n);
  await books.close(FIRST);
  const outcomes = async (work: Promise<unknown>[]) =>
    (await Promise.allSettled(work))
      .map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code))
      .sort();
  expect(await outcomes([make(FIRST), make(FIRST, checker)])).toEqual(['NOTHING_TO_REMIT', 'done']);
  const [batch] = await service.remittances.listBatches(maker, { limit: 10 });
  const id = String(batch?.id);
  const others = [officer('third'), officer('fourth')];
  expect(await outcomes(others.map((one) => service.remittances.checkBatch(one, id, now())))).toEqual([
    'REMITTANCE_STATUS',
    'done',
  ]);
  await service.remittances.exportBatch(maker, id, now());
  const by = { reference: 'x', on: SECOND, now: now() };
  expect(await outcomes(others.map((one) => service.remittances.acknowledge(one, id, by)))).toEqual([
    'REMITTANCE_STATUS',
    'done',
  ]);
  expect(await books.sql(`select 1 from journal where kind = 'remittance'`)).toHaveLength(1);
});

test('a refund of remitted money is taken off the next batch, and carried on while it is more than what came', async () => {
  await books.collect('1', FIRST, 10_000n);
  await books.close(FIRST);
  await remit(FIRST);
  await books.refund('1', SECOND, 3_000n);
  await books.collect('2', SECOND, 1_000n);
  await books.close(SECOND);
  await expect(make(SECOND)).rejects.toMatchObject({
    code: 'NOTHING_TO_REMIT',
    details: { left_out: [{ reason: 'more_refunded_than_collected', amount: -2_000 }] },
  });
  await books.collect('3', THIRD, 5_000n);
  const seal = await books.close(THIRD);
  expect(readSeal(seal).figures.treasury).toBe('0');
  const batch = await make(THIRD);
  expect(batch.amountFen).toBe(3_000n);
  expect(batch.lines.map((one) => [one.businessDay, one.amountFen])).toEqual([
    [SECOND, -2_000n],
    [THIRD, 5_000n],
  ]);
  const figures = await service.settlementBooks.readFigures(maker, { from: FIRST, to: THIRD });
  expect(figures.items).toMatchObject([{ refundedFen: 3_000n, remittedFen: 10_000n }]);
});

test('a batch that is returned gives its money back for the next one, and never what is in another', async () => {
  await books.collect('1', FIRST, 10_000n);
  await books.close(FIRST);
  const batch = await make(FIRST);
  await service.remittances.checkBatch(checker, batch.id, now());
  await service.remittances.exportBatch(maker, batch.id, now());
  const file = await service.remittances.getFile(maker, batch.id);
  expect(file).toContain('622200001111222233\t');
  await openProposals({ database: books.world.database, clock: { now } }).carry(
    { kind: 'remittance_return', subject: batch.id, reason: '账号有误', facts: {} },
    { maker, checker },
  );
  const again = await make(FIRST);
  expect(again.amountFen).toBe(10_000n);
  expect(await service.remittances.getFile(maker, batch.id)).toBe(file);
  await expect(
    books.sql(`insert into remittance_line select batch_id, agency_code, income_item_code, business_day,
      collected_fen, refunded_fen, amount_fen, false from remittance_line where is_released
      on conflict (batch_id, agency_code, income_item_code, business_day) do update set is_released = false`),
  ).rejects.toMatchObject({ code: '23505' });
});

test('money that arrives late for a remitted day is in the batch of the day on which it is booked', async () => {
  await books.collect('1', FIRST, 10_000n);
  await books.close(FIRST);
  await remit(FIRST);
  await books.collect('late', FIRST, 700n);
  await books.close(SECOND);
  expect((await make(SECOND)).lines).toMatchObject([{ businessDay: SECOND, amountFen: 700n }]);
});

test('a month and a year are compared with what the treasury says, item by item', async () => {
  await books.collect('1', FIRST, 10_000n);
  await books.close(FIRST);
  await remit(FIRST);
  books.world.now = beijing('2026-04-03', '12:00:00');
  const tell = (period: string, amountFen: bigint) =>
    service.settlementBooks.tellTreasuryFigures(maker, {
      ...{ period, now: now() },
      figures: [
        { incomeItemCode: AGENCY.incomeItemCode, amountFen },
        { incomeItemCode: '999', amountFen: 5n },
      ],
    });
  expect(await tell('2026-04', 9_999n)).toEqual([
    { incomeItemCode: AGENCY.incomeItemCode, oursFen: 10_000n, theirsFen: 9_999n, isConfirmed: false },
    { incomeItemCode: '999', oursFen: 0n, theirsFen: 5n, isConfirmed: false },
  ]);
  // Of a year the months count until the treasury says something of the year itself.
  expect(await service.settlementBooks.compareTreasury(maker, '2026')).toMatchObject([
    { oursFen: 10_000n, theirsFen: 9_999n },
    { theirsFen: 5n },
  ]);
  expect(await tell('2026', 10_000n)).toMatchObject([{ theirsFen: 10_000n }, { theirsFen: 5n }]);
  expect(await service.settlementBooks.compareTreasury(maker, '2026-03')).toEqual([]);
  expect(await service.settlementBooks.compareTreasury(maker, '2026-04')).toMatchObject([
    { theirsFen: 9_999n },
    {},
  ]);
});

const logged = async (subject: string) =>
  (
    await books.sql<{ action: string; details: unknown }>(
      `select action, details from audit_entry where subject = '${subject}' order by seq`,
    )
  ).map(({ action, details }) => [action.split('.')[1], details]);

test('the log says of each step of a batch how much goes where, and what became known', async () => {
  await books.collect('1', FIRST, 10_000n);
  await books.close(FIRST);
  const about = { destination: 'treasury', up_to: FIRST, amount: '10000' };
  const returned = await make(FIRST);
  await service.remittances.returnBatch(checker, returned.id, { reason: '账号有误', now: now() });
  expect(await logged(returned.id)).toEqual([
    ['drafted', about],
    ['returned', { ...about, reason: '账号有误' }],
  ]);
  const { id, fileSha256 } = await remit(FIRST);
  expect(await logged(id)).toEqual([
    ['drafted', about],
    ['checked', about],
    ['exported', { ...about, sha256: fileSha256 }],
    ['acknowledged', { ...about, reference: 'TIPS-1', paid_on: '2026-04-02' }],
  ]);
});

test('a figure of the treasury that is written over stays in the log; a set that says nothing changes none', async () => {
  books.world.now = beijing('2026-04-02', '12:00:00');
  const tell = (period: string, ...amounts: bigint[]) =>
    service.settlementBooks.tellTreasuryFigures(maker, {
      ...{ period, now: now() },
      figures: amounts.map((amountFen, i) => ({ incomeItemCode: `1010${i}`, amountFen })),
    });
  await tell('2026-04', 120_000n, 5_000n);
  await tell('2026-04', 120_001n);
  for (const period of ['2026-05', '2027'])
    await expect(tell(period, 1n)).rejects.toMatchObject({ code: 'TREASURY_PERIOD_NOT_BEGUN' });
  await expect(tell('2026-04')).rejects.toMatchObject({ code: 'TREASURY_FIGURES_MISSING' });
  expect(await service.settlementBooks.compareTreasury(maker, '2026-04')).toMatchObject([
    { theirsFen: 120_001n },
  ]);
  expect(await logged('2026-04')).toMatchObject([
    ['told', { items: '2', figures: '10100=1200.00; 10101=50.00' }],
    ['told', { items: '1', figures: '10100=1200.01' }],
  ]);
});
