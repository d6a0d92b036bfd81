import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
let reviewer: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
  reviewer = await world.person('wang');
});
afterAll(() => world.close());

describe('lists', () => {
  test('the total of a day leads to the payments behind it', async () => {
    const { orderId } = await world.desk.paid('wechat');
    const home = await reviewer.get('/console');
    const link =
      /href="(\/console\/transactions\?channel=wechat[^"]*payment)"/
        .exec(home.html)?.[1]
        ?.replaceAll('&amp;', '&') ?? '';
    const list = await reviewer.get(link);
    expect(list.html).toContain(orderId);
    const count = Number(
      new RegExp(`href="${link.replaceAll('&', '&amp;').replaceAll('?', '\\?')}">(\\d+)<`).exec(
        home.html,
      )?.[1],
    );
    expect([...list.html.matchAll(/<tbody>[\s\S]*<\/tbody>/g)].join('').match(/<tr>/g)).toHaveLength(count);
  });

  test('go on page by page, every order once, in the filter that was set', async () => {
    for (let made = 0; made < 60; made++) await world.desk.town.createOrder();
    const seen: string[] = [];
    let next: string | undefined = '/console/orders?status=open';
    while (next) {
      const { html } = await reviewer.get(next);
      seen.push(
        ...[...html.matchAll(/href="\/console\/orders\/(ord_\w+)"/g)].map((match) => String(match[1])),
      );
      next = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    const open = await world.gateway.sql<{ id: string }>(
      `select id from orders where status = 'open' order by id desc`,
    );
    expect(open.length).toBeGreaterThan(50);
    expect(seen).toEqual(open.map(({ id }) => id));
  });

  test.each([
    ['orders', '?status=expired&from=2020-01-01&to=2020-01-02'],
    ['payments', '?channel=alipay&from=2020-01-01&to=2020-01-02'],
    ['refunds', '?from=2020-01-01&to=2020-01-02'],
    ['claims', '?status=rejected'],
    ['fines', '?status=refused'],
    ['orders', '?number=nothing'],
    ['orders', '?status=%3Cscript%3E&from=2020-13-40&to=2020-01-02'],
  ])('%s%s matches nothing and says what to do', async (list, query) => {
    const page = await reviewer.get(`/console/${list}${query}`);
    expect(page).toMatchObject({ status: 200 });
    expect(page.text).toContain('没有符合条件的记录。请放宽筛选条件');
    expect(page.html).not.toContain('<script>');
  });

  test('a filter is kept under a name, by each person for themselves', async () => {
    const { path, query, name } = { path: '/orders', query: 'status=open', name: '在办' };
    await reviewer.post('/console/views', { path, query, name });
    expect((await reviewer.get('/console/orders')).html).toContain(
      '<a href="/console/orders?status=open">在办</a>',
    );
    expect((await (await world.person('zhao')).get('/console/orders')).text).not.toContain('在办');
    await reviewer.post('/console/views/remove', { path, name });
    expect((await reviewer.get('/console/orders')).text).not.toContain('在办');
  });

  test('an order shows its money, its postings and its story, and that somebody looked is written down', async () => {
    const { orderId, paymentId } = await world.desk.paid('alipay');
    const { text, status } = await reviewer.get(`/console/orders?number=${paymentId}`);
    expect(status).toBe(200);
    expect(text).toContain(orderId);
    const page = await reviewer.get(`/console/orders/${orderId}`);
    for (const part of [paymentId, 'clearing:alipay', 'order.paid', '待支付 → 已支付', '¥120.00'])
      expect(page.text).toContain(part);
    expect((await world.audit(orderId)).map(({ action }) => action)).toEqual(['order.viewed']);
    expect(await reviewer.get('/console/orders/ord_nothing')).toMatchObject({ status: 404 });
  });

  test('speak English where that was asked for, and go on doing so', async () => {
    const sun = await world.person('sun');
    expect((await sun.get('/console/audit?lang=en')).text).toContain('The chain holds');
    expect((await sun.get('/console/orders')).text).toContain('Finance console');
    expect((await sun.get('/console/orders/ord_nothing')).text).toContain('There is no such page or record');
  });

  test('the audit log is filtered by who, what and about what', async () => {
    const { orderId } = await world.desk.paid('wechat');
    await reviewer.get(`/console/orders/${orderId}`);
    const sun = await world.person('sun');
    const page = await sun.get(`/console/audit?action=order.viewed&subject=${orderId}`);
    expect(page.html.match(/<tbody>[\s\S]*<\/tbody>/)?.[0].match(/<tr>/g)).toHaveLength(1);
    expect(page.text).not.toContain('staff.logged_in');
  });
});
