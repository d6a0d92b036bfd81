import { Option, type Command } from 'commander';
import { findRedisServer } from '../../../src/dev/redis';
import { rmSync } from 'node:fs';
import { tell, wholeNumber } from '../option';
import { openMachine, type Machine } from './machine';
import { planFor, type PlanTerms } from './plan';
import { measurePromises, tableOfFigures } from './promises';
import { keepResult, presentCommit, progressOf, RESULTS_FILE, summaryOf } from './report';
import { runPlan, type RunResult } from './run';
import { logDirOf } from './site';

interface RunOptions {
  seed: number;
  runs: number;
  operations: number;
  queue: PlanTerms['queue'];
  replay?: number;
  json: boolean;
}

interface PromiseOptions {
  orders: number;
  redisAway?: number;
  queue: PlanTerms['queue'];
  json: boolean;
}

/** Real processes under load, broken from a seed, and then held against what was promised. */
export function addLabCommands(program: Command): void {
  program
    .command('runs', { isDefault: true })
    .description(
      'breaks the running product from a seed, mends it, and looks for a promise that was not kept',
    )
    .option('--seed <n>', 'the seed of the first run; the next run has the next one', wholeNumber, 1)
    .option('--runs <n>', 'how many runs', wholeNumber, 1)
    .option('--operations <n>', 'stories in a run', wholeNumber, 24)
    .addOption(queueOption())
    .option(
      '--replay <seed>',
      'does the operations and faults of this seed again, and keeps its logs',
      wholeNumber,
    )
    .option('--json', 'print the results as JSON', false)
    .action(printRuns);
  program
    .command('promises')
    .description('measures what is promised: acknowledgements, refunds, times of recovery')
    .option('--orders <n>', 'orders to measure with', wholeNumber, 1_000)
    .option(
      '--redis-away <seconds>',
      'measures nothing but what happens while Redis hangs for so long and comes back empty',
      wholeNumber,
    )
    .addOption(queueOption())
    .option('--json', 'print the figures as JSON', false)
    .action(printPromises);
}

const queueOption = (): Option =>
  new Option('--queue <backend>', 'what carries the jobs')
    .choices(['redis', 'postgres', 'both'])
    .default('both');

async function printRuns(options: RunOptions): Promise<void> {
  const { operations } = options;
  const results = await runSeeds(options);
  if (results.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
  const summary = options.json ? JSON.stringify(results, null, 2) : `\n${summaryOf(results, { operations })}`;
  process.stdout.write(`${summary}\n`);
}

async function printPromises({ orders, redisAway, ...options }: PromiseOptions): Promise<void> {
  const queue = withoutMissingRedis(options.queue);
  const carrier = queue === 'both' ? 'redis' : queue;
  const machine = await openMachineUntilStopped();
  try {
    const figures = await measurePromises(machine, {
      ...{ orders, carrier, tell, redisAwaySeconds: redisAway ?? null },
    });
    if (figures.some(({ isKept }) => !isKept)) process.exitCode = 1;
    process.stdout.write(
      `${options.json ? JSON.stringify(figures, null, 2) : `\n${tableOfFigures(figures)}`}\n`,
    );
  } finally {
    await machine.close();
  }
}

async function runSeeds(options: RunOptions): Promise<RunResult[]> {
  const { replay, runs, operations } = options;
  const queue = withoutMissingRedis(options.queue);
  const count = replay === undefined ? runs : 1;
  const commit = presentCommit();
  const machine = await openMachineUntilStopped();
  const results: RunResult[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const seed = (replay ?? options.seed) + i;
      const result = await runPlan(machine, planFor({ seed, operations, queue }));
      results.push(result);
      keepResult(result, commit);
      // The logs of a run in which nothing was wrong are of no use, unless they were asked for.
      if (result.violations.length === 0 && replay === undefined) rmSync(logDirOf(seed), { recursive: true });
      tell(progressOf(result, { run: i + 1, of: count }));
    }
    tell(`Results: ${RESULTS_FILE}`);
    return results;
  } finally {
    await machine.close();
  }
}

/** Ctrl-C in the middle leaves neither a process nor a file behind. */
async function openMachineUntilStopped(): Promise<Machine> {
  const machine = await openMachine();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void machine.close().finally(() => process.exit(1)));
  return machine;
}

function withoutMissingRedis(queue: PlanTerms['queue']): PlanTerms['queue'] {
  if (queue === 'postgres' || findRedisServer()) return queue;
  if (queue === 'redis') throw new Error('Neither redis-server nor valkey-server is on the PATH');
  tell('No redis-server on the PATH: all runs have their queue on PostgreSQL');
  return 'postgres';
}
