import { businessDayOf } from '../../../src/kernel/business-day';
import { createLedgerService } from '../../../src/ledger/ledger.service';
import type { Json } from '../notifications/town';
import { Office } from './office';
import { dayOfTraffic, reconcile } from './traffic';

const DAYS = 3;

let office: Office;
let days: string[];
let all: { from: string; to: string };
beforeAll(async () => {
  office = await Office.open();
  office.town.gateway.work(['reconciliation', 'register']);
  days = [];
  for (let day = 0; day < DAYS; day++) {
    days.push(businessDayOf(office.now()));
    await dayOfTraffic(office, day);
    // Of the days some are rolled up and some are not.
    if (day === 1) await createLedgerService(office.town.gateway.database).rollUpBalances();
    office.passDays(1);
  }
  all = { from: String(days[0]), to: String(days.at(-1)) };
}, 120_000);
afterAll(() => office.town.closeInOrder());

const sumOf = (rows: readonly Json[], key: string): number =>
  rows.reduce((sum, row) => sum + Number(row[key]), 0);

/** Written apart from the sources of the reports: sides of postings by the kinds of their accounts and journals. */
async function posted(where: string): Promise<number> {
  const [row] = await office.town.gateway.sql<{ fen: string }>(
    `select coalesce(sum(p.amount_fen), 0)::text as fen from posting p join journal j on j.id = p.journal_id
     where ${where}`,
  );
  return Number(row?.fen);
}

describe('the sums of the reports are those of the ledger', () => {
  test.each(['collection-daily', 'collection-monthly'])(
    '%s: what the agencies were credited with',
    async (code) => {
      const rows = await office.readAll(code, { ...all, limit: 3 });
      expect(sumOf(rows, 'amount')).toBe(await posted("p.credit_account like 'payable:%'"));
      expect(sumOf(rows, 'amount')).toBeGreaterThan(0);
      const agency = String(rows[0]?.agency);
      const ofOne = await office.readAll(code, { ...all, agency, channel: 'wechat' });
      expect(sumOf(ofOne, 'amount')).toBe(
        await posted(`p.credit_account like 'payable:${agency}:%' and j.source ~ '^(claim:)?wechat:'`),
      );
    },
  );

  test('refunds: what went back by our refunds', async () => {
    const { totals } = await office.read('refunds', { ...all, day_of: 'succeeded', status: 'succeeded' });
    expect((totals as Totals).sums.amount).toBe(await posted("j.kind = 'refund'"));
    // Among those that were asked for, whatever has become of them, stands apart what went back.
    const { sums } = (await office.read('refunds', all)).totals as Totals;
    expect(sums.returned).toBe((totals as Totals).sums.amount);
    expect((totals as Totals).sums.amount).toBeGreaterThan(0);
  });

  test('payments: what the channels took in, page by page as in one', async () => {
    const pages = await office.readAll('payments', { ...all, limit: 2 });
    const { totals, data } = await office.read('payments', { ...all, limit: 500 });
    expect(pages).toEqual(data);
    expect(sumOf(pages, 'amount')).toBe(await posted("j.kind in ('collection', 'suspense')"));
    expect(totals).toEqual({ rows: pages.length, sums: { amount: sumOf(pages, 'amount') } });
  });

  test('suspense by age: what suspense holds, and nothing is left unexplained', async () => {
    const rows = await office.readAll('suspense-ageing');
    const credit = await posted("p.credit_account like 'suspense:%'");
    expect(sumOf(rows, 'amount')).toBe(credit - (await posted("p.debit_account like 'suspense:%'")));
    expect(rows.map(({ reason }) => reason)).not.toContain('adjusted');
    expect(new Set(rows.map(({ bucket }) => bucket))).toEqual(new Set(['000-001', '002-007']));
  });

  test('settlement: what is in suspense for orders of ours, of another amount as well, stands with their items', async () => {
    const settled = await office.town.call('GET', `/v1/settlement?from=${all.from}&to=${all.to}`);
    const rows = await office.readAll('suspense-ageing');
    const ofNoOrder = rows.filter(({ reason }) =>
      ['unknown_payment', 'unknown_order'].includes(String(reason)),
    );
    expect(sumOf(settled.items as Json[], 'suspense')).toBe(
      sumOf(rows, 'amount') - sumOf(ofNoOrder, 'amount'),
    );
    expect(rows.map(({ reason }) => reason)).toContain('amount_mismatch');
  });

  test('trial balance: both sides are equal, and the opening of a day is the closing of the one before', async () => {
    const [first = '', second = ''] = days;
    const { totals, data } = await office.read('trial-balance', { from: second, to: second });
    const { sums } = totals as Totals;
    expect(sums.debit).toBe(sums.credit);
    expect(sums.closing_debit).toBe(sums.closing_credit);
    const before = await office.readAll('trial-balance', { from: first, to: first });
    for (const account of before) {
      const after = (data as Json[]).find((it) => it.account === account.account);
      expect([after?.opening_debit, after?.opening_credit]).toEqual([
        account.closing_debit,
        account.closing_credit,
      ]);
    }
  });

  test('account statement: its balance runs from what was brought forward to what the account holds', async () => {
    const account = 'clearing:wechat';
    const rows = await office.readAll('account-statement', {
      account,
      from: String(days[1]),
      to: all.to,
      limit: 2,
    });
    const [forward] = rows;
    const [held] = (
      await office.readAll('trial-balance', { from: String(days[0]), to: String(days[0]) })
    ).filter((it) => it.account === account);
    expect(forward).toMatchObject({ kind: 'brought_forward', balance: held?.closing_debit });
    expect(BigInt(Number(rows.at(-1)?.balance))).toBe(await office.town.balance(account));
    expect(sumOf(rows, 'debit') - sumOf(rows, 'credit') + Number(forward?.balance)).toBe(
      rows.at(-1)?.balance,
    );
  });

  test('general ledger: every voucher is even, and who claimed and who approved stands on it', async () => {
    const rows = await office.readAll('general-ledger', { ...all, limit: 7 });
    for (const voucher of new Set(rows.map((it) => it.voucher))) {
      const lines = rows.filter((it) => it.voucher === voucher);
      expect(sumOf(lines, 'dr')).toBe(sumOf(lines, 'cr'));
    }
    expect(sumOf(rows, 'dr')).toBe(await posted('true'));
    const byTwo = expect.objectContaining({ maker: 'portal', checker: 'finance desk' });
    for (const kind of ['claim', 'refund'])
      expect(rows.filter((it) => it.kind === kind)).toContainEqual(byTwo);
    expect(rows.find((it) => it.kind === 'collection')).toMatchObject({ maker: 'tongfu', RED_FLAG: '0' });
  });

  test('surcharge: principal and surcharge are what was collected', async () => {
    const { totals, data } = await office.read('surcharge', all);
    const { sums } = totals as Totals;
    expect(Number(sums.principal) + Number(sums.surcharge) - Number(sums.received_before)).toBe(sums.amount);
    expect(sums.surcharge).toBeGreaterThan(0);
    expect((data as Json[]).length).toBe(DAYS);
    const { totals: reported } = await office.read('write-back', { from: all.from, to: all.to });
    expect((reported as Totals).sums.amount).toBe(sums.amount);
  });
});

describe("the bank's report", () => {
  test('is refused for a day that is not reconciled', async () => {
    const answer = await office.read('bank-daily', all);
    expect(answer).toMatchObject({ http: 409, code: 'DAY_NOT_RECONCILED' });
    expect(answer.detail).toContain('没有对账，请先对账');
  });

  test('carries each balance over, and its last is what is owed by the ledger', async () => {
    for (const day of days) await reconcile(office, day);
    const rows = await office.readAll('bank-daily', { ...all, limit: 1 });
    expect(rows.map(({ day }) => day)).toEqual(days);
    rows.slice(1).forEach((row, i) => expect(row.opening).toBe(rows[i]?.closing));
    for (const row of rows) {
      const moved = Number(row.collected) + Number(row.suspense) - Number(row.refunded);
      expect(Number(row.opening) + moved).toBe(row.closing);
      expect(row).toMatchObject({ adjusted: 0, treasury: 0, special_account: 0 });
    }
    const owed = "like any (array['payable:%', 'suspense:%'])";
    expect(rows.at(-1)?.closing).toBe(
      (await posted(`p.credit_account ${owed}`)) - (await posted(`p.debit_account ${owed}`)),
    );
  });
});

test('the fees of the channels are those that were booked', async () => {
  const { totals } = await office.read('fees', all);
  const { charged, returned } = (totals as Totals).sums;
  expect(charged).toBe(await posted("p.debit_account like 'fee_expense:%'"));
  expect(returned).toBe(await posted("p.credit_account like 'fee_expense:%'"));
});

test('a filter that matches nothing is an empty report, not an error', async () => {
  for (const code of ['collection-daily', 'payments', 'fees', 'trial-balance', 'general-ledger', 'orders']) {
    const { http, data, totals } = await office.read(code, { from: '2020-01-01', to: '2020-01-31' });
    expect({ http, data, rows: (totals as Totals).rows }).toEqual({ http: 200, data: [], rows: 0 });
  }
  expect(await office.read('account-statement', { ...all, account: 'nothing' })).toMatchObject({ data: [] });
});

test('orders are those that were made on these days, by Beijing days', async () => {
  const [{ count } = { count: '' }] = await office.town.gateway.sql<{ count: string }>(
    'select count(*) from orders',
  );
  const rows = await office.readAll('orders', { ...all, limit: 4 });
  expect(rows.length).toBe(Number(count));
  const paid = await office.readAll('orders', { ...all, status: 'paid', affair: 'passport' });
  expect(paid.length).toBeGreaterThan(0);
  expect(paid.every((it) => it.status === 'paid' && String(it.created_at).endsWith('+08:00'))).toBe(true);
});

test('the days are marked as provisional until they are closed', async () => {
  expect(await office.read('fees', all)).toMatchObject({ is_provisional: true });
});

interface Totals {
  rows: number;
  sums: Record<string, number>;
}
