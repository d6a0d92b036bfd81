import { CashierWorld } from './cashier-world';

const world = new CashierWorld();

beforeAll(() => world.open());
afterAll(() => world.gateway.close());

const GUIDES = ['help', 'privacy', 'accessibility'];

describe.each(GUIDES)('/%s', (guide) => {
  test('is there in both languages, with the way to the other one', async () => {
    const chinese = await world.read(`/${guide}?lang=zh-CN`).expect(200).expect('Content-Type', /html/);
    expect(chinese.text).toContain('<html lang="zh-CN">');
    expect(chinese.text).toContain(`href="/${guide}?lang=en"`);
    const english = await world.read(`/${guide}?lang=en`).expect(200);
    expect(english.text).toContain('<html lang="en">');
    expect(english.text).toContain(`href="/${guide}?lang=zh-CN"`);
    expect(english.text).not.toEqual(chinese.text);
    for (const { text } of [chinese, english]) expect(text).toContain('12345');
  });

  test('has one title, and headings in order', async () => {
    const { text } = await world.read(`/${guide}`);
    const levels = [...text.matchAll(/<h(\d)/g)].map(([, level]) => level);
    expect(levels.join('')).toMatch(/^12+$/);
    expect(text).not.toMatch(/<script|<style|\sstyle=/);
  });

  test('sets no cookie, as the privacy page says', async () => {
    expect((await world.read(`/${guide}`)).headers).not.toHaveProperty('set-cookie');
  });
});

test('the guides and the hotline are at the foot of every page, in its language', async () => {
  const order = await world.order();
  const pages = [`${order.page}?lang=en`, '/pay/nothing?lang=en', '/help?lang=en'];
  for (const page of pages) {
    const foot = (await world.read(page)).text.split('<footer>')[1] ?? '';
    for (const guide of GUIDES) expect(foot).toContain(`href="/${guide}?lang=en"`);
    expect(foot).toContain('tel:12345');
  }
});

test('what the privacy page says of the pages is so: a cashier page sets no cookie either', async () => {
  const order = await world.order();
  expect((await world.read(order.page)).headers).not.toHaveProperty('set-cookie');
});

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'Accept-Language': 'zh-CN' };

test('who comes with a browser to no address of ours reads so, with the way to help; a program gets JSON', async () => {
  await world.read('/').set(BROWSER).expect(302).expect('Location', '/help');
  const page = await world.read('/nothing').set(BROWSER).expect(404).expect('Content-Type', /html/);
  expect(page.text).toContain('没有找到这个页面');
  expect(page.text).toContain('href="/help?lang=zh-CN"');
  for (const [address, headers] of [
    ['/nothing', {}],
    ['/v1/nothing', BROWSER],
  ] as const) {
    const { body } = await world.read(address).set(headers).expect(404);
    expect(body).toMatchObject({ code: 'NOT_FOUND' });
  }
});
