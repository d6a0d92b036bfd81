import type { ReportDefinition } from '../../../src/reports/report';
import { linkBehind } from '../../../src/reports/report-link';
import { findReport, REPORTS } from '../../../src/reports/report-list';

const all: readonly ReportDefinition[] = REPORTS;
const figures = all.flatMap((report) =>
  report.columns.flatMap(({ key, behind }) =>
    behind ? [[`${report.code}.${key}`, report, behind] as const] : [],
  ),
);

test.each(figures)(
  'what is behind %s can be asked for, whatever the figure is narrowed by',
  (_, report, behind) => {
    const target = findReport(behind.report);
    const known = new Set<string>(target?.filters);
    expect(Object.keys(behind.filters ?? {}).filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(behind.filters ?? {})).toEqual(
      expect.arrayContaining([...(target?.requiredFilters ?? [])]),
    );
    const columns = report.columns.map(({ key }) => key);
    const places = Object.values(behind.filters ?? {}).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)]);
    for (const [, key = ''] of places) expect(['from', 'to', ...columns]).toContain(key);
    if (behind.days) expect(columns).toContain(behind.days);
    // A row says what it is about; what it does not say must not be lost on the way.
    if (known.has('up_to')) known.add('period');
    const said = report.filters.filter((name) => columns.includes(name));
    expect(
      report.filters.filter((name) => name !== 'kind' && !known.has(name) && !said.includes(name)),
    ).toEqual([]);
  },
);

const filters = { from: '2026-02-10', to: '2026-03-05', channel: 'wechat' };

function behindOf(code: string, key: string) {
  const report = findReport(code);
  const behind = report?.columns.find((column) => column.key === key)?.behind;
  if (!report || !behind) throw new Error(`nothing is behind ${code}.${key}`);
  const rowOf = (cells: Record<string, string>) => report.columns.map((column) => cells[column.key] ?? null);
  return (cells: Record<string, string> | null, given: typeof filters | object = filters) =>
    linkBehind(behind, { report, filters: { ...filters, ...given }, row: cells && rowOf(cells) });
}

test('a month is confined to its days within the period, and its sums to the filter alone', () => {
  const link = behindOf('collection-monthly', 'amount');
  const row = { agency: '310101', affair: 'passport', income_item: 'A', channel: 'wechat' };
  expect(link({ ...row, month: '2026-02' })).toEqual({
    report: 'collected-lines',
    filters: { ...row, from: '2026-02-10', to: '2026-02-28' },
  });
  expect(link({ ...row, month: '2026-03' })?.filters).toMatchObject({ from: '2026-03-01', to: '2026-03-05' });
  expect(link(null)).toEqual({ report: 'collected-lines', filters });
});

test('a sum of all accounts leads nowhere, since a statement is of one', () => {
  const link = behindOf('trial-balance', 'debit');
  expect(link({ account: 'clearing:wechat' })?.filters).toMatchObject({ account: 'clearing:wechat' });
  expect(link(null)).toBeNull();
});

test('a row that lacks what its link is made of has none', () => {
  expect(behindOf('settlement', 'suspense')({ agency: '310101' })).toBeNull();
});
