import { adjustmentJournal, redEntry } from '../../../src/ledger/adjustment';
import { findReport } from '../../../src/reports/report-list';
import { linkBehind } from '../../../src/reports/report-link';
import type { ReportQuery } from '../../../src/reports/report-query.store';
import { AGENCY, beijing, Books } from '../days/books';

const [DAY, NEXT] = ['2026-03-30', '2026-03-31'];
const PAYABLE = `payable:${AGENCY.agencyCode}:${AGENCY.incomeItemCode}`;
const OF_INTEREST = [{ debit: 'bank', credit: PAYABLE, amountFen: 350n }];

let books: Books;
beforeAll(async () => {
  books = await Books.open();
  await books.collect('1', DAY, 10_000n);
  await books.refund('2', DAY, 1_000n);
  for (const no of [1, 2]) {
    const draft = { kind: 'bank_interest' as const, source: `bank_booking:${no}`, orderId: null };
    await books.book(adjustmentJournal({ ...draft, postings: OF_INTEREST }, beijing(DAY, '12:00:00')));
  }
  const red = redEntry({ journalId: 'jrn_1', postings: OF_INTEREST });
  await books.book(adjustmentJournal(red, beijing(NEXT, '12:00:00')));
});
afterAll(() => books.world.close());

const read = async (code: string, filters: ReportQuery['filters']) => {
  const report = findReport(code);
  if (!report) throw new Error('it is in the list');
  const query = { report, filters };
  const rows = await books.world.database.stores.reports.readRows(query, { after: null, limit: 99 });
  return { report, rows };
};

test('interest and its red entry are adjustments: neither collected nor refunded, and they add up to what is owed', async () => {
  const { remittanceRules } = books.world.database.stores;
  const of = async (from: string, to: string) => (await remittanceRules.sumItems({ from, to }))[0];
  const paid = { collectedFen: 10_000n, refundedFen: 1_000n, remittedFen: 0n };
  expect(await of(DAY, DAY)).toMatchObject({ ...paid, adjustedFen: 700n, payableFen: 9_700n });
  expect(await of(DAY, NEXT)).toMatchObject({ ...paid, adjustedFen: 350n, payableFen: 9_350n });
  expect(await of(NEXT, NEXT)).toMatchObject({ collectedFen: 0n, refundedFen: 0n, adjustedFen: -350n });
});

test('the figures lead to the movements that they are the sum of', async () => {
  const filters = { from: DAY, to: NEXT };
  const { report, rows } = await read('settlement', filters);
  const [row = []] = rows;
  const sums: Record<string, number> = {};
  for (const { key, behind } of report.columns.filter((column) => column.behind?.filters?.movement)) {
    const link = behind && linkBehind(behind, { report, filters, row });
    const list = await read('account-statement', { ...filters, ...link?.filters });
    const at = (name: string) => list.report.columns.findIndex((column) => column.key === name);
    const net = list.rows.map((one) => Number(one[at('credit')]) - Number(one[at('debit')]));
    sums[key] = net.reduce((sum, fen) => sum + fen, 0);
  }
  expect(sums).toEqual({ collected: 10_000, refunded: -1_000, clawed_back: 0, adjusted: 350, remitted: 0 });
});
