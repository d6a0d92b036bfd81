import { z } from 'zod';
import { fenOut, lineIn, pageOf, pageQuery, timeOut, timestamp } from '../http/schema';
import type { Export } from './export';
import { FILE_FORMATS } from './file-format';
import { saidFilters } from './report-list';
import { fileLang } from './report.schema';

export const exportIn = z.strictObject({
  report: lineIn(64),
  filters: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: 'As in the query of the report.' }),
  format: z.enum(FILE_FORMATS),
  lang: fileLang,
});

export const exportOut = z
  .strictObject({
    id: z.string(),
    report: z.string(),
    filters: z.record(z.string(), z.string()),
    format: z.string(),
    lang: z.string().nullable(),
    status: z.enum(['queued', 'running', 'ready', 'failed', 'expired']),
    rows_done: z.int(),
    rows_total: z.int().nullable(),
    file: z.string().nullable().meta({ description: 'Where it is downloaded, once it is ready.' }),
    bytes: z.int().nullable(),
    sha256: z.string().nullable().meta({ description: 'Of the bytes of the file.' }),
    error: z.string().nullable().meta({ description: 'Why it failed and what to do, or what it waits for.' }),
    expires_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Export' });

export const exportPage = pageOf(exportOut);
export const exportQuery = z.strictObject(pageQuery);

/** An export as the API shows it. */
export function toExportOut(job: Export): z.output<typeof exportOut> {
  const { id, report, filters, format, language: lang, status, error, sha256 } = job;
  return {
    ...{ id, report, format, lang, status, error, sha256 },
    filters: saidFilters(report, filters),
    rows_done: fenOut(job.rowsDone),
    rows_total: job.rowsTotal === null ? null : fenOut(job.rowsTotal),
    file: status === 'ready' ? `/v1/exports/${id}/file` : null,
    bytes: job.bytes === null ? null : fenOut(job.bytes),
    expires_at: timeOut(job.expiresAt),
    created_at: timeOut(job.createdAt),
  };
}
