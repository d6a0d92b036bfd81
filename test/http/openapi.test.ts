import { documentOf } from './support/api';
import { readSchema, type OpenApiDocument, type OpenApiOperation } from './support/contract';
import { expectStatus, openStage, PASSPORT, type Stage } from './support/stage';

let stage: Stage;
let document: OpenApiDocument;
beforeAll(async () => {
  stage = await openStage();
  document = await documentOf(stage.gateway);
});
afterAll(() => stage.gateway.close());

type Node = Record<string, unknown>;

/** Every object of the document, with the way to it. */
function* nodesOf(value: unknown, path = '#'): Generator<[string, Node]> {
  if (value === null || typeof value !== 'object') return;
  yield [path, value as Node];
  for (const [key, inner] of Object.entries(value)) yield* nodesOf(inner, `${path}/${key}`);
}

const operationsOf = (): [string, string, OpenApiOperation][] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): [string, string, OpenApiOperation] => [
      path,
      method,
      operation,
    ]),
  );

test('the document is read without a key and names where it applies', async () => {
  const { json } = expectStatus(await stage.nobody.get('/openapi.json'), 200);
  expect(json.openapi).toMatch(/^3\.1\.\d+$/);
  expect(json.servers).toEqual([{ url: stage.gateway.url }]);
  expect(json.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
});

test('every reference leads somewhere', () => {
  const missing = [...nodesOf(document)]
    .flatMap(([path, node]) => (typeof node.$ref === 'string' ? [[path, node.$ref] as const] : []))
    .filter(([, ref]) => !(ref.replace('#/components/schemas/', '') in document.components.schemas));
  expect(missing).toEqual([]);
});

test('every operation has a name of its own, an answer, and a problem for all that goes wrong', () => {
  const names = operationsOf().map(([, , { operationId }]) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const [path, method, { responses }] of operationsOf()) {
    const good = Object.keys(responses).filter((status) => status.startsWith('2'));
    // What is put may be new, or known already.
    const expected = method === 'put' ? 2 : 1;
    expect([method, path, good.length, 'default' in responses]).toEqual([method, path, expected, true]);
  }
});

test('every parameter in a path is declared, and no other', () => {
  for (const [path, , { parameters = [] }] of operationsOf()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(parameters.filter((it) => it.in === 'path').map((it) => it.name)).toEqual(inPath);
  }
});

test('a call that may create something twice asks for an Idempotency-Key', () => {
  const create = document.paths['/v1/orders']?.post;
  expect(create?.parameters).toContainEqual(
    expect.objectContaining({ in: 'header', name: 'Idempotency-Key', required: true }),
  );
});

test('every schema can be read, and every example fits the schema that it stands in', () => {
  const schemas = [...nodesOf(document.components.schemas), ...nodesOf(document.paths)];
  const examples = schemas.flatMap(([path, node]) =>
    'example' in node ? [{ path, example: node.example, schema: node }] : [],
  );
  expect(examples.length).toBeGreaterThanOrEqual(3);
  for (const { path, example, schema } of examples) {
    expect([path, readSchema(document, schema).safeParse(example).error?.issues ?? []]).toEqual([path, []]);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect([name, readSchema(document, schema as object).safeParse({ nonsense: true }).success]).toEqual([
      name,
      name === 'Problem' ? false : expect.any(Boolean),
    ]);
  }
});

test('what the document accepts as an order the service accepts, and what it refuses is refused', async () => {
  const schema = readSchema(document, { $ref: '#/components/schemas/OrderRequest' });
  const fine = { ...PASSPORT, payer: { name: '李四' }, expires_in: 60, metadata: { a: 'b' } };
  const bad = [
    { ...fine, discount: 1 },
    { ...fine, items: [] },
    { ...fine, items: [{ affair: 'passport', quantity: 0 }] },
    { ...fine, items: [{ affair: 'court-fee-property', amount: -1 }] },
    { ...fine, payer: { name: 'a\u0000b' } },
    { ...fine, expires_in: 'soon' },
    { ...fine, metadata: { a: 1 } },
  ];
  expect(schema.safeParse(fine).success).toBe(true);
  expectStatus(await stage.portal.post('/v1/orders', fine), 201);
  for (const body of bad) {
    expect([body, schema.safeParse(body).success]).toEqual([body, false]);
    expectStatus(await stage.portal.post('/v1/orders', body), 422);
  }
});

test('amounts are whole fen and times are in Beijing, wherever they stand', () => {
  const properties = [...nodesOf(document.components.schemas)].flatMap(([path, node]) =>
    path.endsWith('/properties')
      ? Object.entries(node).map(([name, schema]) => [path, name, schema] as const)
      : [],
  );
  const amounts = properties.filter(
    ([path, name]) => /(^|_)amount$|^balance$/.test(name) && !path.includes('Request'),
  );
  expect(amounts.length).toBeGreaterThan(8);
  for (const [path, name, schema] of amounts) {
    expect([path, name, JSON.stringify(schema)]).toEqual([
      path,
      name,
      expect.stringMatching(/"integer"|schemas\/Fen/),
    ]);
  }
  const times = properties.filter(([, name]) => name.endsWith('_at'));
  expect(times.length).toBeGreaterThan(8);
  for (const [path, name, schema] of times) {
    expect([path, name, JSON.stringify(schema)]).toEqual([
      path,
      name,
      expect.stringContaining('schemas/Timestamp'),
    ]);
  }
});
