import { createDatabase, type Database } from '../../../src/db/database';
import { parseYuan } from '../../../src/kernel/money';
import type { JournalKind } from '../../../src/ledger/journal';
import { findReport } from '../../../src/reports/report-list';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, poolSize: 2 });
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const PAYABLE = 'payable:310101:10101';

/** @param what its source, the two accounts and yuan, in as many postings as there are amounts */
async function book(
  businessDay: string,
  kind: JournalKind,
  what: [string, string, string, ...string[]],
): Promise<void> {
  const [source, debit, credit, ...yuan] = what;
  const occurredAt = new Date(`${businessDay}T12:00:00+08:00`);
  const postings = yuan.map((amount) => ({ debit, credit, amountFen: parseYuan(amount) }));
  const journal = { id: `jrn_${source}`, kind, businessDay, occurredAt, source, orderId: null, postings };
  await database.stores.ledger.insertJournals([journal], occurredAt);
}

test('what came in and went out on a day leads from one balance to the next (domain R28)', async () => {
  const day = '2026-03-31';
  await book('2026-03-30', 'collection', ['wechat:payment:1', 'clearing:wechat', PAYABLE, '1000.00']);
  await book(day, 'collection', ['wechat:payment:2', 'clearing:wechat', PAYABLE, '10000.00', '9926.00']);
  await book(day, 'suspense', ['wechat:payment:3', 'clearing:wechat', 'suspense:wechat', '300.00']);
  await book(day, 'suspense', ['wechat:payment:7', 'clearing:wechat', 'suspense:wechat', '100.00']);
  await book(day, 'claim', ['claim:wechat:3', 'suspense:wechat', PAYABLE, '74.00']);
  await book(day, 'refund', ['wechat:refund:4', PAYABLE, 'clearing:wechat', '200.00']);
  await book(day, 'remittance', ['remittance:treasury:rmb_1', PAYABLE, 'bank', '12000.00', '7000.00']);
  await book(day, 'remittance', ['remittance:special:rmb_2', PAYABLE, 'bank', '1500.00']);
  // Neither fees nor what the channel pays to the bank change what is owed.
  await book(day, 'fee', ['wechat:fee:5', 'fee_expense:wechat', 'clearing:wechat', '120.00']);
  await book(day, 'bank_credit', ['bank_credit:6', 'bank', 'clearing:wechat', '20000.00']);
  const report = findReport('bank-daily');
  if (!report) throw new Error('it is in the list');
  const read = async () => {
    const query = { report, filters: { from: day, to: day } };
    const [row] = await database.stores.reports.readRows(query, { after: null, limit: 2 });
    return Object.fromEntries(report.columns.map(({ key }, i) => [key, row?.[i]]));
  };
  const out = { refunded: '20000', treasury: '1900000', special_account: '150000', adjusted: '0' };
  // Each is counted as the bank counts it, and money that was claimed has left suspense.
  const counts = { collected_count: '2', suspense_count: '1', refunded_count: '1', treasury_count: '1' };
  const came = { opening: '100000', collected: '2000000', suspense: '32600' };
  const expected = { ...came, ...out, ...counts, special_account_count: '1', closing: '62600' };
  expect(await read()).toMatchObject(expected);
  await database.stores.ledger.rollUpBalances();
  expect(await read()).toMatchObject(expected);
});
