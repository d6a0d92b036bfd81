import { openMachine, type Machine } from './machine';
import { planFor } from './plan';
import { runPlan } from './run';

let machine: Machine;
beforeAll(async () => {
  machine = await openMachine();
}, 60_000);
afterAll(() => machine.close());

test('a small run of the fault lab comes to rest, and every promise was kept', async () => {
  const plan = planFor({ seed: 11, operations: 5, queue: 'postgres' });
  const result = await runPlan(machine, plan);
  expect(result.violations).toEqual([]);
  expect(result.calls.acknowledged).toBeGreaterThan(plan.stories.length);
  expect(Object.keys(result.faults).length).toBeGreaterThan(1);
}, 120_000);
