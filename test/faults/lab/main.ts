import { Command, InvalidArgumentError, Option } from 'commander';
import { findRedisServer } from '../../../src/dev/redis';
import { rmSync } from 'node:fs';
import { runProcess } from '../../../src/process';
import { openMachine, type Machine } from './machine';
import { planFor, type PlanTerms } from './plan';
import { measurePromises, tableOfFigures } from './promises';
import { keepResult, presentCommit, progressOf, RESULTS_FILE, summaryOf } from './report';
import { runPlan, type RunResult } from './run';
import { logDirOf } from './site';

interface Options {
  seed: number;
  runs: number;
  operations?: number;
  queue: PlanTerms['queue'];
  replay?: number;
  promises: boolean;
  json: boolean;
}

const OPERATIONS = 24;
const ORDERS_TO_MEASURE = 1_000;

/** `npm run faults`: real processes under load, broken from a seed, and then held against what was promised. */
async function main(): Promise<void> {
  const options = new Command('npm run faults --')
    .description(
      'Breaks the running product from a seed, mends it, and looks for a promise that was not kept.',
    )
    .option('--seed <n>', 'the seed of the first run; the next run has the next one', whole, 1)
    .option('--runs <n>', 'how many runs', whole, 1)
    .option(
      '--operations <n>',
      `stories in a run (${OPERATIONS}); orders to measure with (${ORDERS_TO_MEASURE})`,
      whole,
    )
    .addOption(
      new Option('--queue <backend>', 'what carries the jobs')
        .choices(['redis', 'postgres', 'both'])
        .default('both'),
    )
    .option(
      '--replay <seed>',
      'does the operations and faults of this seed again, once, and keeps its logs',
      whole,
    )
    .option(
      '--promises',
      'measures what is promised instead: acknowledgements, refunds, times of recovery',
      false,
    )
    .option('--json', 'print the results as JSON', false)
    .parse()
    .opts<Options>();
  await (options.promises ? printPromises(options) : printRuns(options));
}

async function printRuns(options: Options): Promise<void> {
  const operations = options.operations ?? OPERATIONS;
  const results = await runSeeds(options, operations);
  if (results.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
  const summary = options.json ? JSON.stringify(results, null, 2) : `\n${summaryOf(results, { operations })}`;
  process.stdout.write(`${summary}\n`);
}

async function printPromises({ operations: orders = ORDERS_TO_MEASURE, ...options }: Options): Promise<void> {
  const queue = withoutMissingRedis(options.queue);
  const carrier = queue === 'both' ? 'redis' : queue;
  const machine = await openMachineUntilStopped();
  try {
    const figures = await measurePromises(machine, { orders, carrier, tell });
    if (figures.some(({ isKept }) => !isKept)) process.exitCode = 1;
    process.stdout.write(
      `${options.json ? JSON.stringify(figures, null, 2) : `\n${tableOfFigures(figures)}`}\n`,
    );
  } finally {
    await machine.close();
  }
}

async function runSeeds(options: Options, operations: number): Promise<RunResult[]> {
  const { replay, runs } = options;
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

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('a whole number');
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

runProcess(main);
