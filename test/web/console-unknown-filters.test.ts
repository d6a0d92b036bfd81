import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Visitor } from './console-visitor';

let world: ConsoleWorld;
let treasurer: Visitor;
/** Whose session is in English. */
let foreigner: Visitor;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  treasurer = await world.person('zhou');
  foreigner = await world.person('zhou');
  await foreigner.get('/console?lang=en');
});
afterAll(() => world.close());

/** The notes of a page, as it was sent. */
async function notesOf(path: string): Promise<string[]> {
  const { status, html } = await treasurer.get(path);
  expect(status).toBe(200);
  return [...html.matchAll(/<p class="note" role="status">(.*?)<\/p>/gs)].map(([, text = '']) => text);
}

const zh = (said: string, instead = '未按它筛选'): string => `筛选条件“${said}”无法识别，${instead}。`;

test.each([
  ['/console/differences?channel=nosuch', '渠道：nosuch'],
  ['/console/differences?type=zzz', '类型：zzz'],
  ['/console/differences?day=2026-99-99', '营业日：2026-99-99'],
  ['/console/orders?status=foo', '状态：foo'],
])('%s says that the list is not filtered by that', async (path, said) => {
  expect(await notesOf(path)).toEqual([zh(said)]);
});

test.each([
  ['/console/differences?state=zzz', '状态：zzz', '未处理'],
  ['/console/settlement?from=abc', '起始日：abc', '2026-10-26'],
  ['/console/treasury?period=2026-00', '月份或年度（2026-11 或 2026）：2026-00', '2026-11'],
  ['/console/treasury?period=abc', '月份或年度（2026-11 或 2026）：abc', '2026-11'],
])('%s says by what the list is filtered instead', async (path, said, instead) => {
  expect(await notesOf(path)).toEqual([zh(said, `现按“${instead}”筛选`)]);
});

test('it is said in English too', async () => {
  const english = await foreigner.get('/console/differences?channel=nosuch');
  expect(english.text).toContain('The filter Channel: nosuch is not known; the list is not filtered by it.');
  const open = await foreigner.get('/console/differences?state=zzz');
  expect(open.text).toContain('The filter State: zzz is not known; the list is filtered by Open instead.');
});

test('every unknown value is named, and the others still filter', async () => {
  const path = '/console/orders?status=paid&from=yesterday&to=tomorrow';
  expect(await notesOf(path)).toEqual([zh('起始日：yesterday'), zh('截止日：tomorrow')]);
  expect((await treasurer.get(path)).html).toMatch(/<option value="paid" selected/);
});

test('a long value is shortened, and none is taken for a part of the page', async () => {
  const long = await notesOf(`/console/orders?status=${'x'.repeat(200)}`);
  expect(long).toEqual([zh(`状态：${'x'.repeat(39)}…`)]);
  const [markup = ''] = await notesOf(`/console/orders?status=${encodeURIComponent('<b>a</b>')}`);
  expect(markup).toContain('&lt;b>a');
});

test.each([
  '/console/orders',
  '/console/orders?status=&from=&number=%20',
  '/console/orders?status=paid&from=2026-11-25',
  '/console/settlement?from=2026-11-25&to=2026-11-25',
  '/console/treasury?period=',
  '/console/treasury?period=2026',
])('%s has nothing that is not known', async (path) => {
  expect(await notesOf(path)).toEqual([]);
});

test.each([
  '/console/settlement?from=2026-11-25&to=2026-11-01',
  '/console/orders?from=2026-11-25&to=2026-11-01',
  '/console/differences?from=2026-11-25&to=2026-11-01',
])('%s: days of which the first lies after the last are no period, and the page says so', async (path) => {
  expect(await notesOf(path)).toEqual(['起始日晚于截止日，期间内没有任何一天。']);
  const english = await foreigner.get(path);
  expect(english.text).toContain('The first day lies after the last');
});
