import { documentOf } from './support/api';
import { expectProblem, expectStatus, openStage, type Stage } from './support/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.gateway.close());

test.each([
  '/v1',
  '/v1/order',
  '/v2/orders',
  '/v1/orders/x/refund',
  '/admin',
  '/.env',
  '/%E0%A4%A',
  '//v1/orders',
])('at %s there is nothing, with and without a key', async (path) => {
  for (const api of [stage.portal, stage.nobody]) expectProblem(await api.get(path), 404, 'NOT_FOUND');
});

test('a path with a broken escape is refused as malformed', async () => {
  expectProblem(await stage.portal.get('/v1/orders/%E0%A4%A'), 400, 'MALFORMED_REQUEST');
});

test.each([
  ['DELETE', '/v1/orders/x', 'GET, HEAD, OPTIONS'],
  ['PUT', '/v1/orders', 'POST, GET, HEAD, OPTIONS'],
  ['PATCH', '/v1/payments/x', 'GET, HEAD, OPTIONS'],
  ['GET', '/v1/orders/x/payments', 'POST, OPTIONS'],
  ['GET', '/v1/reconciliations', 'POST, OPTIONS'],
  ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
])('%s %s is refused with what the path can do', async (method, path, allowed) => {
  const answer = await stage.portal.call(method, path);
  expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
  expect(answer.headers.allow).toBe(allowed);
});

test('a method that a path does not know is refused in Chinese, too', async () => {
  const headers = { 'accept-language': 'zh-CN' };
  const { json } = await stage.portal.call('PUT', '/v1/orders', { headers });
  expect(json).toMatchObject({ code: 'METHOD_NOT_ALLOWED', title: '方法不可用' });
  expect(json.detail).toContain('Allow');
});

test('OPTIONS says what a path can do', async () => {
  const answer = await stage.nobody.call('OPTIONS', '/v1/orders');
  expectStatus(answer, 204);
  expect(answer.headers.allow).toBe('POST, GET, HEAD, OPTIONS');
  expect(answer.text).toBe('');
});

test('HEAD answers as GET does, without the body', async () => {
  const get = await stage.portal.get('/v1/affairs');
  const head = await stage.portal.call('HEAD', '/v1/affairs');
  expectStatus(head, 200);
  expect(head.text).toBe('');
  expect(head.headers['content-length']).toBe(get.headers['content-length']);
});

test('no answer is kept in between, none tells what it is made with, and none may be framed', async () => {
  for (const path of ['/v1/affairs', '/healthz', '/nothing']) {
    const { headers } = await stage.portal.get(path);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test('every operation of the document is a route, and every route an operation of the document', async () => {
  const { paths } = await documentOf(stage.gateway);
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(routesOf(stage.gateway.app).sort()).toEqual(documented.sort());
});

interface Layer {
  route?: { path: string; methods: Record<string, boolean>; stack: unknown[] };
  handle?: { stack?: Layer[] };
}

/** Every route of the API that does something; those that only say which methods there are do not count. */
function routesOf(app: unknown): string[] {
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) => {
      if (!route) return walk(handle?.stack ?? []);
      const methods = Object.keys(route.methods).filter((method) =>
        ['get', 'post', 'put', 'patch', 'delete'].includes(method),
      );
      return methods.length > 2 ? [] : methods.map((method) => `${method} ${route.path}`);
    });
  const routes = walk((app as { router: { stack: Layer[] } }).router.stack);
  return routes.filter((route) => / \/(v1|healthz|readyz|openapi)/.test(route));
}
