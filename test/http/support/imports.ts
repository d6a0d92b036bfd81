import { DECISION, openFineStage, type FineStage } from './fines';
import type { Json } from './api';
import { readSchema, type OpenApiDocument } from './contract';

export interface Imported {
  status: number;
  /** The lines of the answer; of a refusal the problem. */
  results: Json[];
}

interface SendOptions {
  /** The police's, unless said. */
  key?: string;
  /** JSON lines, unless said. */
  type?: string;
  /** English, unless said. */
  language?: string;
}

/** A stage on which files of decisions are sent. */
export interface ImportStage extends FineStage {
  /** A number that no other test of the file has used. */
  newNo(): string;
  /** Sends a file and holds every line of the answer against the OpenAPI document. */
  send(content: string | Uint8Array<ArrayBuffer>, options?: SendOptions): Promise<Imported>;
  storedOf(nos: readonly string[]): Promise<Record<string, unknown>[]>;
}

export async function openImportStage(at: string): Promise<ImportStage> {
  const environment = { FINE_LOOKUP_SECRET: 'a secret of forty characters for the tests' };
  const stage = await openFineStage(at, { environment });
  let count = 0;
  return {
    ...stage,
    newNo: () => `31010413${String(++count).padStart(7, '0')}`,
    send: (content, options = {}) => importFile(stage, content, options),
    storedOf: (nos) =>
      stage.gateway.sql(
        'select *, xmin::text as version from fine where decision_no = any($1) order by decision_no',
        [nos],
      ),
  };
}

export const lines = (rows: readonly unknown[]): string =>
  rows.map((one) => `${JSON.stringify(one)}\n`).join('');

export const row = (decision_no: string, facts: object = {}) => ({ decision_no, ...DECISION, ...facts });

/** What became of each row, by the numbers of the rows. */
export const outcomesOf = ({ results }: Imported) =>
  results.map(({ row: number, result, problem }) => [number, result, ...(problem ? [problem.code] : [])]);

async function importFile(
  stage: FineStage,
  content: string | Uint8Array<ArrayBuffer>,
  { key = stage.policeKey, type = 'application/x-ndjson', language = 'en' }: SendOptions,
): Promise<Imported> {
  const { url } = stage.gateway;
  const response = await fetch(`${url}/v1/fines/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, 'accept-language': language },
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
