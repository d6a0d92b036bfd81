import { withdrawMoot } from '../../src/reconciliation/moot-proposal.service';
import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
let world: ConsoleWorld;
beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
});
afterAll(() => world.close());

test('a proposal whose difference closed by itself waits nowhere, and everywhere it stands says why', async () => {
  await world.gateway.sql(
    `insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at)
     values ('dif_gone', 'wechat', '2026-11-24', 'ours_only', 'payment', 100, 'succeeded', now())`,
  );
  const [lin, wang] = [await world.person('lin'), await world.person('wang')];
  const fields = { 'pick:dif_gone': '1', action: 'adjust', reason: '已电话确认' };
  await lin.post('/console/differences/propose', fields);
  const toDecide = async () => /(\d+) 差异处理待审批/.exec((await wang.get('/console')).text)?.[1];
  expect(await toDecide()).toBe('1');
  await world.gateway.sql(`update difference set closed_at = now(), closed_by_run = 'rec_1'`);
  await world.gateway.database.transact((stores) => withdrawMoot(stores, clock.now()));
  expect(await toDecide()).toBe('0');
  expect((await wang.get('/console/resolutions?status=proposed')).html).not.toContain('dif_gone');
  for (const page of ['/resolutions', '/differences/dif_gone'])
    expect((await wang.get(`/console${page}`)).text).toMatch(
      /已撤回 2026-11-25 差异已自行消除，无需再处理 已电话确认 .*系统 — /,
    );
  expect((await wang.get('/console/reports/resolutions?period=this_year')).text).toMatch(
    /系统 .* 差异已自行消除，无需再处理/,
  );
  const log = await (await world.person('chen')).get('/console/audit?subject=dif_gone');
  expect(log.text).toMatch(/系统 撤回差异处理 dif_gone .*说明: 差异已自行消除，无需再处理/);
  const english = await wang.get('/console/differences/dif_gone?lang=en');
  expect(english.text).toMatch(
    /Withdrawn 2026-11-25 The difference closed by itself: nothing left to decide .*System — /,
  );
});
