import { type Gateway, startGateway } from '../support/gateway';
import { MovedClock } from '../support/moved-clock';
import { totpCode } from '../support/totp';
import { FILLED, PERMITTED, PERSON_OF } from './console-permissions';
import type { RoleName } from './console-permissions';
import { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let gateway: Gateway;

beforeAll(async () => {
  const environment = { CONSOLE_SECRET: 'a secret of forty characters for the tests' };
  gateway = await startGateway({ clock, environment });
});
afterAll(() => gateway.close());

const visitor = () => new Visitor(gateway.url);
const later = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms).toISOString());
const MINUTE = 60_000;

const audit = async (subject: string) =>
  (
    await gateway.sql<{ action: string; actor_name: string }>(
      'select action, actor_name from audit_entry where subject = $1 order by seq',
      [subject],
    )
  ).map(({ action }) => action);

describe('coming in by the identity provider', () => {
  test('a reviewer chooses who they are there, and sees the console with what a reviewer may see', async () => {
    const wang = visitor();
    const home = await wang.logIn('wang');
    expect(home).toMatchObject({ status: 200 });
    expect(home.url.pathname).toBe('/console');
    expect(home.text).toContain('王芳 · 复核员');
    expect(home.text).toContain('退款待审批');
    expect(home.html).not.toContain('href="/console/audit"');
    const [member] = await gateway.sql<{ id: string }>(`select id from staff_member where subject = 'wang'`);
    expect(await audit(member!.id)).toEqual(['staff.logged_in']);
  });

  test('whoever asked for a page comes to it after the login', async () => {
    const page = await visitor().logIn('wang', '/console/refunds?status=requested');
    expect(page.url.pathname + page.url.search).toBe('/console/refunds?status=requested');
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/pay/x',
    '/console//evil.example',
    '/console/\\evil',
  ])('a login does not lead away to %s', async (back) => {
    const page = await visitor().logIn('wang', `/console/login?back=${encodeURIComponent(back)}`);
    expect(page.url.href).toBe(`${gateway.url}/console`);
  });

  test('who has no role there is told so, and does not come in', async () => {
    const guest = visitor();
    const refused = await guest.logIn('guest');
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.text).toContain('您在本系统没有角色');
    expect((await guest.get('/console')).url.pathname).toBe('/console/login');
  });

  test('the session has a new id after the login, and its cookie is for the console alone', async () => {
    const one = visitor();
    const login = await one.get('/console/login');
    const link = /href="([^"]*login\/identity[^"]*)"/.exec(login.html)![1]!;
    const before = one.cookies.get('tongfu_console');
    const provider = await one.get(link.replaceAll('&amp;', '&'));
    const pending = one.cookies.get('tongfu_console');
    await one.chooseAt(provider, 'wang');
    expect(before).toBeUndefined();
    expect(pending).toBeDefined();
    expect(one.cookies.get('tongfu_console')).not.toBe(pending);
    const answer = await fetch(`${gateway.url}/console/login/identity`, { redirect: 'manual' });
    expect(answer.headers.getSetCookie()[0]).toMatch(/; Path=\/console; .*HttpOnly; SameSite=Lax/);
    expect((await fetch(`${gateway.url}/help`)).headers.getSetCookie()).toEqual([]);
  });

  test('an answer that was not asked for in this browser lets nobody in', async () => {
    const thief = visitor();
    await thief.get('/console/login/identity');
    const forged = await thief.get('/console/callback?code=abc&state=forged');
    expect(forged).toMatchObject({ status: 401 });
    expect(forged.text).toContain('统一身份认证未通过');
    expect((await visitor().get('/console/callback?code=abc&state=x')).url.pathname).toBe('/console/login');
  });
});

describe('a session', () => {
  test('ends after fifteen minutes without a page', async () => {
    const one = visitor();
    await one.logIn('chen');
    later(14 * MINUTE);
    expect((await one.get('/console/orders')).status).toBe(200);
    later(14 * MINUTE);
    expect((await one.get('/console/orders')).url.pathname).toBe('/console/orders');
    later(16 * MINUTE);
    expect((await one.get('/console/orders')).url.pathname).toBe('/console/login');
  });

  test('ends after eight hours, however busy', async () => {
    const one = visitor();
    await one.logIn('chen');
    for (let quarter = 0; quarter < 33; quarter++) {
      later(14.5 * MINUTE);
      expect((await one.get('/console/orders')).url.pathname).toBe('/console/orders');
    }
    later(5 * MINUTE);
    expect((await one.get('/console/orders')).url.pathname).toBe('/console/login');
  });

  test('of somebody who was disabled is over at the next page, and so are roles that were taken away', async () => {
    const sun = visitor();
    await sun.logIn('sun');
    expect((await sun.get('/console/audit')).text).toContain('哈希链完整');
    await gateway.sql(`update staff_member set roles = '{clerk}' where subject = 'sun'`);
    expect(await sun.get('/console/audit')).toMatchObject({ status: 403 });
    await gateway.sql(`update staff_member set active = false where subject = 'sun'`);
    expect((await sun.get('/console')).url.pathname).toBe('/console/login');
    await gateway.sql(`update staff_member set active = true where subject = 'sun'`);
  });

  test('ends by logging out, here and at the provider', async () => {
    const one = visitor();
    await one.logIn('zhao');
    const kept = new Map(one.cookies);
    const out = await one.post('/console/logout');
    expect(out.text).toContain('您已退出登录');
    const end = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(out.html)?.[1] ?? '';
    expect(end).toContain(`${gateway.sandboxUrl}/identity/session/end?`);
    kept.forEach((value, name) => one.cookies.set(name, value));
    expect((await one.get('/console')).url.pathname).toBe('/console/login');
  });
});

describe('a form', () => {
  test.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another host of ours', { 'sec-fetch-site': 'same-site' }],
    ['typed in', { 'sec-fetch-site': 'none' }],
  ])('%s does nothing', async (_what, headers) => {
    const one = visitor();
    await one.logIn('wang');
    const refused = await one.post('/console/logout', {}, headers);
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.text).toContain('来自其他网站');
    expect((await one.get('/console')).url.pathname).toBe('/console');
  });

  test.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{}, 403],
    [{ origin: 'ours' }, 303],
  ])('of an old browser is known by its origin: %j', async (given: { origin?: string }, status) => {
    const headers = { ...given, ...(given.origin === 'ours' && { origin: gateway.url }) };
    const answer = await fetch(`${gateway.url}/console/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers,
    });
    expect(answer.status).toBe(status);
  });
});

describe('roles', () => {
  test.each([
    ['wu', '/console/search', ['/console/search']],
    ['zheng', '/console/staff', ['/console/staff', '/console/audit']],
    ['sun', '/console', ['/console', '/console/orders', '/console/audit']],
  ])('%s begins at %s', async (person, first, shown) => {
    const page = await visitor().logIn(person);
    expect(page.url.pathname).toBe(first);
    const links = [...page.html.matchAll(/<nav class="rail"[\s\S]*?<\/nav>/g)].join('');
    for (const path of shown) expect(links).toContain(`href="${path}"`);
    expect(links.includes('/console/search')).toBe(person === 'wu');
  });

  test.each(Object.keys(PERSON_OF) as RoleName[])(
    'a %s is refused everything that is for others, and nothing else',
    async (role) => {
      const one = visitor();
      await one.logIn(PERSON_OF[role]);
      for (const [method, path, who] of PERMITTED) {
        const address = `/console${path}`;
        const answer = await (method === 'GET'
          ? one.get(address)
          : one.post(address, path.startsWith('/reports') ? {} : FILLED));
        const isRefused = answer.status === 403 && answer.text.includes('您的角色无权执行此操作');
        expect(`${method} ${path}: ${isRefused ? 'refused' : 'not refused'}`).toBe(
          `${method} ${path}: ${who.includes(role) ? 'not refused' : 'refused'}`,
        );
      }
      const noted = await gateway.sql(`select details->>'call' as call from audit_entry e
        join staff_member m on m.id = e.subject where action = 'staff.refused' and m.subject = '${PERSON_OF[role]}'`);
      for (const [method, path, who] of PERMITTED)
        if (!who.includes(role))
          expect(noted).toContainEqual({ call: `${method} /console${path.split('?')[0]}` });
    },
  );
});

describe('the staff', () => {
  const idOf = async (name: string) =>
    (await gateway.sql<{ id: string }>('select id from staff_member where name = $1', [name]))[0]?.id ?? '';
  const account = { name: 'glass-9', way: 'password', 'role:auditor': '1' };

  test('a new account comes in with what is shown once, and its code once', async () => {
    const zheng = visitor();
    await zheng.logIn('zheng');
    const made = (await zheng.post('/console/staff', account)).text;
    const password = /密码 (\w{20})/.exec(made)?.[1] ?? '';
    const code = totpCode(/(otpauth:\S+)/.exec(made)?.[1] ?? '', clock.now());
    expect((await zheng.get('/console/staff')).text).not.toContain(password);
    expect((await zheng.post('/console/staff', account)).text).toContain('已有同名的应急账号');
    expect((await zheng.post('/console/staff', { name: 'x', way: 'password' })).text).toContain('一个角色');
    const [glass, again] = [visitor(), visitor()];
    const given = { name: 'glass-9', password, code, back: '/console/audit' };
    expect((await glass.post('/console/login/local', given)).text).toContain('glass-9 · 审计员');
    expect(await again.post('/console/login/local', given)).toMatchObject({ status: 401 });
    const member = `/console/staff/${await idOf('glass-9')}`;
    await zheng.post(`${member}/roles`, { 'role:clerk': '1' });
    expect(await glass.get('/console/audit')).toMatchObject({ status: 403 });
    await zheng.post(`${member}/disable`);
    expect((await glass.get('/console')).url.pathname).toBe('/console/login');
    const deeds = ['created', 'logged_in', 'login_failed', 'roles_changed', 'refused', 'disabled'];
    expect(await audit(await idOf('glass-9'))).toEqual(deeds.map((deed) => `staff.${deed}`));
  });

  test('nobody changes themselves, and what is changed is confirmed first', async () => {
    const zheng = visitor();
    await zheng.logIn('zheng');
    const own = await zheng.post(`/console/staff/${await idOf('郑浩')}/roles`, { 'role:finance_lead': '1' });
    expect(own.text).toContain('不能更改自己的角色');
    later(6 * MINUTE);
    const asked = await zheng.post(`/console/staff/${await idOf('郑浩')}/enable`);
    expect(asked.url.pathname).toBe('/console/confirm');
  });
});

test('without its secret there is no console', async () => {
  const other = await startGateway({ databaseUrl: gateway.databaseUrl, clock });
  const answer = await fetch(`${other.url}/console`);
  await other.close();
  expect(answer.status).toBe(404);
});
