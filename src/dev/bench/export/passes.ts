import type { FileFormat } from '../../../reports/file-format';

/** A report of all booked payments of a day, as a file. */
export interface ExportTask {
  databaseUrl: string;
  businessDay: string;
  format: FileFormat;
}

export interface ExportResult {
  rowCount: number;
  bytes: number;
  seconds: number;
  /** The most of the heap and of buffers that it held beyond what it held before. */
  heapGrowthMib: number;
  /** The same of the whole process. */
  memoryGrowthMib: number;
}

/** The yardstick: PostgreSQL's own CSV of the same rows. */
export interface CopyTask {
  databaseUrl: string;
  businessDay: string;
}

export interface CopyResult {
  bytes: number;
  seconds: number;
}
