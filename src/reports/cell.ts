import { csvText } from '../kernel/csv-text';
import { formatYuan } from '../kernel/money';
import type { Column, ReportFilters, ReportRow, ReportTotals } from './report';
import { saidFilters } from './report-list';

/** A row as the texts of a CSV: amounts in yuan with two decimals. */
export function csvCells(columns: readonly Column[], row: ReportRow): string[] {
  return columns.map(({ type }, i) => {
    const value = row[i] ?? null;
    if (value === null) return '';
    if (type === 'fen') return formatYuan(BigInt(value));
    return type === 'text' ? csvText(value) : value;
  });
}

/** What no XML can hold, whatever is done to it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
/** A spreadsheet counts in 15 digits; an amount of more is written as a text. */
const MOST_DIGITS = 15;

/** A row as the cells of a spreadsheet: amounts in yuan and counts are numbers, everything else is text. */
export function sheetCells(columns: readonly Column[], row: ReportRow): (string | number | null)[] {
  return columns.map(({ type }, i) => {
    const value = row[i] ?? null;
    if (value === null) return null;
    if (type === 'fen') return numberOf(value, formatYuan(BigInt(value)));
    return type === 'count' ? numberOf(value, value) : value.replace(NO_XML, '\ufffd');
  });
}

const numberOf = (digits: string, text: string): string | number =>
  digits.length > MOST_DIGITS ? text : Number(text);

/** The headings of a file, in both languages. */
export function headingsOf(columns: readonly Column[]): string[] {
  return columns.map(({ heading }) => `${heading.zh} ${heading.en}`);
}

/** The sums as a row under their columns, in the form of a row; the first column names it. */
export function totalsRow(columns: readonly Column[], totals: ReportTotals): ReportRow {
  return columns.map(({ key }, i) => (i === 0 ? '合计 Total' : (totals.sums.get(key)?.toString() ?? null)));
}

/** The active filters in one line: what is not said was not narrowed. @param code of the report */
export function describeFilters(code: string, filters: Partial<ReportFilters> & { period?: string }): string {
  return Object.entries(saidFilters(code, filters))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
