import { businessDayOf } from '../../../src/kernel/business-day';
import type { ReportDefinition, ReportRow } from '../../../src/reports/report';
import { linkBehind } from '../../../src/reports/report-link';
import { listReports } from '../../../src/reports/list-reports';
import { findReport } from '../../../src/reports/report-list';
import { standingReports } from '../../../src/reports/standing-reports';
import { settlementReports } from '../../../src/reports/settlement-reports';
import type { Json } from '../notifications/town';
import { Office } from './office';
import { dayOfTraffic, reconcile } from './traffic';

const DAYS = 3;

let office: Office;
let period: { from: string; to: string };
/** Of those that are reconciled. */
let lastDay: string;
beforeAll(async () => {
  office = await Office.open();
  office.town.gateway.work(['reconciliation', 'register']);
  const days: string[] = [];
  for (let day = 0; day < DAYS; day++) {
    days.push(businessDayOf(office.now()));
    await dayOfTraffic(office, day);
    office.passDays(1);
  }
  for (const day of days) await reconcile(office, day);
  lastDay = String(days.at(-1));
  period = { from: String(days[0]), to: businessDayOf(office.now()) };
}, 120_000);
afterAll(() => office.town.closeInOrder());

type Sums = Record<string, number>;
interface Found {
  rows: number;
  sums: Sums;
  last: Json | undefined;
}

/** What the list behind each figure must come to. */
const COMES_TO: Readonly<Record<string, (found: Found) => number | undefined>> = {
  'collection-daily.lines': ({ rows }) => rows,
  'collection-daily.amount': ({ sums }) => sums.amount,
  'collection-monthly.lines': ({ rows }) => rows,
  'collection-monthly.amount': ({ sums }) => sums.amount,
  'fees.charged': ({ sums }) => sums.debit,
  'fees.returned': ({ sums }) => sums.credit,
  'fees.net': ({ sums }) => Number(sums.debit) - Number(sums.credit),
  'surcharge.fines': ({ rows }) => rows,
  'surcharge.amount': ({ sums }) => sums.amount,
  'trial-balance.debit': ({ sums }) => sums.debit,
  'trial-balance.credit': ({ sums }) => sums.credit,
  'bank-daily.suspense': ({ sums }) => sums.amount,
  ...ofBank('collected', 'refunded', 'treasury', 'special_account', 'adjusted'),
  'suspense-ageing.items': ({ rows }) => rows,
  'suspense-ageing.amount': ({ sums }) => sums.amount,
  'settlement.collected': ({ sums }) => sums.credit,
  'settlement.refunded': ({ sums }) => sums.debit,
  'settlement.clawed_back': ({ sums }) => sums.debit,
  'settlement.adjusted': ({ sums }) => Number(sums.credit) - Number(sums.debit),
  'settlement.remitted': ({ sums }) => sums.debit,
  'settlement.payable': ({ last }) => -Number(last?.balance),
  'settlement.suspense': ({ sums }) => sums.amount,
};

/** Of the bank's report: the sum of a figure, and the vouchers that it counts. */
function ofBank(...keys: readonly string[]): Record<string, (found: Found) => number | undefined> {
  return Object.fromEntries(
    keys.flatMap((key) => [
      [`bank-daily.${key}`, ({ sums }: Found) => sums.amount],
      [`bank-daily.${key}_count`, ({ rows }: Found) => rows],
    ]),
  );
}

async function readBehind(code: string, filters: Readonly<Record<string, string>>): Promise<Found> {
  const { data, totals } = await office.read(code, { ...filters, limit: 500 });
  const { rows, sums } = totals as { rows: number; sums: Sums };
  return { rows, sums, last: (data as Json[]).at(-1) };
}

/** Each figure of a row, and that of the list behind it; null: it has no list. */
async function compared(
  report: ReportDefinition,
  { row, of, filters }: { row: ReportRow | null; of: Json; filters: typeof period },
) {
  const pairs: [figure: string, here: number, there: number | undefined][] = [];
  for (const { key, behind } of report.columns) {
    const link = behind && linkBehind(behind, { report, filters, row });
    if (!link) continue;
    const figure = `${report.code}.${key}`;
    const found = await readBehind(link.report, link.filters);
    pairs.push([figure, Number(of[key]), COMES_TO[figure]?.(found)]);
  }
  return pairs;
}

const WITH_LISTS = [
  'collection-daily',
  'collection-monthly',
  'fees',
  'surcharge',
  'bank-daily',
  'suspense-ageing',
  'trial-balance',
  'settlement',
] as const;

test.each<string>(WITH_LISTS)('%s: the list behind each figure comes to that figure', async (code) => {
  const report: ReportDefinition | null = findReport(code);
  if (!report) throw new Error(`no report ${code}`);
  const filters = report.needsReconciliation ? { from: period.from, to: lastDay } : period;
  const { data, totals } = await office.read(code, report.filters.includes('period') ? filters : {});
  const pairs = [];
  for (const of of data as Json[]) {
    const row = report.columns.map(({ key }) => (of[key] == null ? null : String(of[key])));
    pairs.push(...(await compared(report, { row, of, filters })));
  }
  pairs.push(...(await compared(report, { row: null, of: (totals as { sums: Json }).sums, filters })));
  expect(pairs.filter(([, here]) => here !== 0).length).toBeGreaterThan(2);
  for (const [figure, here, there] of pairs) expect([figure, there]).toEqual([figure, here]);
});

test('suspense: the trial balance of its accounts is what the settlement says', async () => {
  const { from, to } = period;
  const settled = await office.town.call('GET', `/v1/settlement?from=${from}&to=${to}`);
  const { totals } = await office.read('trial-balance', { from, to, kind: 'suspense' });
  const { closing_credit: credit, closing_debit: debit } = (totals as { sums: Sums }).sums;
  expect(Number(credit) - Number(debit)).toBe(settled.suspense);
  expect(credit).toBeGreaterThan(0);
});

const LISTS = [...listReports, ...settlementReports, ...standingReports].map(({ code }) => code);

test.each(LISTS)('%s is the same page by page as in one, under any filter', async (code) => {
  const report: ReportDefinition | null = findReport(code);
  const days = report?.filters.includes('period') ? period : {};
  const whole = await office.read(code, { ...days, limit: 500 });
  expect(whole.http).toBe(200);
  expect(await office.readAll(code, { ...days, limit: 2 })).toEqual(whole.data);
  for (const [name, choices] of Object.entries(report?.choices ?? {})) {
    for (const choice of choices) {
      const narrowed = await office.read(code, { ...days, [name]: choice, limit: 500 });
      const { rows } = narrowed.totals as { rows: number };
      expect([choice, narrowed.http, rows <= (whole.data as Json[]).length]).toEqual([choice, 200, true]);
    }
  }
});

test.each(['collected-lines', 'suspense-by-item', 'remitted-lines'])(
  '%s of another item has no rows',
  async (code) => {
    const days = code === 'suspense-by-item' ? {} : period;
    const { totals } = await office.read(code, { ...days, income_item: 'another' });
    expect(totals).toMatchObject({ rows: 0 });
  },
);
