import { Readable } from 'node:stream';
import { createBankService } from '../../../src/reconciliation/bank/bank.service';
import { bankMappingIn, toBankMapping } from '../../../src/reconciliation/bank/bank.schema';
import type { ProposalKind, ProposalRequest } from '../../../src/proposals/finance-proposal';
import { findReport } from '../../../src/reports/report-list';
import { readSeal } from '../../../src/days/seal';
import { openProposals } from '../../support/finance-proposals';
import { FINANCE_PROPOSAL_INVARIANTS } from '../../support/finance-proposal-invariants';
import { findBroken } from '../../support/invariants';
import { AGENCY, Books } from '../days/books';
import { beijing } from '../reconciliation/world';
import { person } from '../reconciliation/office';

const DAY = '2026-03-30';
const clerk = person('王芳', 'clerk');
const reviewer = person('李强', 'reviewer');
const both = { maker: clerk, checker: reviewer };
const PAYABLE = `payable:${AGENCY.agencyCode}:${AGENCY.incomeItemCode}`;
const INTEREST = 'payable:310101:1030705';

let books: Books;
let desk: ReturnType<typeof openProposals>;
beforeEach(async () => {
  books = await Books.open();
  const { database } = books.world;
  const clock = { now: () => books.world.now };
  desk = openProposals({ database, clock });
  await books.collect('1', DAY, 10_000n);
  books.world.now = beijing(DAY, '13:00:00');
  const bank = createBankService({ database, clock });
  const mapping = {
    columns: { date: 'd', amount: 'a', counter_account: 'c', reference: 'r', serial: 's' },
    ...{ account: '1001', channels: { wechat: { counter_account: 'TENPAY' } } },
  };
  await bank.putMapping(clerk, toBankMapping('icbc', bankMappingIn.parse(mapping)));
  const text = `d,a,c,r,s\n${DAY},-12.00,ICBC,账户管理费,S-1\n${DAY},3.50,ICBC,利息,S-2\n${DAY},7.00,TENPAY,结算,S-3\n`;
  await bank.importFile(clerk, { name: 'x.csv', mapping: 'icbc', open: () => Readable.from([text]) });
});
afterEach(async () => {
  expect(await findBroken(books.url, FINANCE_PROPOSAL_INVARIANTS)).toEqual([]);
  await books.world.close();
});

const keyOf = async (serial: string) =>
  String((await books.sql<{ key: string }>(`select key from bank_entry where serial = '${serial}'`))[0]?.key);
const about = async (kind: ProposalKind, serial: string): Promise<ProposalRequest> => ({
  ...{ kind, subject: await keyOf(serial), reason: '银行回单', facts: {} },
});
const balances = async () =>
  Object.fromEntries(
    (await books.world.database.stores.ledger.listAccounts()).map(({ code, debitFen, creditFen }) => [
      code,
      debitFen - creditFen,
    ]),
  );
const unexplained = () => books.world.database.stores.bankEntries.countAllUnexplained(9);
const useOf = async (serial: string) =>
  (await books.world.database.stores.bankEntries.findEntry(await keyOf(serial)))?.use;

test('a charge is an expense and takes nothing off the agencies; interest is owed; both are explained then', async () => {
  expect(await unexplained()).toBe(2);
  const proposed = await desk.propose(clerk, await about('bank_charge', 'S-1'));
  expect(proposed.postings).toEqual([{ debit: 'bank_charge', credit: 'bank', amountFen: 1_200n }]);
  expect([await unexplained(), (await balances()).bank]).toEqual([2, 700n]);
  await expect(desk.approve(person('王芳', 'finance_lead'), proposed.id)).rejects.toMatchObject({
    code: 'OWN_PROPOSAL',
  });
  await desk.approve(reviewer, proposed.id);
  await desk.carry(await about('bank_interest', 'S-2'), both);
  expect(await balances()).toMatchObject({
    ...{ bank: 700n - 1_200n + 350n, bank_charge: 1_200n, [INTEREST]: -350n, [PAYABLE]: -10_000n },
  });
  expect([await useOf('S-1'), await useOf('S-2'), await unexplained()]).toEqual([
    ...['bank_charge', 'bank_interest', 0],
  ]);
  for (const serial of ['S-1', 'S-3'])
    await expect(desk.propose(clerk, await about('bank_interest', serial))).rejects.toMatchObject({
      code: 'BANK_ENTRY_EXPLAINED',
    });
});

test('one row is booked once, whatever two propose and approve at the same second', async () => {
  const requests = [await about('bank_charge', 'S-1'), await about('bank_interest', 'S-1')];
  const proposed = await Promise.allSettled(requests.map((request) => desk.propose(clerk, request)));
  expect(proposed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [{ id } = { id: '' }] = await desk.listProposals(clerk, { limit: 9 });
  const others = [reviewer, person('赵敏', 'finance_lead')];
  const done = await Promise.allSettled(others.map((one) => desk.approve(one, id)));
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await balances()).bank).toBe(700n - 1_200n);
});

test('a booking is taken back by a red entry that two decide, and the row waits again', async () => {
  const reversal = await about('bank_booking_reversal', 'S-1');
  await expect(desk.propose(clerk, reversal)).rejects.toMatchObject({ code: 'BANK_BOOKING_MISSING' });
  const booked = await desk.carry(await about('bank_charge', 'S-1'), both);
  expect(await desk.carry(reversal, both)).toMatchObject({ reverses: booked.id });
  expect([await useOf('S-1'), (await balances()).bank, (await balances()).bank_charge]).toEqual([
    null,
    700n,
    0n,
  ]);
  expect(
    await books.sql(`select original.kind, p.status from journal red
      join journal original on red.source = 'reversal:' || original.id
      join finance_proposal_journal x on x.journal_id = original.id join finance_proposal p on p.id = x.proposal_id`),
  ).toEqual([{ kind: 'bank_charge', status: 'reversed' }]);
  await desk.carry(await about('bank_interest', 'S-1'), both);
  expect((await balances())[INTEREST]).toBe(1_200n);
});

test('what the books learn of later is not hidden by the booking: the row waits until it is taken back', async () => {
  await desk.carry(await about('bank_charge', 'S-1'), both);
  expect(await unexplained()).toBe(1);
  await books.sql(`insert into fee_invoice values ('wechat', '账户管理费', '${DAY}', 1200, 'stf_x', now())`);
  expect(await unexplained()).toBe(2);
  const row = await books.world.database.stores.bankEntries.findEntry(await keyOf('S-1'));
  expect(row).toMatchObject({ use: 'bank_charge', otherUse: 'fee_invoice', otherUseId: '账户管理费' });
  await desk.carry(await about('bank_booking_reversal', 'S-1'), both);
  expect([await useOf('S-1'), await unexplained()]).toEqual(['fee_invoice', 1]);
});

test('a day with both is closed, its balances hold, and the bank’s report comes to what is held', async () => {
  await desk.carry(await about('bank_charge', 'S-1'), both);
  await desk.carry(await about('bank_interest', 'S-2'), both);
  const seal = readSeal(await books.close(DAY));
  expect(seal.figures).toMatchObject({ opening: '0', normal: '10000', adjusted: '350', closing: '10350' });
  expect(seal.accounts.find(({ account }) => account === 'bank')).toMatchObject({
    ...{ opening: '0', in: '1050', out: '1200', closing: '-150' },
  });
  const report = findReport('bank-daily');
  if (!report) throw new Error('it is in the list');
  const query = { report, filters: { from: DAY, to: DAY } };
  const [row] = await books.world.database.stores.reports.readRows(query, { after: null, limit: 2 });
  const cells = Object.fromEntries(report.columns.map(({ key }, i) => [key, row?.[i]]));
  expect(cells).toMatchObject({ collected: '10000', adjusted: '350', closing: '10350' });
});
