import { createStaffAdministration } from '../../src/staff/administration.service';
import { Secret } from '../../src/kernel/secret';
import type { Actor } from '../../src/staff/actor';
import { type Gateway, startGateway } from '../support/gateway';
import { MovedClock } from '../support/moved-clock';
import { totpCode } from '../support/totp';
import { Visitor } from './console-visitor';

const SECRET = 'a secret of forty characters for the tests';
const operator: Actor = { id: 'system', name: 'test', permissions: new Set(['staff.manage']) };
const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let gateway: Gateway;
let count = 0;

beforeAll(async () => {
  const environment = { CONSOLE_SECRET: SECRET, OIDC_ISSUER: '' };
  gateway = await startGateway({ clock, environment });
});
afterAll(() => gateway.close());

const later = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms).toISOString());
const MINUTE = 60_000;

async function account() {
  const administration = createStaffAdministration({
    database: gateway.database,
    clock,
    secret: new Secret(SECRET),
  });
  const name = `glass-${++count}`;
  const terms = { name, roles: ['finance_lead'] as const, subject: null, isLocal: true };
  const { password = '', totpUri = '' } = await administration.createMember(operator, terms);
  return { name, password, code: () => totpCode(totpUri, clock.now()) };
}

const logIn = (
  visitor: Visitor,
  given: { name: string; password: string; code: string },
  address = '192.0.2.1',
) =>
  visitor.post('/console/login/local', { ...given, back: '/console/orders' }, { 'x-forwarded-for': address });

test('without an identity provider the page of the login has the form of the accounts alone', async () => {
  const { html, text } = await new Visitor(gateway.url).get('/console');
  expect(html).not.toContain('login/identity');
  expect(text).toContain('仅在统一身份认证不可用时使用');
});

test('an account comes in with password and code, confirms with a further code, and goes', async () => {
  const { name, password, code } = await account();
  const visitor = new Visitor(gateway.url);
  const page = await logIn(visitor, { name, password, code: code() });
  expect(page.url.pathname).toBe('/console/orders');
  expect(page.text).toContain(`${name} · 财务负责人`);
  later(6 * MINUTE);
  const asked = await visitor.post('/console/refunds/ref_nothing/approve');
  expect(asked.url.pathname).toBe('/console/confirm');
  expect(await visitor.post('/console/confirm', { code: '000000', back: '/console/refunds' })).toMatchObject({
    status: 401,
  });
  const confirmed = await visitor.post('/console/confirm', { code: code(), back: '/console/refunds' });
  expect(confirmed.url.pathname).toBe('/console/refunds');
  expect(await visitor.post('/console/refunds/ref_nothing/approve')).toMatchObject({ status: 404 });
  const out = await visitor.post('/console/logout');
  expect(out.html).not.toContain('http-equiv="refresh"');
  expect((await visitor.get('/console')).url.pathname).toBe('/console/login');
});

test('wrong tries are told nothing, and after five of them have to wait; from elsewhere the account still opens', async () => {
  const { name, password, code } = await account();
  for (let tries = 0; tries < 5; tries++) {
    const refused = await logIn(
      new Visitor(gateway.url),
      { name, password: 'wrong', code: code() },
      '192.0.2.2',
    );
    expect(refused).toMatchObject({ status: 401 });
    expect(refused.text).toContain('用户名、密码或动态码不正确');
  }
  const waiting = await logIn(new Visitor(gateway.url), { name, password, code: code() }, '192.0.2.2');
  expect(waiting).toMatchObject({ status: 429 });
  expect(waiting.headers.get('retry-after')).toBe('900');
  const elsewhere = await logIn(new Visitor(gateway.url), { name, password, code: code() }, '192.0.2.3');
  expect(elsewhere.url.pathname).toBe('/console/orders');
});

test('many names from one address have to wait, too', async () => {
  const statuses: number[] = [];
  for (let tries = 0; tries < 21; tries++) {
    const given = { name: `guess-${tries}`, password: 'wrong', code: '123456' };
    statuses.push((await logIn(new Visitor(gateway.url), given, '192.0.2.4')).status);
  }
  expect(statuses).toEqual([...Array<number>(20).fill(401), 429]);
});
