import express from 'express';
import type { Router } from 'express';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { authorize } from '../http/authorize';
import type { Authorizer } from '../http/authorize';
import { uploadedBytes } from '../http/upload';
import { actorOfService } from '../staff/service-actor';
import { ATTACHMENT_TYPES, MAX_ATTACHMENT_BYTES } from './attachment';
import { attachmentOut } from './resolution.schema';
import type { ResolutionService } from './resolution.service';

const PATH = '/v1/resolution-attachments';

/** For the description of the API. */
export const attachmentPaths: ZodOpenApiPathsObject = {
  [PATH]: {
    post: {
      operationId: 'attachResolutionFile',
      summary: 'Keep a document on which a proposal rests',
      description: `The bytes of one file of at most 5 MB; its name is in the query. Of ${ATTACHMENT_TYPES.join(', ')}.`,
      tags: ['Differences'],
      security: [{ key: [] }],
      parameters: [{ name: 'name', in: 'query', required: true, schema: { type: 'string', maxLength: 200 } }],
      requestBody: {
        required: true,
        content: Object.fromEntries(
          ATTACHMENT_TYPES.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
        ),
      },
      responses: {
        201: { description: 'The attachment', content: { 'application/json': { schema: attachmentOut } } },
        default: {
          description: 'A problem; nothing was kept',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  },
};

export interface AttachmentRouteDeps extends Authorizer {
  resolutions: Pick<ResolutionService, 'attach'>;
}

/** `POST /v1/resolution-attachments?name=…`: a document, as its bytes. */
export function attachmentRouter(deps: AttachmentRouteDeps): Router {
  const router = express.Router();
  router.post(PATH, async (request, response) => {
    const service = await authorize(deps, request, { scope: 'finance', path: PATH });
    const chunks: Uint8Array[] = [];
    for await (const chunk of uploadedBytes(request, MAX_ATTACHMENT_BYTES)) chunks.push(chunk);
    const [mediaType = ''] = (request.get('content-type') ?? '').toLowerCase().split(';');
    const { name } = request.query;
    const kept = await deps.resolutions.attach(actorOfService(service), {
      name: typeof name === 'string' ? name : '',
      mediaType: mediaType.trim(),
      content: Buffer.concat(chunks),
    });
    response.status(201).set('Cache-Control', 'no-store').json({
      id: kept.id,
      name: kept.name,
      media_type: kept.mediaType,
      size_bytes: kept.sizeBytes,
      sha256: kept.sha256,
    });
  });
  return router;
}
