import type { StreamRows } from '../db/row-stream';
import type { ReportRow } from './report';
import { rowsSql } from './report-query.store';
import type { ReportQuery } from './report-query.store';

export interface ReportRowStore {
  /** Every row, batch by batch, in one snapshot; leaving the loop, or the signal, ends the query. */
  streamRows(query: ReportQuery, signal?: AbortSignal): AsyncGenerator<readonly ReportRow[]>;
}

/** Reports of any size. */
export function createReportRowStore(streamRows: StreamRows): ReportRowStore {
  return { streamRows: (query, signal) => streamRows(rowsSql(query, null), signal) };
}
