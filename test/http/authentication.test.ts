import { createApi, documentOf, type Answer } from './support/api';
import { expectProblem, expectStatus, openStage, PASSPORT, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

const withHeader = (authorization: string): Promise<Answer> =>
  stage.nobody.call('GET', '/v1/affairs', { headers: { authorization } });

test('a call without a key is told how to send one', async () => {
  const answer = await stage.nobody.get('/v1/affairs');
  expectProblem(answer, 401, 'KEY_MISSING');
  expect(answer.headers['www-authenticate']).toBe('Bearer');
  expect(answer.json.detail).toContain('Authorization: Bearer');
});

test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'Bearer a b', 'Token x', ''])(
  'the header %j carries no key',
  async (authorization) => {
    expectProblem(await withHeader(authorization), 401, 'KEY_MISSING');
  },
);

test('an unknown, a malformed, an altered and a revoked key get one and the same answer', async () => {
  const revoked = await stage.gateway.createKey('revoked');
  expectStatus(await withHeader(`Bearer ${revoked.key}`), 200);
  await stage.gateway.sql('update service_key set revoked_at = now() where service_id = $1', [
    revoked.service.id,
  ]);
  const wrongEnd = stage.portalKey.endsWith('A') ? 'B' : 'A';
  const keys = [
    revoked.key,
    `tfk_${'0'.repeat(12)}_${'A'.repeat(43)}`,
    stage.portalKey.slice(0, -1) + wrongEnd,
    `${stage.portalKey}x`,
    stage.portalKey.toUpperCase(),
    'secret',
    'x'.repeat(5_000),
    "tfk_' or 1=1 --",
  ];
  const answers = await Promise.all(keys.map((key) => withHeader(`Bearer ${key.replaceAll(' ', '_')}`)));
  for (const answer of answers) expectProblem(answer, 401, 'KEY_INVALID');
  expect(new Set(answers.map(withoutDate)).size).toBe(1);
});

const withoutDate = ({ text, headers: { date: _, ...headers } }: Answer): string =>
  JSON.stringify([text, headers]);

test('the word Bearer may be written in any case', async () => {
  expectStatus(await withHeader(`bearer ${stage.portalKey}`), 200);
});

test('a key in the address is no key', async () => {
  expectProblem(await stage.nobody.get(`/v1/affairs?key=${stage.portalKey}`), 401, 'KEY_MISSING');
});

test('a revoked key ends what it was used for, another key of the service goes on', async () => {
  const first = await stage.gateway.createKey('two keys');
  const second = await stage.gateway.createKey('two keys');
  expect(second.service.id).toBe(first.service.id);
  const order = await createApi(stage.gateway, first.key).post('/v1/orders', PASSPORT);
  const prefix = first.key.split('_')[1];
  await stage.gateway.sql('update service_key set revoked_at = now() where prefix = $1', [prefix]);
  const path = `/v1/orders/${order.json.id}`;
  expectProblem(await createApi(stage.gateway, first.key).get(path), 401, 'KEY_INVALID');
  expectStatus(await createApi(stage.gateway, second.key).get(path), 200);
});

test('every operation that wants a key refuses a call without one, and the finance office has its own', async () => {
  const { paths } = await documentOf(stage.gateway);
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (operation.security?.length === 0) continue;
      const url = path.replace(/\{\w+\}/g, 'x');
      const body = method === 'post' ? { body: {} } : {};
      expectProblem(await stage.nobody.call(method.toUpperCase(), url, body), 401, 'KEY_MISSING');
    }
  }
});

test.each([
  ['GET', '/v1/ledger/accounts'],
  ['POST', '/v1/reconciliations'],
  ['GET', '/v1/reconciliations/rec_x'],
  ['GET', '/v1/reconciliations/rec_x/differences'],
])('%s %s needs the finance scope, whatever is asked', async (method, path) => {
  const answer = await stage.portal.call(method, path, method === 'POST' ? { body: { nonsense: 1 } } : {});
  expectProblem(answer, 403, 'SCOPE_MISSING');
  expect(answer.json.details).toEqual({ scope: 'finance' });
});

test('a key of the finance office alone cannot create orders', async () => {
  const { key } = await stage.gateway.createKey('auditor', { scopes: ['finance'] });
  const answer = await createApi(stage.gateway, key).post('/v1/orders', PASSPORT);
  expectProblem(answer, 403, 'SCOPE_MISSING');
});

test('no answer carries a key', async () => {
  const answer = await stage.portal.post('/v1/orders', {
    ...PASSPORT,
    [stage.portalKey]: 1,
    external_ref: 1,
  });
  expect(answer.headers).not.toHaveProperty('authorization');
  expect(JSON.stringify(answer.headers)).not.toContain(stage.portalKey);
});

test.each([
  ['post', '/v1/orders'],
  ['post', '/v1/orders/ord_1/payments'],
  ['post', '/v1/orders/ord_1/refunds'],
  ['get', '/v1/ledger/accounts'],
])(
  'R15: who fines does not collect: %s %s is refused to a department, which is audited, and no money moves',
  async (method, path) => {
    const { key, service } = await stage.gateway.createKey(`department ${path}`, {
      scopes: ['fines'],
      agencyCode: '310101',
    });
    const api = createApi(stage.gateway, key);
    // Who asks on and on does not fill the log.
    for (let time = 0; time < 2; time++)
      expectProblem(await api[method as 'get' | 'post'](path), 403, 'SCOPE_MISSING');
    const noted = await stage.gateway.sql(
      'select action, subject, details from audit_entry where actor_id = $1',
      [service.id],
    );
    const subject = path.includes('ord_1') ? 'ord_1' : service.id;
    const call = `POST ${path.replace('ord_1', '{id}')}`;
    const entry = { action: 'call.refused', subject, details: { call, scope: 'orders' } };
    expect(noted).toEqual(method === 'post' ? [entry] : []);
  },
);

test.each([
  ['/v1/fines/imports', 'fines'],
  ['/v1/statements', 'finance'],
  ['/v1/bank-files', 'finance'],
  ['/v1/resolution-attachments', 'finance'],
])('R15: a file for %s by a key without its scope is refused, which is audited', async (path, scope) => {
  const { key, service } = await stage.gateway.createKey(`portal of ${path}`, { scopes: ['orders'] });
  const answer = await createApi(stage.gateway, key).call('POST', path, {
    raw: '{}',
    headers: { 'content-type': 'application/x-ndjson' },
  });
  expectProblem(answer, 403, 'SCOPE_MISSING');
  const noted = await stage.gateway.sql(
    'select action, subject, details from audit_entry where actor_id = $1',
    [service.id],
  );
  const call = `POST ${path}`;
  expect(noted).toEqual([{ action: 'call.refused', subject: service.id, details: { call, scope } }]);
});
