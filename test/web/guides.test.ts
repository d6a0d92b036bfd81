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
