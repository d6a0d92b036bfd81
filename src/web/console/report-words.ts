import type { AuditEntry } from '../../audit/audit';
import type { ReportDefinition, ReportRow } from '../../reports/report';
import { saidFilters } from '../../reports/report-list';
import type { FileLanguage, FileWording } from '../../reports/wording';
import type { Language } from '../shared/language';
import { deliveryWords } from './answer-words';
import { detailsText, subjectText } from './audit-words';
import { accountText, columnText, wordsIn } from './fact-words';
import type { Telling } from './fact-words';
import type { Words } from './page';
import { filterText } from './filter.page';
import { refusalText } from './problems';
import { fieldsOf } from './report-filter.page';

/** A row of a report, and which of its cells is told. */
export interface Place {
  report: ReportDefinition;
  cells: ReportRow;
  at: number;
}

/** The column with the code of an account, by that with its name: the books have both names without the channel's. */
const ACCOUNT_OF: Readonly<Record<string, { code: string; language?: Language }>> = {
  account_name: { code: 'account' },
  counter_account_name: { code: 'counter_account' },
  name_zh: { code: 'account', language: 'zh-CN' },
  name_en: { code: 'account', language: 'en' },
};

/** The column with a name in the other language: only what is told in codes has both. */
export const NAME_ELSEWHERE: Readonly<Record<Language, string>> = { 'zh-CN': 'name_en', en: 'name_zh' };

const accountsText = (codes: string, telling: Telling): string =>
  codes
    .split(', ')
    .map((code) => accountText(code, telling))
    .join(telling.language === 'en' ? ', ' : '、');

type Details = AuditEntry['details'];

/** What stands in another column of the same row. */
const besides = ({ report, cells }: Place, key: string): string =>
  cells[report.columns.findIndex((other) => other.key === key)] ?? '';

/** What says more than one code. */
const SAID: Readonly<Record<string, (value: string, telling: Telling, place: Place) => string>> = {
  debit_accounts: accountsText,
  credit_accounts: accountsText,
  subject: subjectText,
  details: (json, telling, place) =>
    detailsText({ subject: besides(place, 'subject'), details: JSON.parse(json) as Details }, telling),
  last_result: (result, { language }) => deliveryWords(result)[language],
  refusal: refusalText,
};

/** What a cell of text says: on the page of a report, and in the files that are made for who reads that page. */
export function cellText(value: string, place: Place, telling: Telling): string {
  const { report, at } = place;
  const key = report.columns[at]?.key ?? '';
  const named = ACCOUNT_OF[key];
  const account = named && besides(place, named.code);
  if (account) return accountText(account, { ...telling, language: named.language ?? telling.language });
  const own = wordsIn(report.code, key, value)[telling.language];
  if (own !== value || key === 'status') return own;
  return (SAID[key] ?? ((text) => columnText(key, text, telling)))(value, telling, place);
}

/** How files are told, in the words of these pages. */
export const fileWordingOf =
  (channelNames: ReadonlyMap<string, Words>) =>
  (language: FileLanguage): FileWording => {
    const telling = { language, channelNames };
    return {
      tellReport: (report) => ({
        ...report,
        columns: report.columns.filter(({ key }) => key !== NAME_ELSEWHERE[language]),
      }),
      tellRow: (report, cells) =>
        report.columns.flatMap(({ key, type }, at) => {
          if (key === NAME_ELSEWHERE[language]) return [];
          const value = cells[at] ?? null;
          return value === null || value === '' || type !== 'text'
            ? [value]
            : [cellText(value, { report, cells, at }, telling)];
        }),
      tellFilters: (report, filters, choices) =>
        filterText(fieldsOf(report, channelNames, choices), saidFilters(report.code, filters), language),
    };
  };
