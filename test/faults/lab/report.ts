import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../../src/dev/child';
import type { RunResult } from './run';

/** Where each run leaves a line, from the project's folder. */
export const RESULTS_FILE = path.join('.tongfu', 'faults.jsonl');

/** The commit that is judged, with a mark where files differ from it. */
export function presentCommit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short=12', 'HEAD') + (isChanged ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** Adds the line of a run to the file of results. */
export function keepResult(result: RunResult, commit: string): void {
  const file = path.join(PROJECT_ROOT, RESULTS_FILE);
  mkdirSync(path.dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify({ commit, ...result })}\n`);
}

/** One line while the runs go on. */
export function progressOf(result: RunResult, no: { of: number; run: number }): string {
  const { seed, carrier, seconds, calls, violations, faults } = result;
  const broken = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const verdict = violations.length === 0 ? 'ok' : `${violations.length} VIOLATIONS`;
  return (
    `run ${no.run}/${no.of}  seed ${seed}  ${carrier}  ${seconds.toFixed(1)} s  ${broken} faults  ` +
    `${calls.acknowledged} acknowledged of ${calls.tries} tries  ${verdict}`
  );
}

/** For people: what was done, what was broken, what was found. */
export function summaryOf(results: readonly RunResult[], terms: { operations: number }): string {
  const failed = results.filter(({ violations }) => violations.length > 0);
  return [
    `${results.length} runs, ${failed.length} with a violation`,
    `operations  ${tableOf(results.map(({ operations }) => operations))}`,
    `faults      ${tableOf(results.map(({ faults }) => faults))}`,
    ...failed.flatMap((result) => describeFailure(result, terms)),
    confidenceOf(results.length, failed.length),
  ].join('\n');
}

function tableOf(counts: readonly Record<string, number>[]): string {
  const total = new Map<string, number>();
  for (const [name, count] of counts.flatMap((one) => Object.entries(one)))
    total.set(name, (total.get(name) ?? 0) + count);
  return [...total]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function describeFailure(
  { seed, carrier, violations }: RunResult,
  { operations }: { operations: number },
): string[] {
  return [
    `\nseed ${seed}: npm run faults -- --replay ${seed} --operations ${operations} --queue ${carrier}`,
    `  logs: ${path.join('.tongfu', 'faults', String(seed))}`,
    ...violations.flatMap(({ name, details }) => [
      `  ${name}`,
      ...details.slice(0, 8).map((detail) => `    ${detail.slice(0, 600)}`),
    ]),
  ];
}

/** The rule of three, exactly: with no failure in n runs, a rate of 1 - 0.05^(1/n) would have shown itself (95 %). */
export function confidenceOf(runs: number, failures: number): string {
  if (failures > 0) return `\n${failures} of ${runs} runs failed`;
  const percent = runs === 0 ? 100 : (1 - 0.05 ** (1 / runs)) * 100;
  return `\n0 failures in ${runs} runs show a failure rate below ${percent.toFixed(1)} % (95 %)`;
}
