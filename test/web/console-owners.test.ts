import { PICKED } from '../../src/web/console/proposal';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ clock: new MovedClock('2026-11-25T10:00:00+08:00') });
  await world.gateway.sql(
    `insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at)
     select 'dif_' || n, 'wechat', date '2026-11-24', 'ours_only', 'payment', 100, 'succeeded', now()
     from generate_series(1, 2) n`,
  );
});
afterAll(() => world.close());

const ownersOf = () =>
  world.gateway.sql<{ name: string | null }>(
    'select m.name from difference d left join staff_member m on m.id = d.owner_id order by d.id',
  );
const picked = (...ids: string[]) => Object.fromEntries(ids.map((id) => [PICKED + id, '1']));
const idOf = (html: string, name: string) =>
  new RegExp(`value="(stf_[^"]+)"[^>]*>${name}`).exec(html)?.[1] ?? '';

test('a difference is given to a colleague, to oneself and to nobody again, and the log says by whom', async () => {
  const [lin, wang] = [await world.person('lin'), await world.person('wang')];
  const page = await lin.get('/console/differences/dif_1');
  const [own, colleague] = [idOf(page.html, '林晓（我）'), idOf(page.html, '王芳')];
  expect(page.html).toContain(`<option value="${own}" selected>`);
  await lin.post('/console/differences/assign', { ...picked('dif_1', 'dif_2'), owner: colleague });
  expect(await ownersOf()).toEqual([{ name: '王芳' }, { name: '王芳' }]);
  expect((await wang.get('/console/differences?owner=me')).html).toContain('/console/differences/dif_2');
  const back = await lin.post('/console/differences/assign', { ...picked('dif_1'), owner: own });
  expect(back.text).toContain('负责人 林晓');
  await lin.post('/console/differences/assign', { ...picked('dif_2'), owner: '' });
  expect(await ownersOf()).toEqual([{ name: '林晓' }, { name: null }]);
  expect((await world.audit('dif_2')).map(({ actor_name, details }) => [actor_name, details.owner])).toEqual([
    ['林晓', colleague],
    ['林晓', ''],
  ]);
});

test('nobody is offered, nor taken, who may do nothing about differences', async () => {
  const lin = await world.person('lin');
  await world.person('zhou');
  const { html } = await lin.get('/console/differences');
  const [auditor] = await world.gateway.sql<{ id: string }>(
    `select id from staff_member where not roles && array['clerk', 'reviewer', 'finance_lead'] limit 1`,
  );
  expect(html).not.toContain(`value="${auditor!.id}"`);
  const refused = await lin.post('/console/differences/assign', { ...picked('dif_1'), owner: auditor!.id });
  expect(refused).toMatchObject({ status: 422 });
  expect(await ownersOf()).toEqual([{ name: '林晓' }, { name: null }]);
});

test('an address that asks for what cannot be leads back to the same page', async () => {
  const wang = await world.person('wang');
  const refused = await wang.get('/console/reports/collection-daily?from=2026-12-31&to=2026-01-01');
  expect(refused).toMatchObject({ status: 422 });
  expect(refused.html).toContain('<a href="/console/reports/collection-daily">返回</a>');
});
