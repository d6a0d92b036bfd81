import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { writeXlsxStream } from 'hucre/xlsx';
import { formatBeijing } from '../kernel/business-day';
import { csvText } from '../kernel/csv-text';
import { csvCells, headingsOf, sheetCells, totalsRow } from './cell';
import type { FileFormat } from './file-format';
import { plainJournal } from './plain-journal.service';
import type { PeriodBalances } from './plain-journal.service';
import { RunningTotals } from './report';
import type { ReportDefinition, ReportFilters, ReportRow, ReportTotals, Words } from './report';

export const CONTENT_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  hledger: 'text/plain; charset=utf-8',
  beancount: 'text/plain; charset=utf-8',
};

/** What a file is made of. */
export interface FileSource {
  report: ReportDefinition;
  filters: ReportFilters;
  /** The filters as its reader knows them. */
  filtered: string;
  isProvisional: boolean;
  generatedAt: Date;
  batches: AsyncIterable<readonly ReportRow[]>;
  /** For the formats of plain-text accounting. */
  balances?: PeriodBalances | null;
}

/** What stands in the footer of a file, known at its end. */
interface FileFooter extends ReportTotals {
  /** In hex, over the rows as lines of the CSV: the same for both formats. */
  sha256: string;
}

/** Rows on their way into a file: they are counted, added up and hashed as they pass. */
class PassingRows {
  private readonly totals: RunningTotals;
  private readonly digest = createHash('sha256');
  private known: FileFooter | null = null;

  constructor(private readonly source: FileSource) {
    this.totals = new RunningTotals(source.report.columns);
  }

  async *batches(): AsyncGenerator<{ rows: readonly ReportRow[]; lines: string }> {
    for await (const rows of this.source.batches) {
      for (const row of rows) this.totals.add(row);
      const lines = csvLines(rows.map((row) => csvCells(this.source.report.columns, row)));
      this.digest.update(lines);
      yield { rows, lines };
    }
  }

  async *rows(): AsyncGenerator<readonly ReportRow[]> {
    for await (const { rows } of this.batches()) yield rows;
  }

  progress(): number {
    return this.totals.current().rowCount;
  }

  /** After the last row. */
  footer(): FileFooter {
    this.known ??= { ...this.totals.current(), sha256: this.digest.digest('hex') };
    return this.known;
  }
}

const csvLines = (rows: readonly string[][]): string => stringify([...rows], { record_delimiter: '\r\n' });

/** The lines under the sums. */
function remarks(
  { report, filtered, isProvisional, generatedAt }: FileSource,
  footer: FileFooter,
): string[][] {
  return [
    ['报表 Report', `${report.title.zh} ${report.title.en} (${report.code})`],
    ['筛选 Filters', filtered],
    ['状态 State', stateOf(report, isProvisional)],
    ['生成时间 Generated at', formatBeijing(generatedAt)],
    ['行数 Rows', String(footer.rowCount)],
    ['SHA-256', footer.sha256],
  ];
}

function stateOf({ isOfNow, isLog }: ReportDefinition, isProvisional: boolean): string {
  if (isLog) return '日志，只增不改 A log: entries are added but never changed';
  if (isOfNow)
    return '反映生成时的状态，之后仍可能变化 How things stood at the time below and may still change';
  return isProvisional ? '暂估，尚未关账 Provisional: not closed yet' : '已关账 Closed';
}

const BOM = '\ufeff';

async function* csvContent(source: FileSource, passing: PassingRows): AsyncGenerator<Uint8Array> {
  const { columns } = source.report;
  yield Buffer.from(BOM + csvLines([headingsOf(columns)]));
  for await (const { lines } of passing.batches()) yield Buffer.from(lines);
  const footer = passing.footer();
  const padded = (cells: readonly string[]): string[] => columns.map((_, i) => csvText(cells[i] ?? ''));
  const sums = csvCells(columns, totalsRow(columns, footer));
  yield Buffer.from(csvLines([sums, ...remarks(source, footer).map(padded)]));
}

/** How a column looks: amounts with two decimals, ids as text whatever they look like. */
const NUMBER_FORMAT = { fen: '#,##0.00', count: '0' } as const;

const ID_WIDTH = 30;
const AMOUNT_WIDTH = 16;
/** A Chinese character takes the room of two others. */
const widthOf = ({ zh, en }: Words): number => 2 * zh.length + en.length + 2;

function xlsxContent(source: FileSource, passing: PassingRows): AsyncIterable<Uint8Array> {
  const { columns, title } = source.report;
  async function* rows(): AsyncGenerator<(string | number | null)[]> {
    for await (const batch of passing.batches()) {
      for (const row of batch.rows) yield sheetCells(columns, row);
    }
    const footer = passing.footer();
    yield sheetCells(columns, totalsRow(columns, footer));
    yield* remarks(source, footer);
  }
  return writeXlsxStream(rows(), {
    name: title.zh,
    columns: columns.map(({ type, heading }) => ({
      header: `${heading.zh} ${heading.en}`,
      width: Math.max(type === 'text' || type === 'instant' ? ID_WIDTH : AMOUNT_WIDTH, widthOf(heading)),
      numFmt: type === 'fen' || type === 'count' ? NUMBER_FORMAT[type] : '@',
    })),
    freezePane: { rows: 1 },
  });
}

async function* plainContent(
  format: 'hledger' | 'beancount',
  { filters: { from, to }, balances }: FileSource,
  passing: PassingRows,
): AsyncGenerator<Uint8Array> {
  const known = balances ?? { opening: [], closing: null };
  for await (const text of plainJournal({ format, from, to, balances: known, batches: passing.rows() }))
    yield Buffer.from(text);
}

/** A report as a file, made while it is read: no more than some batches of its rows are in memory. */
export function reportFile(
  format: FileFormat,
  source: FileSource,
): { content: AsyncIterable<Uint8Array>; progress(): number } {
  const passing = new PassingRows(source);
  return { content: contentOf(format, source, passing), progress: () => passing.progress() };
}

function contentOf(format: FileFormat, source: FileSource, passing: PassingRows): AsyncIterable<Uint8Array> {
  if (format === 'csv') return csvContent(source, passing);
  return format === 'xlsx' ? xlsxContent(source, passing) : plainContent(format, source, passing);
}
