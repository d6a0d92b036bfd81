import type { z } from 'zod';
import type { Scope, ServiceIdentity } from '../services/service';

/** An answer before it is written: a JSON body, or bytes that were kept from an earlier answer. */
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: JsonBody | StoredBody | FileBody | null;
}

interface JsonBody {
  json: unknown;
}

/** Written exactly as it stands. */
interface StoredBody {
  text: string;
  contentType: string;
}

interface FileBody {
  bytes: Buffer;
  contentType: string;
}

/** What a handler sees of a request: everything validated, nothing of Express. */
export interface EndpointRequest<Q, B> {
  params: Readonly<Record<string, string>>;
  query: Q;
  body: B;
  headers: Readonly<Record<string, string | undefined>>;
  /** Of a public endpoint too, where nobody is known: an empty identity without scopes. */
  service: ServiceIdentity;
}

export interface EndpointAnswer {
  description: string;
  /** Of a file; an answer with a schema is JSON. */
  contentType?: string;
  schema?: z.ZodType;
}

/** One operation of the API: the source of its route, its validation and its OpenAPI description. */
export interface Endpoint {
  method: 'get' | 'post' | 'put';
  /** With OpenAPI's braces: '/v1/orders/{id}'. */
  path: string;
  operationId: string;
  summary: string;
  tag: string;
  /** The scope that a key needs; null where anyone may call. */
  scope: Scope | null;
  isIdempotent: boolean;
  query: z.ZodType | null;
  body: z.ZodType | null;
  answers: Readonly<Record<number, EndpointAnswer>>;
  handle(request: EndpointRequest<never, never>): Promise<Reply>;
}

interface EndpointDefinition<Q extends z.ZodType, B extends z.ZodType> {
  method: 'get' | 'post' | 'put';
  path: string;
  operationId: string;
  summary: string;
  tag: string;
  scope: Scope | null;
  /** Requires the header Idempotency-Key. */
  isIdempotent?: boolean;
  query?: Q;
  body?: B;
  answers: Readonly<Record<number, EndpointAnswer>>;
  handle(request: EndpointRequest<z.output<Q>, z.output<B>>): Promise<Reply>;
}

/** Declares an endpoint; the handler's types follow from its schemas. */
export function defineEndpoint<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  definition: EndpointDefinition<Q, B>,
): Endpoint {
  return {
    ...definition,
    isIdempotent: definition.isIdempotent ?? false,
    query: definition.query ?? null,
    body: definition.body ?? null,
  };
}

/** A plain JSON answer. */
export function reply(status: number, json: unknown): Reply {
  return { status, body: { json } };
}

/**
 * A page of a list that was read one row further than it is shown: that row says that there is more.
 * @param limit how many are shown at the most; the cursor of the next page is the id of the last of them
 */
export function replyPage<Row extends { id: string }>(
  found: readonly Row[],
  limit: number,
  toOut: (row: Row) => unknown,
): Reply {
  const page = found.slice(0, limit);
  const next_cursor = found.length > limit ? (page.at(-1)?.id ?? null) : null;
  return reply(200, { data: page.map(toOut), next_cursor });
}

/** A file to keep, under this name. */
export function replyFile(name: string, contentType: string, bytes: Buffer): Reply {
  const headers = { 'Content-Disposition': `attachment; filename="${name}"` };
  return { status: 200, headers, body: { bytes, contentType } };
}

/** The answer of work that is done once per key: the same bytes to every call with it. */
export function replyOnce({
  status,
  text,
  isReplay,
}: {
  status: number;
  text: string;
  isReplay: boolean;
}): Reply {
  const headers = isReplay ? { 'Idempotent-Replayed': 'true' } : {};
  return { status, headers, body: { text, contentType: 'application/json' } };
}

/** The path as Express writes it: '/v1/orders/:id'. */
export function expressPathOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
