import { formatYuan } from '../kernel/money';
import type { Column, ReportFilters, ReportRow, ReportTotals } from './report';

/**
 * A text that a spreadsheet would run: it begins with a sign of a formula, also a full-width one, or with what hides one.
 * An apostrophe in front makes it text.
 */
const FORMULA = /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
/**
 * A spreadsheet takes it for a number or a day and shows something else: it rounds (1.23E+19), drops zeros (007, 1.50) or
 * finds a month (2026-01, 3/4, MAR1, 2026年11月). A tab behind it keeps it a text.
 */
const RESHAPED = new RegExp(
  [
    String.raw`\d{12,}|0\d+`,
    String.raw`\d+(?:\.\d*)?e[+-]?\d+|\.\d+(?:e[+-]?\d+)?`,
    String.raw`\d+(?:[-./:,% ]\d*)+(?:[ap]m?)?`,
    String.raw`${MONTH}[-./, ]*\d[-./, \d]*|\d+[-./ ]*${MONTH}[-./, \d]*`,
    String.raw`\d+年(?:\d+月(?:\d+日)?)?|\d+月(?:\d+日)?`,
    String.raw`[$¥￥€£]\s*[\d.,]+|\(\d[\d.,]*\)`,
  ]
    .map((form) => `^(?:${form})$`)
    .join('|'),
  'i',
);

/** A text as a CSV shall hold it, so that a spreadsheet shows it as it is and runs nothing. */
export function csvText(text: string): string {
  if (FORMULA.test(text)) return `'${text}`;
  return RESHAPED.test(text) ? `${text}\t` : text;
}

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

/** The active filters in one line: what is not said was not narrowed. */
export function describeFilters(filters: ReportFilters): string {
  return Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('; ');
}
