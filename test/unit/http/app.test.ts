import request from 'supertest';
import { z } from 'zod';
import { createApp, type AppOptions } from '../../../src/http/app';
import { defineEndpoint, reply } from '../../../src/http/endpoint';
import { AppError } from '../../../src/kernel/errors';
import { KeyMissing } from '../../../src/services/service.errors';

const parts = { operationId: 'x', summary: 'x', tag: 'x', answers: { 200: { description: 'x' } } };
const seen = jest.fn();

const echo = defineEndpoint({
  ...parts,
  method: 'post',
  path: '/things/{id}',
  scope: 'orders',
  query: z.strictObject({ limit: z.coerce.number().optional() }),
  body: z.strictObject({ amount: z.int() }),
  handle: async ({ params, query, body, service }) => {
    seen();
    return reply(200, { params, query, body, service: service.name });
  },
});

const broken = defineEndpoint({
  ...parts,
  method: 'get',
  path: '/broken',
  scope: null,
  handle: () => Promise.reject(new Error('secret: hunter2')),
});

const reportBug = jest.fn();

function appWith(changes: Partial<AppOptions> = {}) {
  return createApp({
    endpoints: [echo, broken],
    routers: [],
    authenticate: async (authorization) => {
      if (!authorization) throw KeyMissing();
      return { id: 'svc_1', name: 'portal', scopes: ['orders'], agencyCode: null, returnOrigins: [] };
    },
    noteRefusal: () => Promise.resolve(),
    translateError: (error) => error,
    logRequest: () => undefined,
    reportBug,
    ...changes,
  });
}

beforeEach(() => jest.clearAllMocks());

test('a handler gets what was validated, and who asks', async () => {
  const answer = await request(appWith())
    .post('/things/7?limit=2')
    .set('authorization', 'x')
    .send({ amount: 1 });
  expect(answer.body).toEqual({
    params: { id: '7' },
    query: { limit: 2 },
    body: { amount: 1 },
    service: 'portal',
  });
});

test('nothing is done for a request that is refused', async () => {
  const app = appWith();
  await request(app).post('/things/7').send({ amount: 1 }).expect(401);
  const known = () => request(app).post('/things/7').set('authorization', 'x');
  await known().send({ amount: 1, more: 2 }).expect(422);
  await known().send({ amount: 1.5 }).expect(422);
  await known().query({ offset: 1 }).send({ amount: 1 }).expect(422);
  await known().type('text').send('{"amount":1}').expect(400);
  expect(seen).not.toHaveBeenCalled();
});

test('a key without the scope is refused before anything of the request is judged', async () => {
  const app = appWith({
    authenticate: async () => ({
      id: 'svc_1',
      name: 'auditor',
      scopes: ['finance'],
      agencyCode: null,
      returnOrigins: [],
    }),
  });
  const answer = await request(app).post('/things/7').send({ nonsense: true });
  expect([answer.status, answer.body.code, answer.body.details]).toEqual([
    403,
    'SCOPE_MISSING',
    { scope: 'orders' },
  ]);
});

test('a bug is reported to the operator and hidden from the caller', async () => {
  const answer = await request(appWith()).get('/broken');
  expect([answer.status, answer.body.code]).toEqual([500, 'INTERNAL_ERROR']);
  expect(answer.text).not.toContain('hunter2');
  expect(reportBug).toHaveBeenCalledWith(expect.objectContaining({ message: 'secret: hunter2' }), {
    method: 'GET',
    path: '/broken',
  });
});

test('an error that means something is told to the caller and is no bug', async () => {
  const away = new AppError('unavailable', 'AWAY', { message: 'Come again.' });
  const answer = await request(appWith({ translateError: () => away })).get('/broken');
  expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'AWAY', '5']);
  expect(reportBug).not.toHaveBeenCalled();
});
