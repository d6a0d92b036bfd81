import type { ReportDefinition, ReportFilters } from './report';

/** What a report can be written as; the last two are for the tools of plain-text accounting. */
export const FILE_FORMATS = ['csv', 'xlsx', 'hledger', 'beancount'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

/** What a report can be written as under these filters: the tools of plain-text accounting take the books, whole. */
export function formatsOf(
  { isBooks = false }: Pick<ReportDefinition, 'isBooks'>,
  { account }: Pick<ReportFilters, 'account'>,
): readonly FileFormat[] {
  const isWhole = isBooks && account === undefined;
  return FILE_FORMATS.filter((format) => format === 'csv' || format === 'xlsx' || isWhole);
}
