import { Readable } from 'node:stream';
import { createBankService } from '../../../src/reconciliation/bank/bank.service';
import { bankMappingIn, toBankMapping } from '../../../src/reconciliation/bank/bank.schema';
import { feeInvoiceRequest } from '../../../src/proposals/finance-proposal';
import type { ProposalKind, ProposalRequest } from '../../../src/proposals/finance-proposal';
import { openProposals } from '../../support/finance-proposals';
import { FINANCE_PROPOSAL_INVARIANTS } from '../../support/finance-proposal-invariants';
import { findBroken } from '../../support/invariants';
import { createRemittanceServices } from '../../../src/settlement/settlement.service';
import { AGENCY, Books } from '../days/books';
import { person } from '../reconciliation/office';
import { line } from '../reconciliation/world';

const DAY = '2026-03-30';
const clerk = person('王芳', 'clerk');
const reviewer = person('李强', 'reviewer');
const both = { maker: clerk, checker: reviewer };
const treasurer = person('周洁', 'treasury_officer');
const lead = person('赵敏', 'finance_lead');

let books: Books;
let desk: ReturnType<typeof openProposals>;
const now = () => books.world.now;
beforeEach(async () => {
  books = await Books.open();
  const { database } = books.world;
  desk = openProposals({ database, clock: { now } });
  const bank = createBankService({ database, clock: { now } });
  const mapping = {
    columns: { date: 'd', amount: 'a', counter_account: 'c', reference: 'r', serial: 's' },
    ...{ account: '1001', channels: {} },
  };
  await bank.putMapping(clerk, toBankMapping('icbc', bankMappingIn.parse(mapping)));
  await books.collect('1', DAY, 10_000n);
  await books.reconcile(DAY, [line('1', { feeFen: 150n })]);
  const text = `d,a,c,r,s\n${DAY},-1.20,TENPAY,手续费 FP-1,S-1\n${DAY},-100.00,国库,上缴 BR-7,S-2\n`;
  await bank.importFile(clerk, { name: 'x.csv', mapping: 'icbc', open: () => Readable.from([text]) });
});
afterEach(async () => {
  expect(await findBroken(books.url, FINANCE_PROPOSAL_INVARIANTS)).toEqual([]);
  await books.world.close();
});

const about = async (kind: ProposalKind, serial: string): Promise<ProposalRequest> => {
  const [row] = await books.sql<{ key: string }>(`select key from bank_entry where serial = '${serial}'`);
  return { kind, subject: String(row?.key), reason: '银行回单', facts: {} };
};
const invoice = feeInvoiceRequest({
  channel: 'wechat',
  businessDay: DAY,
  reference: 'FP-1',
  amountFen: 120n,
});
const leftTheBank = async () => {
  const accounts = await books.world.database.stores.ledger.listAccounts();
  return accounts.find(({ code }) => code === 'bank')?.creditFen ?? 0n;
};

test('what was booked as a charge is not booked again as the invoice that it was, until it is taken back', async () => {
  const proposed = await desk.propose(clerk, invoice);
  await desk.carry(await about('bank_charge', 'S-1'), both);
  await expect(desk.approve(reviewer, proposed.id)).rejects.toMatchObject({
    ...{ code: 'BANK_ROW_BOOKED', details: { kind: 'bank_charge', booked_on: DAY } },
  });
  expect(await leftTheBank()).toBe(120n);
  await desk.carry(await about('bank_booking_reversal', 'S-1'), both);
  await desk.approve(reviewer, proposed.id);
  expect(await books.world.database.stores.bankEntries.countAllUnexplained(9)).toBe(1);
});

test('a charge that waits ends when the invoice is booked, and of both at the same second one is', async () => {
  const proposals = [
    await desk.propose(clerk, invoice),
    await desk.propose(clerk, await about('bank_charge', 'S-1')),
  ];
  const done = await Promise.allSettled(proposals.map(({ id }, i) => desk.approve(i ? lead : reviewer, id)));
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await leftTheBank()).toBe(120n);
  const [charge] = await desk.listProposals(clerk, { kind: 'bank_charge', limit: 1 });
  const isInvoiced = done[0]?.status === 'fulfilled';
  expect(charge).toMatchObject(
    isInvoiced ? { status: 'withdrawn', note: 'bank_row_explained' } : { status: 'approved' },
  );
});

test('nor is a batch that the bank paid under that number', async () => {
  const { remittances } = createRemittanceServices(books.world.database);
  await books.sql(`insert into agency values ('310101', '一', 'One')`);
  await books.world.database.stores.remittanceRules.putTarget({
    ...{ ...AGENCY, destination: 'treasury', accountName: '国库', accountNo: '6222', bankName: null },
  });
  await books.sql(
    `insert into sealed_day values ('${DAY}', 'x', 'x', '{}', 'k', 's', 'stf_1', 'stf_2', now())`,
  );
  const { id } = await remittances.makeBatch(treasurer, { destination: 'treasury', upTo: DAY }, now());
  await remittances.checkBatch(lead, id, now());
  await remittances.exportBatch(treasurer, id, now());
  await desk.carry(await about('bank_charge', 'S-2'), both);
  const said = { reference: 'BR-7', on: DAY, now: now() };
  await expect(remittances.acknowledge(treasurer, id, said)).rejects.toMatchObject({
    code: 'BANK_ROW_BOOKED',
  });
  // Who may not say it learns nothing of the row.
  await expect(remittances.acknowledge(reviewer, id, said)).rejects.toMatchObject({
    code: 'STAFF_FORBIDDEN',
  });
  expect((await remittances.getBatch(lead, id)).status).toBe('exported');
  await desk.carry(await about('bank_booking_reversal', 'S-2'), both);
  await remittances.acknowledge(treasurer, id, said);
});
