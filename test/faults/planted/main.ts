import { Command, InvalidArgumentError } from 'commander';
import { runProcess } from '../../../src/process';
import { everyMoment, runCrashes, type PathResult } from '../crashes/run-crashes';
import { PLANTED_BUGS } from './bugs';
import { findPlantedBugs, type SearchOutcome } from './find-planted-bugs';
import { startTemplateServer } from './server';

interface Options {
  json: boolean;
  seeds: number;
  only?: string;
  crashes: boolean;
}

/** Tries the tester: each planted bug must be found, and the product as it is must pass. */
async function main(): Promise<void> {
  const options = readOptions();
  const server = await startTemplateServer();
  Object.assign(process.env, server.environment);
  const tell = (line: string): void => void process.stderr.write(`· ${line}\n`);
  try {
    const results = options.crashes
      ? await runCrashes({ choose: everyMoment, tell: (result) => tell(describePath(result)) })
      : await findPlantedBugs({
          ...options,
          environment: process.env,
          tell: (it) => tell(describeSearch(it)),
        });
    if (options.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    const isRight = results.every((it) => ('isRight' in it ? it.isRight : it.broken.length === 0));
    process.exitCode = isRight ? 0 : 1;
  } finally {
    await server.stop();
  }
}

function readOptions(): Options {
  return new Command('planted')
    .description('Shows that the fault lab finds every mistake that is planted in the product.')
    .option('--json', 'print the results as JSON', false)
    .option('--seeds <n>', 'seeds to try at the most', Number, 20)
    .option('--only <bug>', 'one of them', readBug)
    .option('--crashes', 'ends a gateway at every moment of every path of money, instead', false)
    .parse()
    .opts<Options>();
}

function readBug(name: string): string {
  const names = PLANTED_BUGS.map((bug) => bug.name);
  if (!names.includes(name)) throw new InvalidArgumentError(`It is one of: ${names.join('; ')}.`);
  return name;
}

function describeSearch({ bug, seed, found, seconds, isRight }: SearchOutcome): string {
  const name = bug ?? 'the product as it is';
  if (seed === null) return `${name}: ${isRight ? 'passes' : 'NOT FOUND'} (${seconds} s)`;
  const rule = (found[0] ?? '').split(': ')[0];
  return `${name}: ${isRight ? 'found' : 'FAILS'} with seed ${seed} (${seconds} s), ${isRight ? rule : found.join('\n')}`;
}

function describePath({ path, moments, crashed, broken }: PathResult): string {
  const what = broken.length === 0 ? 'nothing lost' : broken.join('\n  ');
  return `${path}: ended at ${crashed} of ${moments.length} moments, ${what}`;
}

runProcess(main);
