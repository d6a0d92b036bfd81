import { gzipSync } from 'node:zlib';
import { createApi, newKey, type Answer } from './support/api';
import { expectProblem, expectStatus, openStage, PASSPORT, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

const send = (raw: string | Buffer, contentType = 'application/json'): Promise<Answer> =>
  stage.portal.call('POST', '/v1/orders', {
    raw,
    headers: { 'content-type': contentType, 'idempotency-key': newKey() },
  });

/** A valid order whose JSON has exactly so many bytes. */
const orderOf = (bytes: number): string => {
  const text = JSON.stringify(PASSPORT);
  return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
};

test.each([
  ['half of a document', '{"external_ref":'],
  ['no JSON at all', 'external_ref=P-1'],
  ['a number that JSON has not', '{"external_ref": NaN}'],
  ['two documents', '{}{}'],
  ['JSON that is no object', '"passport"'],
  ['nothing but a comma', ','],
])('%s is malformed', async (_, raw) => {
  expectProblem(await send(raw), 400, 'MALFORMED_JSON');
});

test('a body in GBK is refused instead of keeping a name that nobody can read', async () => {
  const name = Buffer.from([0xc0, 0xee, 0xcb, 0xc4]);
  const [before, after] = JSON.stringify({ ...PASSPORT, payer: { name: '#' } }).split('#');
  const gbk = Buffer.concat([Buffer.from(before ?? ''), name, Buffer.from(after ?? '')]);
  expectProblem(await send(gbk), 400, 'MALFORMED_JSON');
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data'])(
  'a body of the type %s is refused with what would be right',
  async (contentType) => {
    expectProblem(await send(JSON.stringify(PASSPORT), contentType), 400, 'JSON_EXPECTED');
  },
);

test('JSON in another charset or encoding is refused', async () => {
  expectProblem(
    await send(JSON.stringify(PASSPORT), 'application/json; charset=gbk'),
    415,
    'CHARSET_UNSUPPORTED',
  );
  const encoded = await stage.portal.call('POST', '/v1/orders', {
    raw: JSON.stringify(PASSPORT),
    headers: { 'content-encoding': 'compress' },
  });
  expectProblem(encoded, 415, 'ENCODING_UNSUPPORTED');
});

test('no body at all is refused with what would be right', async () => {
  const answer = await stage.portal.call('POST', '/v1/orders', { headers: { 'idempotency-key': newKey() } });
  expectProblem(answer, 400, 'JSON_EXPECTED');
});

test('a list is no order', async () => {
  expect(expectProblem(await send('[]'), 422, 'REQUEST_INVALID')).toEqual(['']);
});

test('64 KB are read, one byte more is not', async () => {
  expectStatus(await send(orderOf(65_536)), 201);
  expectProblem(await send(orderOf(65_537)), 413, 'BODY_TOO_LARGE');
});

test('a body that unpacks to more than 64 KB is not read either', async () => {
  const answer = await stage.portal.call('POST', '/v1/orders', {
    raw: gzipSync(orderOf(5_000_000)),
    headers: { 'content-encoding': 'gzip', 'idempotency-key': newKey() },
  });
  expectProblem(answer, 413, 'BODY_TOO_LARGE');
});

test('a body nested thirty thousand times is refused and hurts nobody', async () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const answer = await send(`{"external_ref":"P","items":[{"affair":"passport"}],"metadata":${deep}}`);
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual(['/metadata']);
  const unknown = await send(`{"external_ref":"P","items":[{"affair":"passport"}],"x":${deep}}`);
  expect(expectProblem(unknown, 422, 'REQUEST_INVALID')).toEqual(['/x']);
  expectStatus(await stage.portal.get('/v1/affairs'), 200);
});

test('an endpoint without a body takes none and an empty object, but no unknown field', async () => {
  const order = await send(JSON.stringify(PASSPORT));
  const path = `/v1/orders/${order.json.id}/close`;
  const answer = await stage.portal.post(path, { reason: 'citizen left' });
  expect(expectProblem(answer, 422, 'REQUEST_INVALID')).toEqual(['/reason']);
  expectStatus(await stage.portal.post(path, {}), 200);
  expectStatus(await stage.portal.call('POST', path), 200);
});

test('a bad body of nobody is no reason to say more than to anybody', async () => {
  const nobody = createApi(stage.gateway, null);
  expectProblem(await nobody.post('/v1/orders', { x: 1 }), 401, 'KEY_MISSING');
});
