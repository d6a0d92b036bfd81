import type { ComponentChildren, VNode } from 'preact';
import type { Column as ReportColumn, ReportRow, ReportTotals, Subject } from '../../reports/report';
import { linkBehind } from '../../reports/report-link';
import type { ReportLink } from '../../reports/report-link';
import type { ReportPage } from '../../reports/report.service';
import type { Language } from '../shared/language';
import type { Telling } from './fact-words';
import { words } from './page';
import { cellText, NAME_ELSEWHERE } from './report-words';
import { addressOf, Amount, DataTable } from './table.page';
import type { Column } from './table.page';

/** The address of a report under filters. */
export const addressOfReport = ({ report, filters }: ReportLink): string =>
  addressOf(`/reports/${report}`, filters);

type Days = Readonly<{ from: string; to: string }>;

/** Where each thing is looked at, by its id. */
const PLACES: Readonly<Record<Subject, (id: string, days: Days) => string | null>> = {
  order: (id) => addressOf(`/orders/${encodeURIComponent(id)}`, {}),
  payment: (number) => addressOf('/orders', { number }),
  decision: (number) => addressOf('/orders', { number }),
  refund: (id) => addressOf(`/refunds/${encodeURIComponent(id)}`, {}),
  difference: (id) => addressOf(`/differences/${encodeURIComponent(id)}`, {}),
  remittance: (id) => addressOf(`/remittances/${encodeURIComponent(id)}`, {}),
  day: (day) => addressOf(`/days/${encodeURIComponent(day)}`, {}),
  source: placeOfSource,
  account: (account, { from, to }) => addressOf('/reports/account-statement', { account, from, to }),
};

/** A batch or a refund of ours that stands in the source of a voucher; what else caused one has no page. */
function placeOfSource(source: string): string | null {
  const [id = '', kind = ''] = /\b(rmt|ref)_\w+$/.exec(source) ?? [];
  return id === '' ? null : addressOf(`/${kind === 'rmt' ? 'remittances' : 'refunds'}/${id}`, {});
}

const OF_NOW = words(
  '本表反映当前状态，之后仍可能变化，关账后也是如此。',
  'This tells how things stand now: it may still change, also after the days are closed.',
);
const PROVISIONAL = words(
  '期间内有未关账的营业日：数字为暂定。',
  'A day of the period is not closed: the figures are provisional.',
);

/** The rows of a page, with the sums of all of them. */
export function Rows({ telling, page }: { telling: Telling; page: ReportPage }): VNode {
  const { language } = telling;
  const { report, rows, totals, isProvisional } = page;
  const columns = report.columns.flatMap(({ key, heading, type }, at): Column<ShownRow>[] => {
    if (key === NAME_ELSEWHERE[language]) return [];
    const isNumber = type === 'fen' || type === 'count';
    const cell = (shown: ShownRow) => cellOf({ telling, page, at, ...shown });
    return [{ name: words(heading.zh, heading.en), cell, isNumber }];
  });
  const total = words('合计', 'Total')[language];
  const summed = (sums: ReportTotals['sums']): ShownRow => ({
    cells: report.columns.map(({ key }, at) => sums.get(key)?.toString() ?? (at === 0 ? total : '')),
    row: null,
  });
  return (
    <>
      {isProvisional && <p class="note">{(report.isOfNow ? OF_NOW : PROVISIONAL)[language]}</p>}
      {totals && <p>{`${words('行数', 'Rows')[language]}: ${totals.rowCount}`}</p>}
      {report.note && <p class="note">{words(report.note.zh, report.note.en)[language]}</p>}
      <Printed language={language} page={page} />
      <DataTable
        language={language}
        caption={words(report.title.zh, report.title.en)}
        columns={columns}
        rows={rows.map((cells): ShownRow => ({ cells, row: cells }))}
        empty={words('没有符合条件的记录，合计为零。', 'Nothing matches: all sums are zero.')}
        totals={totals && rows.length > 0 ? [summed(totals.sums)] : []}
      />
    </>
  );
}

/** On paper nobody goes on to the next page: it says that there is more, and where all of it is. */
function Printed({
  language,
  page: { rows, totals, hasMore },
}: {
  language: Language;
  page: ReportPage;
}): VNode {
  if (totals !== null && !hasMore) return <></>;
  const [zh, en] = totals ? [`共 ${totals.rowCount} 行，`, ` of ${totals.rowCount}`] : ['', ''];
  return (
    <p class="print-only">
      {
        words(
          `${zh}此处仅打印 ${rows.length} 行。全部行请导出 Excel 或 CSV 文件。`,
          `Printed here: ${rows.length}${en} rows. The Excel or CSV file has all of them.`,
        )[language]
      }
    </p>
  );
}

interface ShownRow {
  cells: ReportRow;
  /** Null: the sums of all rows. */
  row: ReportRow | null;
}

interface Cell extends ShownRow {
  telling: Telling;
  page: ReportPage;
  at: number;
}

/** What a cell holds; what it names, or what it is made of, is behind a link. */
function cellOf(cell: Cell): ComponentChildren {
  const { page, at, cells } = cell;
  const [column, value] = [page.report.columns[at], cells[at] ?? null];
  if (!column || value === null) return '—';
  const text = textOf(column, value, cell);
  const href = addressFrom(column, value, cell);
  return href === null ? text : <a href={href}>{text}</a>;
}

function textOf(
  { type }: ReportColumn,
  value: string,
  { telling, page, cells, at }: Cell,
): ComponentChildren {
  if (value === '') return '';
  if (type === 'fen') return <Amount fen={BigInt(value)} />;
  return type === 'text' ? cellText(value, { report: page.report, cells, at }, telling) : value;
}

function addressFrom(
  { names, behind }: ReportColumn,
  value: string,
  { page: { report, filters }, row }: Cell,
): string | null {
  if (names !== undefined && row !== null) return PLACES[names](value, filters);
  const link = behind && value !== '' ? linkBehind(behind, { report, filters, row }) : null;
  return link && addressOfReport(link);
}
