import { Readable } from 'node:stream';
import { createBankService, type BankService } from '../../../src/reconciliation/bank/bank.service';
import { bankMappingIn, toBankMapping } from '../../../src/reconciliation/bank/bank.schema';
import type { ProposalRequest } from '../../../src/proposals/finance-proposal';
import { openProposals } from '../../support/finance-proposals';
import { FINANCE_PROPOSAL_INVARIANTS } from '../../support/finance-proposal-invariants';
import { findBroken } from '../../support/invariants';
import { Books } from '../days/books';
import { line } from '../reconciliation/world';
import { person } from '../reconciliation/office';

const [DAY, NEXT] = ['2026-03-30', '2026-03-31'] as const;
const clerk = person('王芳', 'clerk');
const both = { maker: clerk, checker: person('李强', 'reviewer') };

let books: Books;
let bank: BankService;
let desk: ReturnType<typeof openProposals>;
beforeEach(async () => {
  books = await Books.open();
  const { database } = books.world;
  const clock = { now: () => books.world.now };
  desk = openProposals({ database, clock });
  bank = createBankService({ database, clock });
  const mapping = {
    columns: { date: 'd', amount: 'a', counter_account: 'c', reference: 'r', serial: 's' },
    ...{ account: '1001', channels: { wechat: { counter_account: 'TENPAY' } } },
  };
  await bank.putMapping(clerk, toBankMapping('icbc', bankMappingIn.parse(mapping)));
  await books.collect('A', DAY, 10_000n);
  await books.reconcile(DAY, [line('A')]);
});
afterEach(async () => {
  expect(await findBroken(books.url, FINANCE_PROPOSAL_INVARIANTS)).toEqual([]);
  await books.world.close();
});

const SHORT = `${NEXT},90.00,TENPAY,结算,S-1`;
const CHARGE = `${NEXT},-12.00,ICBC,管理费,S-2`;
const bring = async (name: string, ...rows: string[]) => {
  books.world.now = new Date(books.world.now.getTime() + 1_000);
  const text = ['d,a,c,r,s', ...rows].join('\n');
  return bank.importFile(clerk, { name, mapping: 'icbc', open: () => Readable.from([text]) });
};
const back = (id: string): ProposalRequest => ({
  ...{ kind: 'bank_file_take_back', subject: id, reason: '选错账户', facts: {} },
});
const charge = async (): Promise<ProposalRequest> => {
  const [{ key } = { key: '' }] = await books.sql<{ key: string }>(
    `select key from bank_entry where serial = 'S-2'`,
  );
  return { kind: 'bank_charge', subject: key, reason: '管理费', facts: {} };
};
const state = async () => ({
  bank: (await books.world.database.stores.ledger.listAccounts()).find(({ code }) => code === 'bank'),
  open: await books.sql(`select type from difference where closed_at is null and kind = 'settlement'`),
  entries: (await books.sql('select 1 from bank_entry')).length,
  told: (await books.world.database.stores.dayViews.readSources({ channel: 'wechat', businessDay: DAY }))
    .bank,
});
const net = ({ bank: account }: Awaited<ReturnType<typeof state>>) =>
  (account?.debitFen ?? 0n) - (account?.creditFen ?? 0n);

test('an import is taken back with all that came of it, stays in the list, and the same file may come again', async () => {
  const { file } = await bring('x.csv', SHORT, CHARGE);
  await desk.carry(await charge(), both);
  const imported = await state();
  expect(imported).toMatchObject({ open: [{ type: 'bank_short' }], entries: 2, told: { amountFen: 9_000n } });
  const proposed = await desk.propose(clerk, back(file.id));
  expect(proposed.facts).toEqual({ name: 'x.csv', rows: '2', from: NEXT, to: NEXT });
  expect(proposed.postings).toEqual([
    { debit: 'clearing:wechat', credit: 'bank', amountFen: 9_000n },
    { debit: 'bank', credit: 'bank_charge', amountFen: 1_200n },
  ]);
  expect(await state()).toEqual(imported);
  await desk.approve(both.checker, proposed.id);
  const gone = await state();
  expect([net(gone), gone.open, gone.entries, gone.told]).toEqual([0n, [], 0, null]);
  expect(await bank.listFiles(clerk, 9)).toMatchObject([{ id: file.id, takenBackAt: expect.any(Date) }]);
  await expect(desk.propose(clerk, back(file.id))).rejects.toMatchObject({ code: 'BANK_FILE_TAKEN_BACK' });
  for (const name of ['x.csv', 'the same.csv']) {
    const again = await bring(name, SHORT, CHARGE);
    expect(again).toMatchObject({ isKnown: false, file: { knownCount: 0 } });
    expect(await state()).toMatchObject({ open: [{ type: 'bank_short' }], entries: 2 });
    expect(net(await state())).toBe(9_000n);
    await desk.carry(back(again.file.id), both);
    expect(net(await state())).toBe(0n);
  }
  await expect(books.sql('delete from taken_back_bank_entry')).rejects.toMatchObject({ code: '42501' });
});

test('what waited for a decision about its rows ends with it, and is not booked for what comes under their numbers', async () => {
  const wrong = await bring('wrong mapping.csv', SHORT, CHARGE);
  const proposed = await desk.propose(clerk, await charge());
  await desk.carry(back(wrong.file.id), both);
  const ended = { id: proposed.id, status: 'withdrawn', decidedBy: 'system', note: 'bank_rows_taken_back' };
  expect(await desk.listProposals(clerk, { kind: 'bank_charge', limit: 9 })).toMatchObject([ended]);
  const log = await books.sql(`select actor_id, details ->> 'note' as note from audit_entry
    where action = 'proposal.withdrawn'`);
  expect(log).toEqual([{ actor_id: 'system', note: 'bank_rows_taken_back' }]);
  await bring('right.csv', `${NEXT},21.00,ICBC,管理费退回,S-2`);
  await expect(desk.approve(both.checker, proposed.id)).rejects.toMatchObject({
    code: 'PROPOSAL_NOT_IN_STATE',
  });
  // One that came between the two: the row under its number is another one by now.
  const reopen = `update finance_proposal set status = 'proposed', decided_by = null where id = '${proposed.id}'`;
  await books.sql(reopen, { tampering: true });
  await expect(desk.approve(both.checker, proposed.id)).rejects.toMatchObject({
    code: 'BANK_BOOKING_OUTDATED',
  });
  expect(net(await state())).toBe(0n);
});

test('a file of another account of the same days is in nobody’s way', async () => {
  const { file } = await bring('first.csv', SHORT);
  const mapping = bankMappingIn.parse({
    columns: { date: 'd', amount: 'a', counter_account: 'c', reference: 'r', serial: 's' },
    ...{ account: '1002', channels: {} },
  });
  await bank.putMapping(clerk, toBankMapping('other', mapping));
  for (const rows of [CHARGE, `${CHARGE}\n${NEXT},-1.00,ICBC,管理费,S-9`])
    await bank.importFile(clerk, {
      ...{ name: 'other.csv', mapping: 'other', open: () => Readable.from([`d,a,c,r,s\n${rows}`]) },
    });
  await desk.carry(back(file.id), both);
  expect(await state()).toMatchObject({ entries: 2 });
});

test('no movement of an import that stands can be deleted, not even by hand', async () => {
  await bring('x.csv', SHORT);
  await expect(books.sql('delete from bank_entry')).rejects.toMatchObject({ code: '42501' });
});

test('a file that a closed day rests on is not taken back, and the day is named', async () => {
  const { file } = await bring('x.csv', `${NEXT},100.00,TENPAY,结算,S-1`);
  const proposed = await desk.propose(clerk, back(file.id));
  await books.sql(
    `insert into sealed_day values ('${DAY}', 'x', 'x', '{}', 'k', 's', 'stf_1', 'stf_2', now())`,
  );
  const refused = { code: 'BANK_FILE_OF_CLOSED_DAY', details: { day: DAY } };
  await expect(desk.propose(person('赵敏', 'finance_lead'), back(file.id))).rejects.toMatchObject(refused);
  await expect(desk.approve(both.checker, proposed.id)).rejects.toMatchObject(refused);
  expect(await state()).toMatchObject({ entries: 1, told: { amountFen: 10_000n } });
});

test('a row that a later file told again is not lost with the first one', async () => {
  const first = await bring('first.csv', SHORT);
  const second = await bring('second.csv', SHORT, CHARGE);
  const refused = { code: 'BANK_FILE_TOLD_AGAIN', details: { name: 'second.csv' } };
  await expect(desk.propose(clerk, back(first.file.id))).rejects.toMatchObject(refused);
  await desk.carry(back(second.file.id), both);
  await desk.carry(back(first.file.id), both);
  await bring('second.csv', SHORT, CHARGE);
  expect(await state()).toMatchObject({ entries: 2 });
});

test('a movement that the bank numbers anew is warned of, and taken in all the same', async () => {
  const first = await bring('first.csv', CHARGE, SHORT);
  expect(await bank.listLookAlikes(clerk, first.file.id)).toEqual([]);
  const renumbered = await bring(
    ...(['second.csv', `${NEXT},-12.00,ICBC,管理费,T-9`, `${NEXT},-12.01,ICBC,管理费,T-10`] as const),
    ...[`${NEXT},-12.00,ICBC,手续费,T-11`, `${NEXT},12.00,ICBC,管理费,T-12`],
  );
  const known = await books.sql<{ key: string; serial: string }>('select key, serial from bank_entry');
  const keyOf = (serial: string) => known.find((one) => one.serial === serial)?.key;
  expect(await bank.listLookAlikes(clerk, renumbered.file.id)).toEqual([
    { line: 2, entryKey: keyOf('T-9'), knownKey: keyOf('S-2') },
  ]);
  expect(renumbered.file).toMatchObject({ rowCount: 4, knownCount: 0 });
});
