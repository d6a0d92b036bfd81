/** What a report can be written as; the last two are for the tools of plain-text accounting. */
export const FILE_FORMATS = ['csv', 'xlsx', 'hledger', 'beancount'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];
