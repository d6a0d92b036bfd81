import type { ReportDefinition, ReportFilters, ReportRow } from '../../reports/report';
import type { FileLanguage, FileWording } from '../../reports/wording';
import type { Language } from '../shared/language';
import { deliveryWords } from './answer-words';
import { detailsText, subjectText } from './audit-words';
import { accountText, columnText, statusIn } from './fact-words';
import type { Telling } from './fact-words';
import { words } from './page';
import type { Words } from './page';
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

const accountsText = (codes: string, telling: Telling): string =>
  codes
    .split(', ')
    .map((code) => accountText(code, telling))
    .join(telling.language === 'en' ? ', ' : '、');

/** What says more than one code. */
const SAID: Readonly<Record<string, (value: string, telling: Telling) => string>> = {
  debit_accounts: accountsText,
  credit_accounts: accountsText,
  subject: subjectText,
  details: (json, telling) => detailsText(JSON.parse(json) as Record<string, unknown>, telling),
  last_result: (result, { language }) => deliveryWords(result)[language],
  refusal: refusalText,
};

/** What a cell of text says: on the page of a report, and in the files that are made for who reads that page. */
export function cellText(value: string, { report, cells, at }: Place, telling: Telling): string {
  const key = report.columns[at]?.key ?? '';
  const named = ACCOUNT_OF[key];
  const account = named && cells[report.columns.findIndex((other) => other.key === named.code)];
  if (account) return accountText(account, { ...telling, language: named.language ?? telling.language });
  if (key === 'status') return statusIn(report.code, value)[telling.language];
  return (SAID[key] ?? ((text) => columnText(key, text, telling)))(value, telling);
}

/** How files are told, in the words of these pages. */
export const fileWordingOf =
  (channelNames: ReadonlyMap<string, Words>) =>
  (language: FileLanguage): FileWording => {
    const telling = { language, channelNames };
    return {
      tellRow: (report, cells) =>
        cells.map((value, at) =>
          value === null || value === '' || report.columns[at]?.type !== 'text'
            ? value
            : cellText(value, { report, cells, at }, telling),
        ),
      tellFilters: (report, filters) => filtersText(report, filters, telling),
    };
  };

const ALL = words('全部', 'All');

/** The filter as the form of the page has it. */
function filtersText(
  report: ReportDefinition,
  filters: ReportFilters,
  { language, channelNames }: Telling,
): string {
  const said = fieldsOf(report, channelNames, {}).flatMap((field) => {
    const value = filters[field.name as keyof ReportFilters];
    if (value === undefined) return [];
    const choice = field.kind === 'choice' ? field.options.find(([code]) => code === value) : undefined;
    return [`${field.label[language]}: ${choice?.[1][language] ?? value}`];
  });
  return said.join('; ') || ALL[language];
}
