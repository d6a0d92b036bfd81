import { z } from 'zod';

/** The parts of an OpenAPI document that an answer is checked against. */
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, unknown> };
}

export interface OpenApiOperation {
  operationId: string;
  parameters?: { in: string; name: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  security?: object[];
}

export interface ObservedAnswer {
  method: string;
  /** As it was called, with the query. */
  path: string;
  status: number;
  contentType: string;
  text: string;
}

export interface Contract {
  /** Why the answer is not what the document promises; empty where it is. */
  violationsOf(answer: ObservedAnswer): string[];
}

const PROBLEM = 'application/problem+json';

/** Judges answers by the document itself, so that a schema nobody sends through is found, too. */
export function createContract(document: OpenApiDocument): Contract {
  const schemaOf = cached((schema: object) => readSchema(document, schema));
  return {
    violationsOf({ method, path, status, contentType, text }) {
      if (method === 'HEAD' || status === 204 || status === 304) return [];
      const operation = findOperation(document, method, path);
      const responses = operation?.responses ?? {};
      const content = (responses[status] ?? responses.default)?.content ?? { [PROBLEM]: PROBLEM_ONLY };
      const media = content[contentType.split(';')[0] ?? ''];
      if (!media) return [`${status} with the content type ${contentType} is not documented`];
      // A file is what it is.
      if (!contentType.includes('json')) return [];
      const json = JSON.parse(text) as { status?: unknown };
      const isOwnStatus = contentType.startsWith(PROBLEM) && json.status !== status;
      const parsed = schemaOf(media.schema).safeParse(json);
      return [
        ...(isOwnStatus ? [`the problem says ${JSON.stringify(json.status)}, the answer ${status}`] : []),
        ...(parsed.success
          ? []
          : parsed.error.issues.map((issue) => `${issue.path.join('/')}: ${issue.message}`)),
      ];
    },
  };
}

/** For a path that is not in the document there is nothing but a problem. */
const PROBLEM_ONLY = { schema: { $ref: '#/components/schemas/Problem' } };

/** The operation that serves this path; one without parameters comes first. */
export function findOperation(
  document: OpenApiDocument,
  method: string,
  path: string,
): OpenApiOperation | null {
  const pathname = path.split('?')[0] ?? '';
  const template = Object.keys(document.paths)
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .find((candidate) => new RegExp(`^${candidate.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
  return (template && document.paths[template]?.[method.toLowerCase()]) || null;
}

/** OpenAPI 3.1 is JSON Schema but for where its definitions stand. */
export function readSchema(document: OpenApiDocument, schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')) as z.core.JSONSchema.JSONSchema,
  );
}

function cached<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
