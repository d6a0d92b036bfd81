import type { FineStage } from './fines';
import type { Json } from './api';
import { readSchema, type OpenApiDocument } from './contract';

export interface Imported {
  status: number;
  /** The lines of the answer; of a refusal the problem. */
  results: Json[];
}

/** What became of each row, by the numbers of the rows. */
export const outcomesOf = ({ results }: Imported) =>
  results.map(({ row, result, problem }) => [row, result, ...(problem ? [problem.code] : [])]);

/** Sends a file and holds every line of the answer against the OpenAPI document. */
export async function importFile(
  stage: FineStage,
  key: string,
  content: string | Uint8Array<ArrayBuffer>,
  type = 'application/x-ndjson',
): Promise<Imported> {
  const { url } = stage.gateway;
  const response = await fetch(`${url}/v1/fines/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type },
    body: content,
  });
  const results = (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const { responses } = document.paths['/v1/fines/imports']!.post!;
  const media = response.headers.get('content-type')!.split(';')[0]!;
  const { schema } = (responses[response.status] ?? responses.default!).content![media]!;
  const reader = readSchema(document, schema);
  expect(results.map((line) => reader.safeParse(line).error?.message ?? '').filter(Boolean)).toEqual([]);
  return { status: response.status, results };
}
