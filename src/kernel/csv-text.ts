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
