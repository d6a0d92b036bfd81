import type { Language } from '../kernel/language';
import type { FilterChoices } from './filter-choice';
import type { ReportDefinition, ReportFilters, ReportRow } from './report';

/** The languages in whose words a file can be told; without one it has the codes of the API. */
export const FILE_LANGUAGES = ['zh-CN', 'en'] as const satisfies readonly Language[];

export type FileLanguage = (typeof FILE_LANGUAGES)[number];

/** How what is in a file is told to a person. Amounts, numbers, days and ids stay as they are. */
export interface FileWording {
  /** The report without the columns that are for who reads another language: `tellRow` leaves out the same. */
  tellReport(report: ReportDefinition): ReportDefinition;
  tellRow(report: ReportDefinition, row: ReportRow): ReportRow;
  /** @param choices what its filters may be by our books */
  tellFilters(report: ReportDefinition, filters: ReportFilters, choices: FilterChoices): string;
}

/** The words of each language. */
export type FileWordings = (language: FileLanguage) => FileWording;

/** Rows on their way, told one by one. */
export async function* toldRows(
  batches: AsyncIterable<readonly ReportRow[]>,
  tell: (row: ReportRow) => ReportRow,
): AsyncGenerator<readonly ReportRow[]> {
  for await (const rows of batches) yield rows.map(tell);
}
