type Step = () => Promise<void>;

/** Jest loads set-up and teardown as two modules of one process, each with its own state: the list is global. */
const registry = globalThis as typeof globalThis & { tongfuTeardown?: Step[] };

/** Registers what must be stopped when all tests have run; the last one registered is stopped first. */
export function onTeardown(step: Step): void {
  registry.tongfuTeardown ??= [];
  registry.tongfuTeardown.push(step);
}

/** Stops everything, also when one of the steps fails; throws the failures afterwards. */
export async function tearDown(): Promise<void> {
  const failures: unknown[] = [];
  for (const step of (registry.tongfuTeardown ?? []).splice(0).reverse()) {
    await step().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'A service of the tests did not stop');
}
