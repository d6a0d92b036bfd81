import { spawn } from 'node:child_process';
import { InvalidArgumentError, type Command } from 'commander';
import { PROJECT_ROOT } from '../../../src/dev/child';
import { decisiveOnly, everyMoment, runCrashes, type PathResult } from '../crashes/run-crashes';
import { tell, wholeNumber } from '../option';
import { PLANTED_BUGS } from './bugs';
import { findPlantedBugs, type SearchOutcome } from './find-planted-bugs';
import { startTemplateServer } from './server';

interface PlantedOptions {
  json: boolean;
  seeds: number;
  only?: string;
}

/** What runs in this process: gateways ended at every moment, and the trial of the lab itself. */
export function addPlantedCommands(program: Command): void {
  program
    .command('planted')
    .description(
      'shows that every mistake that is planted in the product is found, and none in the product as it is',
    )
    .option('--seeds <n>', 'seeds to try at the most', wholeNumber, 20)
    .option('--only <bug>', 'one of them', readBug)
    .option('--json', 'print the results as JSON', false)
    .action(printPlanted);
  program
    .command('crashes')
    .description('ends a gateway at every moment of every path of money, and lets another one go on')
    .option(
      '--kill',
      'with a process that is killed at every commit and every call, instead of wires that are cut',
      false,
    )
    .option('--json', 'print the results as JSON', false)
    .action(printCrashes);
  program
    .command('schedules')
    .description(
      'plays seeded schedules over the pure core and a model store, and a part of them on PostgreSQL',
    )
    .option('--runs <n>', 'how many', wholeNumber, 20_000)
    .option('--seed <n>', 'the seed that they come from', wholeNumber)
    .action(playSchedules);
}

/** They are tests, at another size. */
async function playSchedules({ runs, seed }: { runs: number; seed?: number }): Promise<void> {
  const size = { SCHEDULES: String(runs), ...(seed !== undefined && { SCHEDULE_SEED: String(seed) }) };
  const child = spawn(process.execPath, ['src/dev/run.mjs', 'jest', 'test/faults/schedules'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...size },
    stdio: 'inherit',
  });
  process.exitCode = await new Promise<number>((resolve) =>
    child.once('close', (code) => resolve(code ?? 1)),
  );
}

async function printPlanted({ json, ...options }: PlantedOptions): Promise<void> {
  const outcomes = await onTemplateServer(() =>
    findPlantedBugs({ ...options, environment: process.env, tell: (it) => tell(describeSearch(it)) }),
  );
  if (json) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  if (outcomes.some(({ isRight }) => !isRight)) process.exitCode = 1;
}

async function printCrashes({ json, kill: isKilled }: { json: boolean; kill: boolean }): Promise<void> {
  const choose = isKilled ? decisiveOnly : everyMoment;
  const results = await onTemplateServer(() =>
    runCrashes({ choose, isKilled, tell: (result) => tell(describePath(result)) }),
  );
  if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  if (results.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

async function onTemplateServer<T>(work: () => Promise<T>): Promise<T> {
  const server = await startTemplateServer();
  Object.assign(process.env, server.environment);
  return work().finally(() => server.stop());
}

function readBug(name: string): string {
  const names = PLANTED_BUGS.map((bug) => bug.name);
  if (!names.includes(name)) throw new InvalidArgumentError(`It is one of: ${names.join('; ')}.`);
  return name;
}

function describeSearch({ bug, seed, found, lastWords, seconds, isRight }: SearchOutcome): string {
  const name = bug ?? 'the product as it is';
  if (lastWords !== null) return `${name}: THE BUILD IS BROKEN (${seconds} s), ${lastWords}`;
  if (seed === null) return `${name}: ${isRight ? 'passes' : 'NOT FOUND'} (${seconds} s)`;
  const rules = [...new Set(found.map((line) => line.split(': ')[0]))].join('; ');
  if (isRight) return `${name}: found with seed ${seed} (${seconds} s), ${rules}`;
  const how = bug === null ? 'FAILS' : 'FOUND, BUT NOT BY WHAT IT DOES,';
  return `${name}: ${how} with seed ${seed} (${seconds} s), ${found.join('\n')}`;
}

function describePath({ path, moments, crashed, broken }: PathResult): string {
  const what = broken.length === 0 ? 'nothing lost' : broken.join('\n  ');
  return `${path}: ended at ${crashed} of ${moments.length} moments, ${what}`;
}
