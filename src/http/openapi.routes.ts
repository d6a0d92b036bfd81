import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { defineEndpoint, reply } from './endpoint';
import type { Endpoint } from './endpoint';
import { createOpenApi } from './openapi';

/** `GET /openapi.json`: the description of the endpoints given and of itself, made once, when first asked for. */
export function openApiEndpoint(
  endpoints: readonly Endpoint[],
  otherPaths: ZodOpenApiPathsObject,
  publicBaseUrl: string,
): Endpoint {
  // Most of what a start would take, and most processes are never asked.
  let document: unknown;
  const endpoint: Endpoint = defineEndpoint({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This API in OpenAPI 3.1',
    tag: 'Operation',
    scope: null,
    answers: { 200: { description: 'The document', schema: z.looseObject({}) } },
    handle: async () =>
      reply(200, (document ??= createOpenApi([...endpoints, endpoint], otherPaths, publicBaseUrl))),
  });
  return endpoint;
}
