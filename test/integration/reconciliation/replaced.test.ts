import { matchStatement } from '../../../src/reconciliation/matching.service';
import { createStatementService } from '../../../src/reconciliation/statement.service';
import { beijing, line, openWorld, type World } from './world';

const DAY = '2026-03-31';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('of two files that came at once, the one that is replaced leaves nothing open', async () => {
  const clock = { now: () => world.now };
  const { database } = world;
  world.channel.put(DAY, [line('a')]);
  const replaced = await createStatementService(database, clock).fetchStatement(
    world.channel.asProvider(),
    DAY,
  );
  world.now = beijing('2026-04-02', '10:00:01');
  world.channel.put(DAY, [line('b')]);
  const inForce = await world.reconcile(DAY);

  // The one who fetched the first file comes to comparing it only now.
  const late = await world.reconciliations.requestRun('wechat', DAY);
  await matchStatement({ database, clock, cutoff: '23:00' }, late.id, replaced!);

  const report = await world.reconciliations.getReport(late.id);
  expect(report.statement?.id).toBe(inForce.statement?.id);
  const found = [inForce.id, late.id].map((id) => world.reconciliations.listDifferences(id, undefined, 10));
  const open = (await Promise.all(found)).flat().filter(({ closedAt }) => closedAt === null);
  expect(open.map(({ outTradeNo }) => outTradeNo)).toEqual([line('b').outTradeNo, line('b').outTradeNo]);
});
