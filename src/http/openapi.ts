import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import type { Endpoint } from './endpoint';

/** RFC 9457, as every refusal has it. */
export const problemOut = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; decide by this, not by the text.' }),
    detail: z.string(),
    errors: z
      .array(
        z.strictObject({ in: z.enum(['body', 'query', 'path']), pointer: z.string(), message: z.string() }),
      )
      .optional()
      .meta({ description: 'Every field that is not valid.' }),
    details: z.looseObject({}).optional().meta({ description: 'Facts that belong to the code.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

const PROBLEM_CONTENT = { 'application/problem+json': { schema: problemOut } };

/**
 * OpenAPI 3.1 made from the very schemas that validate.
 * @param otherPaths of routes that are no endpoints, since they take or give something else than JSON
 */
export function createOpenApi(
  endpoints: readonly Endpoint[],
  otherPaths: ZodOpenApiPathsObject,
  baseUrl: string,
): unknown {
  const paths: ZodOpenApiPathsObject = { ...otherPaths };
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operationOf(endpoint) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Tongfu 通付',
      version: '1',
      description:
        'One payment API for the public fees and traffic fines of a city. Amounts are integer fen.',
    },
    servers: [{ url: baseUrl }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

const FILE = z.string().meta({ format: 'binary' });

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: endpoint.scope === null ? [] : [{ key: [] }],
    requestParams: parametersOf(endpoint),
    ...(endpoint.body && {
      requestBody: { required: true, content: { 'application/json': { schema: endpoint.body } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.answers).map(([status, answer]) => [
          status,
          {
            description: answer.description,
            ...(answer.schema && { content: { 'application/json': { schema: answer.schema } } }),
            ...(answer.contentType && { content: { [answer.contentType]: { schema: FILE } } }),
          },
        ]),
      ),
      default: { description: 'A problem', content: PROBLEM_CONTENT },
    },
  };
}

function parametersOf(endpoint: Endpoint): NonNullable<ZodOpenApiOperationObject['requestParams']> {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
    ...(endpoint.query && { query: endpoint.query as z.ZodObject }),
    ...(endpoint.isIdempotent && {
      header: z.object({
        'Idempotency-Key': z
          .string()
          .min(1)
          .max(255)
          .meta({ description: 'One key for one intent; the same key again gives the same answer.' }),
      }),
    }),
  };
}
