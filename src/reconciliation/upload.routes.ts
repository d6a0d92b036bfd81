import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import type { Request, Router } from 'express';
import type { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { authorize } from '../http/authorize';
import type { Authorizer } from '../http/authorize';
import { uploadedBytes } from '../http/upload';
import { validate } from '../http/validate';
import { actorOfService } from '../staff/service-actor';
import type { BankService } from './bank/bank.service';
import { reconciliationOut, toReconciliationOut } from './reconciliation.schema';
import type { StatementUploadService } from './statement-upload.service';
import { bankFileOut, bankFileQuery, statementFileQuery, toBankFileOut } from './upload.schema';

const STATEMENT_PATH = '/v1/statements';
const BANK_PATH = '/v1/bank-files';
const MAX_STATEMENT_BYTES = 512 * 1024 * 1024;
const MAX_BANK_BYTES = 64 * 1024 * 1024;

const problem = {
  description: 'A problem; nothing was kept',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const file = {
  required: true,
  content: { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } },
};

/** For the description of the API. */
export const uploadPaths: ZodOpenApiPathsObject = {
  [STATEMENT_PATH]: {
    post: {
      operationId: 'uploadStatement',
      summary: 'Bring the channel’s daily file by hand: kept as a version of its day, and compared at once',
      tags: ['Reconciliations'],
      security: [{ key: [] }],
      requestParams: { query: statementFileQuery },
      requestBody: file,
      responses: {
        201: {
          description: 'The run that compared it',
          content: { 'application/json': { schema: reconciliationOut } },
        },
        default: problem,
      },
    },
  },
  [BANK_PATH]: {
    post: {
      operationId: 'importBankFile',
      summary: 'Bring a CSV of the bank, all of it or nothing; the same file again changes nothing',
      tags: ['Reconciliations'],
      security: [{ key: [] }],
      requestParams: { query: bankFileQuery },
      requestBody: file,
      responses: {
        200: { description: 'The file', content: { 'application/json': { schema: bankFileOut } } },
        default: problem,
      },
    },
  },
};

export interface UploadRouteDeps extends Authorizer {
  statementUploads: StatementUploadService;
  bank: BankService;
  /** Where files lie while they are read. */
  statementDirectory: string;
}

/** Files of channels and of the bank, as their bytes. */
export function uploadRouter(deps: UploadRouteDeps): Router {
  const router = express.Router();
  router.post(STATEMENT_PATH, async (request, response) => {
    const actor = actorOfService(await authorize(deps, request, { scope: 'finance', path: STATEMENT_PATH }));
    const { channel, business_day: businessDay, name } = queryOf(statementFileQuery, request);
    await withFile(request, { deps, maxBytes: MAX_STATEMENT_BYTES }, async (at) => {
      const report = await deps.statementUploads.upload(actor, { channel, businessDay, name, path: at });
      response.status(201).set('Cache-Control', 'no-store').json(toReconciliationOut(report));
    });
  });
  router.post(BANK_PATH, async (request, response) => {
    const actor = actorOfService(await authorize(deps, request, { scope: 'finance', path: BANK_PATH }));
    const { mapping, name } = queryOf(bankFileQuery, request);
    await withFile(request, { deps, maxBytes: MAX_BANK_BYTES }, async (at) => {
      const imported = await deps.bank.importFile(actor, { name, mapping, open: () => createReadStream(at) });
      const lookAlikes = await deps.bank.listLookAlikes(actor, imported.file.id);
      response.status(200).set('Cache-Control', 'no-store').json(toBankFileOut(imported, lookAlikes));
    });
  });
  return router;
}

const queryOf = <T extends z.ZodType>(schema: T, request: Request): z.output<T> =>
  validate(schema, request.query, 'query') as z.output<T>;

/** The body on disk for as long as the work takes. */
async function withFile(
  request: Request,
  { deps, maxBytes }: { deps: UploadRouteDeps; maxBytes: number },
  work: (at: string) => Promise<void>,
): Promise<void> {
  const at = path.join(deps.statementDirectory, `upload-${randomBytes(12).toString('hex')}`);
  try {
    const bytes = Readable.from(uploadedBytes(request, maxBytes), { objectMode: false });
    await pipeline(bytes, createWriteStream(at, { mode: 0o600 }));
    await work(at);
  } finally {
    await rm(at, { force: true });
  }
}
