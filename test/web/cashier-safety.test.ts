import { CashierWorld } from './cashier-world';

const world = new CashierWorld();
const MARKUP = '<img src=x onerror=alert(1)>"\'';
const UNKNOWN = '/pay/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

beforeAll(() => world.open());
afterAll(() => world.gateway.close());

describe('a link that leads nowhere', () => {
  test.each([UNKNOWN, '/pay/short', '/pay/%00%00', '/pay/..%2F..%2Fetc', `${UNKNOWN}/other`, '/pay'])(
    '%s: the same page, which says nothing',
    async (path) => {
      const { text } = await world.read(path).set('Accept-Language', 'en').expect(404);
      expect(text).toContain('<h1>This page was not found</h1>');
      expect(text).not.toMatch(/order|<form/i);
    },
  );

  test('its forms and its status answer the same', async () => {
    await world.press({ id: '', page: UNKNOWN }, 'wechat').expect(404);
    await world.sayPaid({ id: '', page: UNKNOWN }).expect(404);
    await world
      .read(`${UNKNOWN}/status.json`)
      .expect(404)
      .expect('Content-Type', /problem\+json/);
  });

  test('an address that cannot be read gets a page, too', async () => {
    const { text } = await world.read('/pay/%E0%A4%A').set('Accept-Language', 'en').expect(400);
    expect(text).toContain('<h1>This was not carried out</h1>');
  });
});

describe('foreign text', () => {
  test('is never markup', async () => {
    const [affair] = await world.gateway.database.stores.affairs.findAffairs(['passport']);
    const odd = { ...affair!, code: 'odd', nameZh: MARKUP, nameEn: MARKUP };
    await world.gateway.database.stores.affairs.saveAffairs([
      { ...odd, agency: { code: 'odd', nameZh: MARKUP, nameEn: MARKUP } },
    ]);
    const order = await world.order({
      external_ref: MARKUP,
      payer: { name: MARKUP },
      items: [{ affair: 'odd' }],
      return_url: 'https://portal.example/"><script>alert(1)</script>',
    });
    await world.press(order, 'wechat').expect(303);
    const open = await world.read(order.page);
    await world.close(order);
    const closed = await world.read(order.page);
    for (const { text } of [open, closed]) {
      expect(text).not.toMatch(/<img|<script>/);
      expect(text).toContain('&lt;img src=x onerror=alert(1)>&quot;');
    }
  });

  test('that turns the direction around stays in its place', async () => {
    const { text } = await world.read((await world.order({ external_ref: 'A‮B' })).page);
    expect(text).toContain('<bdi>A‮B</bdi>');
  });

  test('of the address is not shown', async () => {
    const { page } = await world.order();
    const { text } = await world.read(`${page}?lang="><b>&channel=<b>&note=<b>`);
    expect(text).not.toMatch(/<b>|&lt;b/);
  });

  test('leads back only to an address of the web', async () => {
    const order = await world.order({ return_url: 'https://portal.example/' });
    await world.gateway.sql("update orders set return_url = 'javascript:alert(1)' where id = $1", [order.id]);
    await world.close(order);
    expect((await world.read(order.page).expect(200)).text).not.toContain('javascript:');
  });
});

describe('forms', () => {
  test.each(['cross-site', 'same-site'])('that were sent %s change nothing', async (site) => {
    const order = await world.order();
    const { text } = await world.press(order, 'wechat').set('Sec-Fetch-Site', site).expect(403);
    expect(text).toContain('没有执行这个操作');
    await world.sayPaid(order).set('Sec-Fetch-Site', site).expect(403);
    expect(await world.payments(order)).toEqual([]);
  });

  test('of an old browser, which does not say where they come from, work', async () => {
    const order = await world.order();
    await world.press(order, 'wechat').unset('Sec-Fetch-Site').expect(303);
    expect(await world.payments(order)).toHaveLength(1);
  });

  test.each(['', 'cash', '__proto__'])('with the channel "%s" open nothing', async (channel) => {
    const order = await world.order();
    await world
      .press(order, channel)
      .expect(422)
      .expect('Content-Type', /text\/html/);
    expect(await world.payments(order)).toEqual([]);
  });

  test('that are far too long are refused', async () => {
    await world.press(await world.order(), 'x'.repeat(10_000)).expect(413);
  });
});

describe('what the browser loads', () => {
  const addressesIn = (text: string) =>
    [...text.matchAll(/<(?:link|script|img|form)\b[^>]*\b(?:href|src|action)="([^"]*)"/g)].map(
      ([, to]) => to ?? '',
    );

  test('is from this origin only, and nothing of it is inline', async () => {
    const order = await world.order();
    await world.press(order, 'wechat');
    const { text, headers } = await world.read(order.page);
    const addresses = addressesIn(text);
    expect(addresses.length).toBeGreaterThanOrEqual(5);
    expect(addresses.filter((to) => !/^\/(assets|pay)\/|^data:,$/.test(to))).toEqual([]);
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script>|<script [^>]*[^/]>[^<]/);
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  test('is under 30 KB in all, even before it is compressed, and the script under 4 KB', async () => {
    const order = await world.order({ items: Array.from({ length: 3 }, () => ({ affair: 'passport' })) });
    await world.press(order, 'wechat');
    const { text } = await world.read(order.page);
    const assets = addressesIn(text).filter((to) => to.startsWith('/assets/'));
    const sizes = await Promise.all(
      assets.map(async (to) => {
        const answer = await world
          .read(to)
          .expect(200)
          .expect('Cache-Control', /max-age=31536000, immutable/);
        return Number(answer.headers['content-length']);
      }),
    );
    expect(sizes).toHaveLength(2);
    expect(Buffer.byteLength(text) + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
    expect(sizes[1]).toBeLessThan(4_000);
  });

  test('has headings in order, a name for every control, and the status as a live region', async () => {
    const order = await world.order();
    await world.press(order, 'wechat');
    const { text } = await world.read(order.page);
    expect([...text.matchAll(/<h(\d)/g)].map(([, level]) => level)).toEqual(['1', '2', '2']);
    expect(text).not.toMatch(/<button[^>]*><\/button>|<a [^>]*><\/a>/);
    expect(text).toMatch(/<p id="status" class="standing" role="status"/);
  });
});
