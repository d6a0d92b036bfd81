import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import type { ServiceIdentity } from '../services/service';
import { ScopeMissing } from '../services/service.errors';
import type { Actor } from '../staff/actor';
import { actorOfService } from '../staff/service-actor';
import { FILE_FORMATS } from './file-format';
import { CONTENT_TYPES } from './report-file.service';
import type { FileFormat } from './file-format';
import { fileQuery, readFileQuery, readFilters } from './report.schema';
import type { ExportService } from './export.service';
import type { OpenedFile } from './file-making.service';
import type { ReportService } from './report.service';

export interface ReportFileDeps {
  reports: ReportService;
  exports: Pick<ExportService, 'openExport'>;
  clock: Clock;
  authenticate(authorization: string | undefined): Promise<ServiceIdentity>;
}

const BROKEN_OFF = 'The file; an answer that breaks off is no file';

const fileOperation = (operationId: string, summary: string, mediaTypes: readonly string[]) => ({
  operationId,
  summary,
  tags: ['Reports'],
  security: [{ key: [] }],
  responses: {
    200: {
      description: BROKEN_OFF,
      content: Object.fromEntries(
        mediaTypes.map((type) => [type.split(';')[0] ?? '', { schema: { type: 'string' as const } }]),
      ),
    },
    default: {
      description: 'A problem; no file was begun',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
});

const pathOfFormat = (format: FileFormat) => {
  const operationId = `download${format.charAt(0).toUpperCase()}${format.slice(1)}`;
  const summary =
    'All rows of a report as a file; CSV and Excel have their sums and the SHA-256 of the rows in the footer';
  const params = { path: z.object({ code: z.string() }), query: fileQuery };
  return { get: { ...fileOperation(operationId, summary, [CONTENT_TYPES[format]]), requestParams: params } };
};

/** For the description of the API. */
export const reportFilePaths: ZodOpenApiPathsObject = {
  ...Object.fromEntries(FILE_FORMATS.map((format) => [`/v1/reports/{code}.${format}`, pathOfFormat(format)])),
  '/v1/exports/{id}/file': {
    get: {
      ...fileOperation('downloadExport', 'The file of an export that is ready', Object.values(CONTENT_TYPES)),
      requestParams: { path: z.object({ id: z.string() }) },
    },
  },
};

/** Reports as files: every row, streamed from the database to whoever reads. */
export function reportFileRouter({ reports, exports, clock, authenticate }: ReportFileDeps): Router {
  const router = express.Router();
  for (const format of FILE_FORMATS) {
    router.get(`/v1/reports/:code.${format}`, async (request, response) => {
      const actor = await actorOf(request, authenticate);
      const report = reports.getReport(String(request.params.code));
      const { language, written } = readFileQuery(request.query);
      const filters = readFilters(report, written, {
        today: businessDayOf(clock.now()),
        part: 'query',
      });
      const left = leftBy(response);
      const file = await reports.openFile(actor, { report, filters, format, language }, left);
      response.setHeader('Content-Type', CONTENT_TYPES[format]);
      await send(file, response, left);
    });
  }
  router.get('/v1/exports/:id/file', async (request, response) => {
    const { job, content } = await exports.openExport(
      await actorOf(request, authenticate),
      request.params.id,
    );
    const left = leftBy(response);
    response.setHeader('Content-Type', CONTENT_TYPES[job.format as FileFormat]);
    response.setHeader('Content-Length', String(job.bytes));
    await send({ name: job.fileName ?? job.id, content }, response, left);
  });
  return router;
}

/** Who calls with a key of the scope `finance`. @throws KeyMissing, KeyInvalid, ScopeMissing */
async function actorOf(request: Request, authenticate: ReportFileDeps['authenticate']): Promise<Actor> {
  const service = await authenticate(request.get('authorization'));
  if (!service.scopes.includes('finance')) throw ScopeMissing({ details: { scope: 'finance' } });
  return actorOfService(service);
}

/** Aborted when the one who reads has gone before the end. */
function leftBy(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  return left.signal;
}

/** Who takes nothing for so long has gone: a snapshot that is kept open holds up the database. */
const IDLE_MS = 120_000;
const HIGH_WATER_BYTES = 256 * 1024;

/** Sends a file as fast as it is read. What fails on the way breaks the answer off, so that no half is taken for all. */
async function send(
  { name, content }: Pick<OpenedFile, 'name' | 'content'>,
  response: Response,
  left: AbortSignal,
): Promise<void> {
  response
    .status(200)
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${name}"` });
  response.setTimeout(IDLE_MS, () => response.destroy());
  let failure: Error | undefined;
  const noted = noting(
    content,
    (error) => (failure ??= left.aborted ? undefined : new Error('the file broke off', { cause: error })),
  );
  const rows = Readable.from(noted, { objectMode: false, highWaterMark: HIGH_WATER_BYTES });
  // Whoever has gone is told nothing; a query that broke is told of by the broken answer, and reported.
  await pipeline(rows, response).catch(() => undefined);
  if (failure !== undefined) throw failure;
}

async function* noting(
  content: AsyncIterable<Uint8Array>,
  note: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    note(error);
    throw error;
  }
}
