import { once } from 'node:events';
import express from 'express';
import type { Request, Response, Router } from 'express';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { authorize } from '../http/authorize';
import type { Authorizer } from '../http/authorize';
import { problemLanguageOf, problemOfAny } from '../http/problem';
import type { ProblemLanguage } from '../http/problem';
import { parserError, uploadedBytes } from '../http/upload';
import type { FineService } from './fine.service';
import { AgencyMismatch, ImportFileExpected } from './fine.errors';
import type { ImportFormat, ImportResult, ImportRow } from './import';
import { importLines } from './import-lines.service';
import { importResultOut, importRowIn, toImportRow } from './import.schema';

const PATH = '/v1/fines/imports';
/** 100,000 decisions take about 30 MB. */
const BODY_LIMIT = 64 * 1024 * 1024;
const JSON_LINES = 'application/x-ndjson';

/** For the description of the API. */
export const importPaths: ZodOpenApiPathsObject = {
  [PATH]: {
    post: {
      operationId: 'importFines',
      summary: "Tell many penalty decisions of the key's agency; the same file again changes nothing",
      description:
        'A file of at most 64 MB and 200,000 rows, as JSON lines or as a CSV whose columns are called by the path ' +
        'of the field: `decision_no,affair,document_type,amount,obligor.name,served.method,served.on`, ' +
        '`suspensions.0.from`. Every row gets one line in the answer, in the order of the file, while the file is ' +
        'still being read; what has its line is kept.',
      tags: ['Fines'],
      security: [{ key: [] }],
      requestBody: {
        required: true,
        content: { [JSON_LINES]: { schema: importRowIn }, 'text/csv': { schema: { type: 'string' } } },
      },
      responses: {
        200: {
          description: 'One result for each row',
          content: { [JSON_LINES]: { schema: importResultOut } },
        },
        default: {
          description: 'A problem; nothing was done',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  },
};

export interface ImportRouteDeps extends Authorizer {
  fines: Pick<FineService, 'importFines'>;
  translateError(error: unknown): unknown;
  reportBug(error: unknown, request: { method: string; path: string }): void;
}

/** `POST /v1/fines/imports`: a file of decisions, read as it comes and answered row by row. */
export function importRouter(deps: ImportRouteDeps): Router {
  const router = express.Router();
  router.post(PATH, async (request, response) => {
    const { agencyCode } = await authorize(deps, request, { scope: 'fines', path: PATH });
    if (agencyCode === null) throw AgencyMismatch({ details: { agency: null } });
    const format = formatOf(request);
    const rows = rowsOf(uploadedBytes(request, BODY_LIMIT), format);
    try {
      for await (const results of deps.fines.importFines(rows, agencyCode)) await write(response, results);
    } catch (error) {
      // Whoever has gone is told nothing.
      if (request.destroyed && !request.complete) return;
      if (!response.headersSent) throw error;
      stop(response, error, deps);
    }
    begin(response).end();
  });
  return router;
}

async function* rowsOf(content: AsyncIterable<Uint8Array>, format: ImportFormat): AsyncGenerator<ImportRow> {
  for await (const { row, value } of importLines(content, format)) yield toImportRow(row, value);
}

/** @throws ImportFileExpected, and what a body parser throws of a charset */
function formatOf(request: Request): ImportFormat {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  const charset =
    parameters.map((one) => /^\s*charset="?([\w-]+)"?\s*$/.exec(one)?.[1]).find(Boolean) ?? 'utf-8';
  const isUtf8 = charset === 'utf-8' || charset === 'utf8';
  if (type.trim() === 'text/csv' && (isUtf8 || ['gb18030', 'gbk', 'gb2312'].includes(charset))) {
    return { kind: 'csv', charset: isUtf8 ? 'utf-8' : 'gb18030' };
  }
  if (type.trim() === JSON_LINES && isUtf8) return { kind: 'json_lines' };
  throw ['text/csv', JSON_LINES].includes(type.trim())
    ? parserError('charset.unsupported')
    : ImportFileExpected();
}

/** Some callers read no answer before they have sent everything: so much of it waits for them here. */
const MAX_UNREAD = 16 * 1024 * 1024;

async function write(response: Response, results: readonly ImportResult[]): Promise<void> {
  begin(response).write(results.map((result) => lineOf(result, problemLanguageOf(response.req))).join(''));
  if (response.writableLength <= MAX_UNREAD || response.destroyed) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}

function begin(response: Response): Response {
  if (!response.headersSent) {
    response.status(200).set({ 'Cache-Control': 'no-store', 'Content-Type': JSON_LINES });
  }
  return response;
}

function lineOf({ row, decisionNo, outcome }: ImportResult, language: ProblemLanguage): string {
  const problem = outcome.kind === 'rejected' && { problem: inBody(problemJsonOf(outcome.error, language)) };
  return `${JSON.stringify({ row, decision_no: decisionNo, result: outcome.kind, ...problem })}\n`;
}

/** What the file has no result for was not dealt with. */
function stop(response: Response, thrown: unknown, deps: ImportRouteDeps): void {
  const error = deps.translateError(thrown);
  const problem = problemJsonOf(error, problemLanguageOf(response.req));
  if (problem.status === 500) deps.reportBug(error, { method: 'POST', path: PATH });
  response.write(`${JSON.stringify({ row: null, decision_no: null, result: 'stopped', problem })}\n`);
}

interface ProblemJson {
  status: number;
  errors?: readonly { in: string }[];
}

function problemJsonOf(error: unknown, language: ProblemLanguage): ProblemJson {
  const { body } = problemOfAny(error, language);
  return JSON.parse(body && 'text' in body ? body.text : '{}') as ProblemJson;
}

/** In a file the number is a field like the others, not a part of the path. */
function inBody({ errors, ...problem }: ProblemJson): ProblemJson {
  return { ...problem, ...(errors && { errors: errors.map((error) => ({ ...error, in: 'body' })) }) };
}
